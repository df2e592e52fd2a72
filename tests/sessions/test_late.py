"""Evidence that arrives after the end: for a day it is kept, and changes neither the status nor the charge."""

from tests.sessions.outcome import refusal, session
from tests.world import Organisation, World


def ended(acme: Organisation, world: World) -> tuple[str, str, int]:
    """Token, id and time of the end of a session that ran for ten minutes."""
    first = acme.started()
    world.send(first["token"], world.event(1, "STARTED"))
    world.clock.move(minutes=10)
    world.end(first["token"])
    return first["token"], first["sessionId"], world.clock.at


def test_what_happened_before_the_end_is_stored_as_late(acme: Organisation, world: World) -> None:
    token, id, end = ended(acme, world)
    world.clock.move(hours=1)
    answer = world.send(token, world.event(2, "TAB_NOT_FOCUS", at=end - 1), world.event(3, "TAB_NOT_FOCUS"))
    assert (answer.status_code, answer.json()["ended"], answer.json()["acked"]) == (202, True, 3)
    events = acme.get(f"/v1/sessions/{id}/events").json()["items"]
    assert [(event["seq"], event["late"]) for event in events] == [(1, False), (2, True)]
    flags = acme.get(f"/v1/sessions/{id}/flags").json()["items"]
    assert [(flag["type"], flag["late"]) for flag in flags] == [("TAB_NOT_FOCUS", True)]


def test_late_evidence_is_taken_for_a_day(acme: Organisation, world: World) -> None:
    token, _, end = ended(acme, world)
    world.clock.move(hours=24)
    assert world.send(token, world.event(2, "TAB_NOT_FOCUS", at=end)).status_code == 202
    world.clock.move(seconds=1)
    assert refusal(world.send(token, world.event(3, "TAB_NOT_FOCUS", at=end))) == (409, "session_ended")


def test_a_late_first_event_neither_activates_nor_charges(acme: Organisation, world: World) -> None:
    first = acme.started()
    queued = world.event(1, "STARTED")
    world.clock.move(minutes=61)
    assert world.send(first["token"], queued).json()["ended"] is True
    found = session(acme, first["sessionId"])
    assert (found["status"], found["endReason"], found["activatedAt"]) == ("ended", "expired", None)
    assert found["charge"] is None
    assert acme.wallet == {"balance": 10, "held": 0}


def test_late_evidence_leaves_the_end_as_it_was(acme: Organisation, world: World) -> None:
    token, id, end = ended(acme, world)
    before = session(acme, id)
    world.clock.move(hours=1)
    world.send(token, world.event(2, "END_PROCTORING", at=end - 5), world.event(3, "TAB_NOT_FOCUS", at=end - 1))
    after = session(acme, id)
    unchanged = ("status", "endReason", "endedAt", "activatedAt", "charge", "attempt", "gen")
    assert [after[name] for name in unchanged] == [before[name] for name in unchanged]


def test_the_queue_of_an_older_page_is_late_too(acme: Organisation, world: World) -> None:
    first = acme.started()
    world.send(first["token"], world.event(1, "STARTED"))
    queued = world.event(2, "TAB_NOT_FOCUS")
    world.clock.move(minutes=1)
    world.end(acme.started(sessionToken=first["token"])["token"])
    answer = world.send(first["token"], queued)
    assert (answer.status_code, answer.json()["ended"]) == (202, True)
    events = acme.get(f"/v1/sessions/{first['sessionId']}/events").json()["items"]
    assert [(event["gen"], event["seq"], event["late"]) for event in events] == [(1, 1, False), (1, 2, True)]
