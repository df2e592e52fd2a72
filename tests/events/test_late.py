"""For a day after the end its evidence is still taken; then the stream is closed."""

from typing import Any

from eye.clock import iso
from tests.reading import events_of, flags_of, problem, session_of, stored
from tests.world import Organisation, World

LATE_CHANGES = {"eventCount", "flagCount", "lastSeenAt", "risk"}


def ended(owner: Organisation, world: World) -> dict[str, Any]:
    """A session that ended ten minutes after its start, with event 1 sent."""
    started = owner.started()
    world.send(started["token"], world.event(1, "STARTED"))
    world.clock.move(minutes=10)
    world.end(started["token"])
    return started


def lasting(session: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in session.items() if name not in LATE_CHANGES}


def test_what_happened_before_the_end_is_stored_as_late(acme: Organisation, world: World) -> None:
    started = ended(acme, world)
    before, wallet = session_of(acme, started["sessionId"]), acme.wallet
    minute_before = world.clock.at - 60_000
    world.clock.move(hours=3)
    answer = world.send(started["token"], world.event(2, "TAB_NOT_FOCUS", at=minute_before))
    assert (answer.status_code, answer.json()["ended"], answer.json()["acked"]) == (202, True, 2)
    assert [event["late"] for event in events_of(acme, started["sessionId"])] == [False, True]
    (flag,) = flags_of(acme, started["sessionId"])
    assert (flag["late"], flag["clearedAt"]) == (True, before["endedAt"])
    after = session_of(acme, started["sessionId"])
    assert lasting(after) == lasting(before)
    assert (after["eventCount"], after["flagCount"]) == (2, 1)
    assert [term["flagId"] for term in after["risk"]["terms"]] == [flag["id"]]
    assert acme.wallet == wallet


def test_what_happened_after_the_end_is_discarded(acme: Organisation, world: World) -> None:
    started = ended(acme, world)
    at_the_end = world.clock.at
    world.clock.move(minutes=1)
    batch = [world.event(2, "HEARTBEAT", at=at_the_end), world.event(3, "TAB_NOT_FOCUS", at=at_the_end + 1)]
    assert world.send(started["token"], *batch).json()["acked"] == 3
    assert [event["seq"] for event in events_of(acme, started["sessionId"])] == [1, 2]
    assert flags_of(acme, started["sessionId"]) == []


def test_a_late_clearing_ends_the_flag_where_it_ended(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.send(started["token"], world.event(1, "TAB_NOT_FOCUS"))
    world.clock.move(minutes=1)
    back = world.event(2, "TAB_FOCUS_CHANGE", data={"focused": True})
    world.clock.move(minutes=1)
    world.end(started["token"])
    world.send(started["token"], back)
    assert flags_of(acme, started["sessionId"])[0]["clearedAt"] == back["at"]


def test_late_events_never_activate_or_charge(acme: Organisation, world: World) -> None:
    started = acme.started()
    queued = world.event(1, "STARTED")
    world.clock.move(hours=1, seconds=1)
    assert world.send(started["token"], queued).json()["ended"] is True
    session = session_of(acme, started["sessionId"])
    assert (session["endReason"], session["activatedAt"], session["charge"]) == ("expired", None, None)
    assert acme.wallet == {"balance": 10, "held": 0}
    assert [event["late"] for event in events_of(acme, started["sessionId"])] == [True]


def test_numbers_that_are_missing_late_are_flagged_at_the_end(acme: Organisation, world: World) -> None:
    started = ended(acme, world)
    end = world.clock.at
    world.clock.move(minutes=5)
    world.send(started["token"], world.event(4, "HEARTBEAT", at=end - 1))
    assert flags_of(acme, started["sessionId"])[0]["raisedAt"] == iso(end)


def test_an_old_page_too_may_bring_late_evidence(acme: Organisation, world: World) -> None:
    started = acme.started()
    queued = world.event(1, "TAB_NOT_FOCUS")
    world.clock.move(minutes=1)
    token = acme.started(sessionToken=started["token"])["token"]
    world.end(token)
    body = world.send(started["token"], queued).json()
    assert (body["ended"], body["superseded"]) == (True, True)
    assert [event["late"] for event in events_of(acme, started["sessionId"])] == [True]
    assert session_of(acme, started["sessionId"])["charge"] is None


def test_after_a_day_nothing_is_taken(acme: Organisation, world: World) -> None:
    started = ended(acme, world)
    end = world.clock.at
    world.clock.move(hours=24)
    assert world.send(started["token"], world.event(2, "HEARTBEAT", at=end)).status_code == 202
    world.clock.move(seconds=1)
    before = stored(world)
    assert problem(world.send(started["token"], world.event(3, "HEARTBEAT", at=end))) == (409, "session_ended")
    assert stored(world) == before


def test_an_end_that_nobody_noticed_counts_from_its_own_time(acme: Organisation, world: World) -> None:
    started = acme.started(examDuration=60)
    world.send(started["token"], world.event(1, "STARTED"))
    world.clock.move(hours=24, minutes=2)
    assert problem(world.send(started["token"], world.event(2, "HEARTBEAT"))) == (409, "session_ended")
    assert session_of(acme, started["sessionId"])["endReason"] == "duration"
