"""Candidate tokens where they are required: what they open, how often, and to whom."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from eye.clock import iso
from eye.sessions.candidate_tokens.token import CandidateToken, sign_candidate_token
from tests.sessions.minting import mint, set_identity
from tests.sessions.neighbour import at_once, neighbour_of
from tests.sessions.outcome import refusal, session, set_key
from tests.world import NINE_O_CLOCK, ORIGIN, MovedClock, Organisation, World

START, OTHER_START = "0123456789abcdefABCDEF", "9876543210abcdefABCDEF"
ELSEWHERE = "https://other.example.org"


@pytest.fixture
def strict(acme: Organisation) -> Organisation:
    """Accepts only starts with a candidate token."""
    set_identity(acme, "required")
    return acme


def test_a_token_is_minted_for_ten_minutes(acme: Organisation) -> None:
    answer = acme.call("POST", "/v1/candidate-tokens", {"assessmentId": "exam", "candidateId": "ada"})
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["expiresAt"] == iso(NINE_O_CLOCK + 600_000)
    assert answer.json().keys() == {"token", "expiresAt"}


def test_a_token_starts_a_session_of_its_candidate(strict: Organisation) -> None:
    answer = strict.start(candidateToken=mint(strict))
    assert answer.status_code == 201
    found = session(strict, answer.json()["sessionId"])
    assert (found["identified"], found["identifiedCode"]) == ("signed", None)


def test_without_a_token_nothing_starts(strict: Organisation) -> None:
    assert refusal(strict.start()) == (401, "candidate_token_required")


@pytest.mark.parametrize("text", ["made.up", "x", "eyJ2IjoxfQ.", "a" * 2_000])
def test_a_token_that_is_not_ours_is_invalid(strict: Organisation, text: str) -> None:
    assert refusal(strict.start(candidateToken=text)) == (401, "candidate_token_invalid")


def test_a_token_that_was_tampered_with_is_invalid(strict: Organisation) -> None:
    token = mint(strict)
    for at in (0, len(token) // 2, len(token) - 10):
        other = "A" if token[at] != "A" else "B"
        tampered = token[:at] + other + token[at + 1 :]
        assert refusal(strict.start(candidateToken=tampered)) == (401, "candidate_token_invalid")


def test_no_other_token_passes_for_one(strict: Organisation) -> None:
    first = strict.started(candidateToken=mint(strict))
    answer = strict.start(candidateId="bob", candidateToken=first["token"])
    assert refusal(answer) == (401, "candidate_token_invalid")


def test_a_token_is_over_after_its_time_and_some_leeway(strict: Organisation, world: World) -> None:
    token, later = mint(strict), mint(strict, expiresIn=3600)
    world.clock.move(seconds=600 + 31)
    assert refusal(strict.start(candidateToken=token)) == (401, "candidate_token_expired")
    assert strict.start(candidateToken=later).status_code == 201


@pytest.mark.parametrize("ahead", [-20, 20])
def test_clocks_may_be_twenty_seconds_apart(strict: Organisation, world: World, ahead: int) -> None:
    minted_at = NINE_O_CLOCK
    world.clock.at = minted_at + ahead * 1_000
    token = mint(strict)
    world.clock.at = minted_at
    assert strict.start(candidateToken=token).status_code == 201
    world.clock.at = minted_at + ahead * 1_000
    last = mint(strict, candidateId="bob", expiresIn=60)
    world.clock.at = minted_at + 60_000
    assert strict.start(candidateId="bob", candidateToken=last).status_code == 201


@pytest.mark.parametrize(
    ("minted", "field"),
    [
        ({"assessmentId": "second"}, "assessmentId"),
        ({"candidateId": "bob"}, "candidateId"),
        ({"origin": ELSEWHERE}, "origin"),
    ],
)
def test_a_token_for_something_else_does_not_match(strict: Organisation, minted: dict[str, str], field: str) -> None:
    answer = strict.start(candidateToken=mint(strict, **minted))
    assert refusal(answer) == (403, "candidate_token_mismatch")
    assert answer.json()["field"] == field


def test_a_token_of_another_organisation_does_not_match(strict: Organisation, stranger: Organisation) -> None:
    assert refusal(strict.start(candidateToken=mint(stranger))) == (403, "candidate_token_mismatch")


def test_a_token_of_the_other_mode_does_not_match(strict: Organisation) -> None:
    token = mint(strict, strict.new_key("secret", "test", roles=("Admin",)))
    assert refusal(strict.start(candidateToken=token)) == (403, "candidate_token_mismatch")
    assert strict.start(apiKey=strict.new_key(mode="test"), candidateToken=token).status_code == 201


def test_a_token_bound_to_a_website_works_there_and_nowhere_else(strict: Organisation) -> None:
    strict.add_domain("other.example.org")
    token = mint(strict, origin="HTTPS://exam.example.com:443")
    answer = strict.start(candidateToken=token, origin=ELSEWHERE)
    assert refusal(answer) == (403, "candidate_token_mismatch")
    assert strict.start(candidateToken=token).status_code == 201


def test_a_token_does_not_replace_the_website_check(strict: Organisation) -> None:
    answer = strict.start(candidateToken=mint(strict, origin=ELSEWHERE), origin=ELSEWHERE)
    assert refusal(answer) == (403, "origin_not_allowed")


def test_another_client_with_a_spent_token_is_told_so(strict: Organisation, world: World) -> None:
    token = mint(strict)
    first = strict.started(candidateToken=token, startId=START)
    for other in ({}, {"startId": OTHER_START}):
        assert refusal(strict.start(candidateToken=token, **other)) == (409, "candidate_token_used")
    world.clock.move(minutes=5)  # however silent the first page is
    assert refusal(strict.start(candidateToken=token)) == (409, "candidate_token_used")
    assert session(strict, first["sessionId"])["gen"] == 1


def test_a_spent_token_opens_no_next_attempt(strict: Organisation, world: World) -> None:
    token = mint(strict)
    world.end(strict.started(candidateToken=token, startId=START)["token"])
    assert refusal(strict.start(candidateToken=token, startId=START)) == (409, "candidate_token_used")
    assert strict.start(candidateToken=mint(strict)).status_code == 201


def test_a_lost_answer_is_asked_for_again_with_the_spent_token(strict: Organisation) -> None:
    asked = {"candidateToken": mint(strict), "startId": START}
    first, again = strict.started(**asked), strict.started(**asked)
    assert again["sessionId"] == first["sessionId"]
    assert session(strict, first["sessionId"])["gen"] == 1
    assert strict.wallet == {"balance": 10, "held": 1}


def test_a_reload_resumes_by_its_session_token(strict: Organisation) -> None:
    token = mint(strict)
    first = strict.started(candidateToken=token, startId=START)
    again = strict.start(candidateToken=token, startId=OTHER_START, sessionToken=first["token"])
    assert again.status_code == 200
    assert session(strict, first["sessionId"])["gen"] == 2


def test_a_fresh_token_of_the_candidate_resumes_without_waiting(strict: Organisation, world: World) -> None:
    first = strict.started(candidateToken=mint(strict))
    world.send(first["token"], world.event(1, "STARTED"))
    answer = strict.start(candidateToken=mint(strict), startId=START)
    assert answer.status_code == 200
    assert answer.json()["sessionId"] == first["sessionId"]
    found = session(strict, first["sessionId"])
    assert (found["gen"], found["identified"]) == (2, "signed")
    assert strict.get(f"/v1/sessions/{first['sessionId']}/flags").json()["items"] == []


def test_a_lost_answer_to_that_resume_is_asked_for_again_too(strict: Organisation) -> None:
    first = strict.started(candidateToken=mint(strict))
    asked = {"candidateToken": mint(strict), "startId": START}
    assert {strict.started(**asked)["sessionId"] for _ in range(2)} == {first["sessionId"]}
    assert session(strict, first["sessionId"])["gen"] == 2
    assert refusal(strict.start(candidateToken=asked["candidateToken"])) == (409, "candidate_token_used")


def test_a_silent_page_is_never_taken_over_without_a_token(strict: Organisation, world: World) -> None:
    strict.started(candidateToken=mint(strict))
    world.clock.move(minutes=50)
    assert refusal(strict.start()) == (401, "candidate_token_required")


def test_a_start_that_is_refused_for_another_reason_spends_no_token(world: World) -> None:
    acme = world.organisation(credits=1)
    set_identity(acme, "required")
    acme.add_assessment("closed", closes_at=NINE_O_CLOCK)
    token = mint(acme, assessmentId="closed")
    assert refusal(acme.start(assessmentId="closed", candidateToken=token)) == (403, "assessment_not_open")
    world.execute("update assessments set closes_at = null")
    world.execute("update wallets set balance = 0")
    assert refusal(acme.start(assessmentId="closed", candidateToken=token)) == (402, "credits_exhausted")
    world.execute("update wallets set balance = 1")
    assert acme.start(assessmentId="closed", candidateToken=token).status_code == 201


@pytest.mark.parametrize("change", ["revoked_at", "deleted_at", "inactive_at", "expires_at"])
def test_a_token_dies_with_the_key_that_minted_it(strict: Organisation, world: World, change: str) -> None:
    token = mint(strict, strict.new_key("secret", roles=("Developer",)))
    world.execute(f"update keys set {change} = 1 where roles = '[\"Developer\"]'")  # noqa: S608 - the four above
    assert refusal(strict.start(candidateToken=token)) == (401, "candidate_token_invalid")


def test_the_key_of_the_page_is_checked_before_its_token(strict: Organisation, world: World) -> None:
    token = mint(strict)
    set_key(world, strict.publishable, revoked_at=1)
    assert refusal(strict.start(candidateToken=token)) == (401, "key_revoked")


def test_a_template_that_nobody_filled_is_named(strict: Organisation) -> None:
    answer = strict.start(candidateToken="{{ eye_token }}")
    assert refusal(answer) == (400, "param_invalid")
    assert answer.json()["field"] == "candidateToken"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("assessmentId", ""),
        ("assessmentId", "no spaces"),
        ("candidateId", "undefined"),
        ("candidateId", 5),
        ("origin", "exam.example.com"),
        ("origin", "https://exam.example.com/path"),
        ("origin", "null"),
        ("origin", 5),
        ("expiresIn", 59),
        ("expiresIn", 3601),
        ("expiresIn", 60.5),
        ("expiresIn", "600"),
    ],
)
def test_a_wrong_field_is_named(acme: Organisation, field: str, value: Any) -> None:
    asked = {"assessmentId": "exam", "candidateId": "ada", field: value}
    answer = acme.call("POST", "/v1/candidate-tokens", asked)
    assert answer.status_code == 400
    assert answer.json()["field"] == field


def test_the_longest_ids_fit_into_a_token(acme: Organisation) -> None:
    set_identity(acme, "required")
    exam, candidate = ":A~z" * 32, "@0.-" * 32
    acme.add_assessment(exam)
    host = ".".join(["a" * 60] * 4)
    acme.add_domain(host)
    token = mint(acme, assessmentId=exam, candidateId=candidate, origin=f"https://{host}")
    assert len(token) <= 2048
    answer = acme.start(assessmentId=exam, candidateId=candidate, candidateToken=token, origin=f"https://{host}")
    assert answer.status_code == 201


def test_spent_tokens_are_forgotten_long_after_they_expired(strict: Organisation, world: World) -> None:
    token = mint(strict)
    strict.started(candidateToken=token)
    world.clock.move(minutes=69)
    world.forget()
    assert len(world.rows("select jti from candidate_tokens_used")) == 1
    world.clock.move(minutes=1)
    world.forget()
    assert world.rows("select jti from candidate_tokens_used") == []
    assert refusal(strict.start(candidateToken=token)) == (401, "candidate_token_expired")


@pytest.fixture
def neighbour(world: World) -> Iterator[World]:
    with neighbour_of(world) as other:
        yield other


def start(world: World, acme: Organisation, **fields: Any) -> Callable[[], Any]:
    body = {"apiKey": acme.publishable, "assessmentId": "exam", "candidateId": "ada", **fields}
    return partial(world.client.post, "/v1/init", json=body, headers={"origin": ORIGIN})


def test_of_two_clients_with_one_token_exactly_one_starts(strict: Organisation, world: World, neighbour: World) -> None:
    for number in range(8):
        asked = {"candidateId": f"c{number}", "candidateToken": mint(strict, candidateId=f"c{number}")}
        answers = at_once(*[start(eye, strict, **asked) for eye in (world, neighbour) * 2])
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
        lost = [answer for answer in answers if answer.status_code == 409]
        assert {refusal(answer) for answer in lost} == {(409, "candidate_token_used")}
    assert strict.wallet == {"balance": 10, "held": 8}
    assert len(world.rows("select jti from candidate_tokens_used")) == 8


def test_of_two_clients_with_one_fresh_token_exactly_one_resumes(
    strict: Organisation, world: World, neighbour: World
) -> None:
    strict.started(candidateToken=mint(strict))
    token = mint(strict)
    answers = at_once(*[start(eye, strict, candidateToken=token) for eye in (world, neighbour) * 2])
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert world.rows("select gen from sessions") == [{"gen": 2}]


def test_one_client_that_asks_twice_at_once_gets_its_session_twice(
    strict: Organisation, world: World, neighbour: World
) -> None:
    for number in range(8):
        asked = {"candidateId": f"c{number}", "startId": START}
        asked["candidateToken"] = mint(strict, candidateId=f"c{number}")
        answers = at_once(*[start(eye, strict, **asked) for eye in (world, neighbour) * 2])
        assert {answer.status_code for answer in answers} == {201}, [answer.text for answer in answers]
        assert len({answer.json()["sessionId"] for answer in answers}) == 1


def test_a_token_of_a_key_that_never_was_is_invalid(strict: Organisation, world: World) -> None:
    made = CandidateToken("1", "key_0", strict.id, "live", "exam", "ada", None, MovedClock().at + 60_000)
    token = sign_candidate_token(world.parts.secrets.signing, made, world.clock.at)
    assert refusal(strict.start(candidateToken=token)) == (401, "candidate_token_invalid")
