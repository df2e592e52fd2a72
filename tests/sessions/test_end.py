"""How a session ends: once, for good, whoever comes first; and by itself when its time is up."""

import pytest

from eye.clock import HOUR, MINUTE, iso
from tests.sessions.outcome import refusal, session
from tests.world import NINE_O_CLOCK, Organisation, World


@pytest.mark.parametrize("reason", ["host", "candidate"])
def test_a_page_ends_its_session(acme: Organisation, world: World, reason: str) -> None:
    first = acme.started()
    world.send(first["token"], world.event(1, "STARTED"))
    world.clock.move(minutes=5)
    answer = world.end(first["token"], reason=reason)
    assert answer.status_code == 200
    assert answer.json() == {"status": "ended", "endedAt": iso(NINE_O_CLOCK + 5 * MINUTE), "endReason": reason}
    assert session(acme, first["sessionId"])["endReason"] == reason


def test_a_second_end_changes_nothing(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    first = world.end(token, reason="candidate").json()
    world.clock.move(hours=30)
    assert world.end(token, reason="host").json() == first
    assert len(world.rows("select id from outbox where type = 'session.ended'")) == 1


def test_the_event_ends_it_too(acme: Organisation, world: World) -> None:
    first = acme.started()
    answer = world.send(first["token"], world.event(1, "STARTED"), world.event(2, "END_PROCTORING"))
    assert (answer.status_code, answer.json()["ended"]) == (202, True)
    found = session(acme, first["sessionId"])
    assert (found["status"], found["endReason"]) == ("ended", "host")


@pytest.mark.parametrize("reason", ["duration", "abandoned", "proctor", "", 5])
def test_a_page_cannot_give_another_reason(acme: Organisation, world: World, reason: object) -> None:
    answer = world.end(acme.started()["token"], reason=reason)  # type: ignore[arg-type]
    assert (refusal(answer), answer.json()["field"]) == ((400, "param_invalid"), "reason")


def test_an_end_from_a_website_that_is_not_registered_is_refused(acme: Organisation, world: World) -> None:
    first = acme.started()
    assert refusal(world.end(first["token"], origin="https://evil.example.org")) == (403, "origin_not_allowed")
    assert session(acme, first["sessionId"])["status"] == "created"


def test_a_removed_domain_refuses_every_next_request_of_its_sessions(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    world.send(token, world.event(1, "STARTED"))
    acme.call("DELETE", f"/v1/domains/{acme.domain_id}")
    assert refusal(world.send(token)) == (403, "origin_not_allowed")
    assert refusal(world.end(token)) == (403, "origin_not_allowed")
    acme.add_domain("exam.example.com")
    assert world.send(token).status_code == 202
    assert world.end(token).status_code == 200


def test_ending_an_unstarted_session_uses_no_attempt_and_costs_nothing(acme: Organisation, world: World) -> None:
    acme.add_assessment("once", attempts=1)
    world.end(acme.started(assessmentId="once")["token"], reason="candidate")
    assert acme.wallet == {"balance": 10, "held": 0}
    assert acme.start(assessmentId="once").status_code == 201


def test_the_duration_ends_it_at_its_end_not_when_that_is_noticed(acme: Organisation, world: World) -> None:
    first = acme.started(examDuration=600)
    world.clock.move(minutes=2)
    activated = world.send(first["token"], world.event(1, "STARTED")).json()
    ends_at = NINE_O_CLOCK + 12 * MINUTE
    assert activated["examEndsAt"] == iso(ends_at)
    world.clock.move(seconds=599.999)
    assert "ended" not in world.send(first["token"]).json()
    world.clock.move(minutes=3)
    assert world.end(first["token"]).json() == {"status": "ended", "endedAt": iso(ends_at), "endReason": "duration"}


def test_the_exam_clock_starts_with_the_exam_not_with_its_set_up(acme: Organisation, world: World) -> None:
    token = acme.started(examDuration=600)["token"]
    before = [world.event(1, "SET_CONFIG"), world.event(2, "SYSTEM_CHECK_STARTED")]
    before.append(world.event(3, "SYSTEM_CHECK_COMPLETED"))
    assert world.send(token, *before).json()["examEndsAt"] is None
    assert world.send(token, world.event(4, "TAB_NOT_FOCUS")).json()["examEndsAt"] is not None


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (50, {"endReason": "duration", "endedAt": iso(NINE_O_CLOCK + 50 * MINUTE)}),
        (60, {"endReason": "duration", "endedAt": iso(NINE_O_CLOCK + 60 * MINUTE)}),
        (70, {"endReason": "abandoned", "endedAt": iso(NINE_O_CLOCK + 60 * MINUTE)}),
    ],
)
def test_of_two_reasons_the_first_one_ends_a_silent_exam(
    acme: Organisation, world: World, minutes: int, expected: dict[str, str]
) -> None:
    """An exam of an hour whose page falls silent at once ends by its duration."""
    token = acme.started(examDuration=minutes * 60)["token"]
    world.send(token, world.event(1, "STARTED"))
    world.clock.move(hours=3)
    assert world.end(token).json() == {"status": "ended", **expected}


def test_silence_is_counted_from_the_last_sign_of_life(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    world.send(token, world.event(1, "STARTED"))
    world.clock.move(minutes=59)
    world.send(token, world.event(2, "TAB_NOT_FOCUS"))
    world.clock.move(minutes=59)
    assert "ended" not in world.send(token).json()
    world.clock.move(minutes=60)
    found = world.end(token).json()
    assert (found["endReason"], found["endedAt"]) == ("abandoned", iso(NINE_O_CLOCK + 178 * MINUTE))


def test_the_assessment_sets_how_long_silence_may_last(acme: Organisation, world: World) -> None:
    acme.add_assessment("strict", policy='{"abandonAfter": 300000}')
    token = acme.started(assessmentId="strict")["token"]
    world.send(token, world.event(1, "STARTED"))
    world.clock.move(minutes=5)
    assert world.end(token).json()["endReason"] == "abandoned"


def test_nobody_is_abandoned_while_paused(acme: Organisation, world: World) -> None:
    first = acme.started(examDuration=600)
    world.send(first["token"], world.event(1, "STARTED"))
    world.execute("update sessions set status = 'paused', paused_at = :at", at=world.clock.at)
    world.clock.move(hours=5)
    world.sweep()
    assert session(acme, first["sessionId"])["status"] == "paused"
    assert "ended" not in world.send(first["token"]).json()


def test_an_unstarted_session_expires_and_costs_nothing(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    world.send(token, world.event(1, "SET_CONFIG"))
    world.clock.move(minutes=60)
    found = world.end(token).json()
    assert (found["endReason"], found["endedAt"]) == ("expired", iso(NINE_O_CLOCK + HOUR))
    assert acme.wallet == {"balance": 10, "held": 0}


def test_a_session_without_duration_runs_for_a_day_at_most(acme: Organisation, world: World) -> None:
    acme.add_assessment("endless", policy='{"abandonAfter": 86400000}')
    token = acme.started(assessmentId="endless")["token"]
    world.send(token, world.event(1, "STARTED"))
    world.clock.move(hours=23)
    world.send(token, world.event(2, "TAB_NOT_FOCUS"))
    world.clock.move(hours=1)
    assert world.end(token).json()["endReason"] == "duration"


def test_a_token_lasts_as_long_as_anything_of_its_session_is_taken(acme: Organisation, world: World) -> None:
    """Begun in the last minute before it expires, the longest exam, and 24 hours of late evidence."""
    token = acme.started(examDuration=604_800)["token"]
    acme.world.execute("update sessions set abandon_ms = 864000000")
    world.clock.move(minutes=59)
    ends_at = world.clock.at + 7 * 24 * HOUR
    assert world.send(token, world.event(1, "STARTED")).json()["examEndsAt"] == iso(ends_at)
    world.clock.move(hours=8 * 24)
    late = world.event(2, "TAB_NOT_FOCUS", at=ends_at - 1)
    assert world.send(token, late).status_code == 202
