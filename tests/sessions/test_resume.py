"""A page that comes back: by its session token, or by the start whose answer was lost."""

import pytest

from eye.clock import MINUTE, iso
from tests.sessions.outcome import refusal, session
from tests.world import NINE_O_CLOCK, Organisation, World

START = "0123456789abcdefABCDEF"


def test_a_session_token_resumes_its_session(acme: Organisation, world: World) -> None:
    first = acme.started()
    world.send(first["token"], world.event(1, "STARTED"))
    answer = acme.start(sessionToken=first["token"])
    assert answer.status_code == 200
    again = answer.json()
    assert (again["sessionId"], again["resumed"]) == (first["sessionId"], True)
    assert again["token"] != first["token"]
    assert session(acme, first["sessionId"])["gen"] == 2
    assert world.send(again["token"], world.event(1, "HEARTBEAT")).json()["acked"] == 1


def test_a_resume_is_no_takeover(acme: Organisation) -> None:
    first = acme.started()
    acme.started(sessionToken=first["token"])
    assert acme.get(f"/v1/sessions/{first['sessionId']}/flags").json()["items"] == []


def test_a_resume_keeps_the_exam_clock(acme: Organisation, world: World) -> None:
    first = acme.started(examDuration=3600)
    world.send(first["token"], world.event(1, "STARTED"))
    world.clock.move(minutes=10)
    again = acme.started(sessionToken=first["token"], examDuration=9999)
    assert again["examEndsAt"] == iso(NINE_O_CLOCK + 60 * MINUTE)


def test_the_same_start_gets_the_same_session_and_gen_again(acme: Organisation, world: World) -> None:
    """Its answer was lost: asking again must not cost it a page, nor a credit."""
    first = acme.started(startId=START)
    world.clock.move(seconds=5)
    again = acme.started(startId=START)
    assert again["sessionId"] == first["sessionId"]
    assert session(acme, first["sessionId"])["gen"] == 1
    assert acme.wallet == {"balance": 10, "held": 1}
    for token in (first["token"], again["token"]):
        assert world.send(token).status_code == 202


def test_a_lost_answer_to_a_resume_can_be_asked_for_again(acme: Organisation) -> None:
    first = acme.started(startId=START)
    for _ in range(2):
        again = acme.started(startId=START + "2", sessionToken=first["token"])
        assert again["resumed"] is True
        assert session(acme, first["sessionId"])["gen"] == 2


def test_a_start_id_alone_stands_in_for_a_spent_candidate_token(acme: Organisation, world: World) -> None:
    first = acme.started(startId=START)
    world.execute("update organisations set identity = 'required' where id = :id", id=acme.id)
    assert acme.started(startId=START)["sessionId"] == first["sessionId"]
    assert acme.started(startId=START, candidateToken="spent")["sessionId"] == first["sessionId"]
    assert refusal(acme.start(startId=START + "2")) == (401, "candidate_token_required")


def test_a_session_token_stands_in_for_the_candidate_token(acme: Organisation, world: World) -> None:
    first = acme.started()
    world.execute("update organisations set identity = 'required' where id = :id", id=acme.id)
    assert acme.start(sessionToken=first["token"]).status_code == 200
    assert acme.start(sessionToken=first["token"], candidateToken="spent").status_code == 200


def test_the_start_id_of_another_page_is_not_enough(acme: Organisation) -> None:
    acme.add_domain("other.example.org")
    acme.started(startId=START)
    for other in ({"apiKey": acme.new_key()}, {"origin": "https://other.example.org"}, {"startId": START + "2"}):
        assert refusal(acme.start(**{"startId": START, **other})) == (409, "session_active_elsewhere")
    for other in ({"candidateId": "bob"}, {"startId": START, "candidateId": "cyd"}):
        assert acme.start(**{"startId": START, **other}).status_code == 201


def test_a_start_that_is_asked_again_has_not_been_silent(acme: Organisation, world: World) -> None:
    acme.started(startId=START)
    world.clock.move(seconds=9)
    acme.started(startId=START)
    world.clock.move(seconds=9)
    assert refusal(acme.start()) == (409, "session_active_elsewhere")


def test_a_resume_needs_no_open_assessment_no_credit_and_no_attempt(world: World) -> None:
    acme = world.organisation(credits=1)
    acme.add_assessment("once", attempts=1, closes_at=NINE_O_CLOCK + 10 * MINUTE)
    first = acme.started(assessmentId="once")
    world.send(first["token"], world.event(1, "STARTED"))
    world.clock.move(minutes=20)
    world.execute("update assessments set archived_at = 1 where id = 'once'")
    assert acme.start(assessmentId="once", sessionToken=first["token"]).status_code == 200


def test_a_resume_still_needs_a_key_and_a_registered_origin(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    answer = acme.start(sessionToken=token, origin="https://evil.example.org")
    assert refusal(answer) == (403, "origin_not_allowed")
    world.execute("update keys set revoked_at = 1 where kind = 'publishable'")
    assert refusal(acme.start(sessionToken=token)) == (401, "key_revoked")


def test_a_resume_with_another_key_of_the_organisation_goes_on(acme: Organisation) -> None:
    first = acme.started()
    again = acme.started(apiKey=acme.new_key(), sessionToken=first["token"])
    assert again["sessionId"] == first["sessionId"]


@pytest.mark.parametrize("other", [{"assessmentId": "second"}, {"candidateId": "bob"}])
def test_a_token_of_something_else_begins_a_session_of_its_own(acme: Organisation, other: dict[str, str]) -> None:
    acme.add_assessment("second")
    first = acme.started()
    answer = acme.start(sessionToken=first["token"], **other)
    assert answer.status_code == 201
    assert answer.json()["sessionId"] != first["sessionId"]


def test_a_token_of_another_organisation_resumes_nothing(acme: Organisation, stranger: Organisation) -> None:
    theirs = stranger.started()
    answer = acme.start(sessionToken=theirs["token"])
    assert answer.status_code == 201
    assert answer.json()["sessionId"] != theirs["sessionId"]
    assert session(stranger, theirs["sessionId"])["gen"] == 1


def test_an_ended_session_token_says_that_the_session_has_ended(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    world.end(token)
    answer = acme.start(sessionToken=token)
    assert refusal(answer) == (409, "session_ended")
    assert answer.json()["endReason"] == "host"


def test_an_ended_session_token_says_so_also_while_the_next_attempt_runs(acme: Organisation, world: World) -> None:
    """An old tab must not take over the attempt that runs in another one, however silent that is."""
    old = acme.started()["token"]
    world.end(old)
    acme.started()
    assert refusal(acme.start(sessionToken=old)) == (409, "session_ended")
    world.clock.move(minutes=5)
    assert refusal(acme.start(sessionToken=old)) == (409, "session_ended")


def test_after_an_end_the_next_attempt_opens_without_the_token(acme: Organisation, world: World) -> None:
    first = acme.started()
    world.send(first["token"], world.event(1, "STARTED"))
    world.end(first["token"])
    second = acme.started()
    assert second["sessionId"] != first["sessionId"]
    assert second["resumed"] is False
    assert [session(acme, id["sessionId"])["attempt"] for id in (first, second)] == [1, 2]


def test_an_unreadable_token_counts_as_none(acme: Organisation) -> None:
    for number, token in enumerate(("", "rubbish", "a.b.c", 5, {}, "x" * 2_000)):
        assert acme.start(candidateId=f"c{number}", sessionToken=token).status_code == 201
