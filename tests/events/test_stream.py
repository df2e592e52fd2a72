"""`POST /v1/events`: what is acknowledged, what falls out, what starts and what ends the exam."""

from typing import Any

import pytest

from eye.clock import HOUR, MINUTE, iso
from tests.reading import events_of, flags_of, problem, session_of
from tests.world import Organisation, World


def test_a_batch_is_acknowledged_up_to_its_highest_number(acme: Organisation, world: World) -> None:
    started = acme.started()
    answer = world.send(started["token"], world.event(1, "STARTED"), world.event(2, "HEARTBEAT"))
    assert answer.status_code == 202
    body = answer.json()
    assert body["acked"] == 2
    assert body["serverTime"] == iso(world.clock.at)
    assert body["commands"] == body["rejected"] == []
    assert body["examEndsAt"] is None
    assert "ended" not in body
    assert "superseded" not in body


def test_an_empty_batch_is_taken_and_says_how_far_the_server_is(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    world.send(token, world.event(1, "STARTED"))
    assert world.send(token).json()["acked"] == 1


def test_an_event_is_stored_as_it_was_sent(acme: Organisation, world: World) -> None:
    started = acme.started()
    data = {"examId": "exam", "nested": {"list": [1, 2.5, "ü", None, True]}, "nul": "\0"}
    at = world.clock.at - 1_234
    world.clock.move(seconds=2)
    world.send(started["token"], world.event(1, "TAB_NOT_FOCUS", at=at, data=data, mediaId="shot_1"))
    event = events_of(acme, started["sessionId"])[0]
    assert event["id"] == f"{started['sessionId']}.1.1"
    assert (event["gen"], event["seq"], event["type"]) == (1, 1, "TAB_NOT_FOCUS")
    assert (event["at"], event["receivedAt"], event["originalAt"]) == (iso(at), iso(world.clock.at), None)
    assert event["data"] == data
    assert (event["mediaId"], event["late"]) == ("shot_1", False)


def test_what_arrives_twice_is_stored_and_flagged_once(acme: Organisation, world: World) -> None:
    started = acme.started()
    batch = [world.event(1, "STARTED"), world.event(2, "TAB_NOT_FOCUS")]
    first = world.send(started["token"], *batch).json()
    again = world.send(started["token"], *batch).json()
    assert (first["acked"], again["acked"]) == (2, 2)
    assert [flag["type"] for flag in first["flags"]] == ["TAB_NOT_FOCUS"]
    assert again["flags"] == []
    assert len(events_of(acme, started["sessionId"])) == 2
    assert len(flags_of(acme, started["sessionId"])) == 1


def test_a_later_batch_may_begin_before_the_last_acknowledgement(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.send(started["token"], world.event(1, "STARTED"), world.event(2, "HEARTBEAT"))
    answer = world.send(started["token"], world.event(2, "HEARTBEAT"), world.event(3, "HEARTBEAT"))
    assert answer.json()["acked"] == 3
    assert [event["seq"] for event in events_of(acme, started["sessionId"])] == [1, 2, 3]
    assert session_of(acme, started["sessionId"])["eventCount"] == 3


def test_a_jump_is_accepted_and_becomes_a_flag(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.send(started["token"], world.event(1, "STARTED"))
    answer = world.send(started["token"], world.event(5, "HEARTBEAT"))
    assert answer.json()["acked"] == 5
    (flag,) = flags_of(acme, started["sessionId"])
    assert flag["type"] == "EVENTS_MISSING"
    assert flag["description"] == "3 events before number 5 never arrived."
    assert flag["raisedAt"] == flag["clearedAt"] == iso(world.clock.at)


def test_a_flag_made_of_an_event_is_named_in_the_answer(acme: Organisation, world: World) -> None:
    started = acme.started()
    (named,) = world.send(started["token"], world.event(1, "TAB_NOT_FOCUS")).json()["flags"]
    (flag,) = flags_of(acme, started["sessionId"])
    event_id = f"{started['sessionId']}.1.1"
    assert named == {"seq": 1, "eventId": event_id, "flagId": flag["id"], "type": "TAB_NOT_FOCUS"}


@pytest.mark.parametrize("type", ["SET_CONFIG", "SYSTEM_CHECK_STARTED", "SYSTEM_CHECK_COMPLETED"])
def test_what_comes_before_the_exam_costs_nothing(acme: Organisation, world: World, type: str) -> None:
    started = acme.started(examDuration=60)
    assert world.send(started["token"], world.event(1, type)).json()["examEndsAt"] is None
    session = session_of(acme, started["sessionId"])
    assert (session["status"], session["activatedAt"], session["charge"]) == ("created", None, None)
    assert acme.wallet == {"balance": 10, "held": 1}


def test_consent_is_kept_as_it_was_given_and_costs_nothing(acme: Organisation, world: World) -> None:
    started = acme.started()
    given = {"language": "ar", "shown": ["watchCamera", "own"], "hash": None}
    answer = world.send(started["token"], world.event(1, "CONSENT_GIVEN", data=given)).json()
    assert (answer["rejected"], answer["acked"]) == ([], 1)
    (event,) = events_of(acme, started["sessionId"])
    assert (event["type"], event["data"]) == ("CONSENT_GIVEN", given)
    assert session_of(acme, started["sessionId"])["status"] == "created"


def test_an_empty_batch_says_that_the_page_is_there(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.clock.move(seconds=9)
    assert world.send(started["token"]).status_code == 202
    world.clock.move(seconds=9)
    assert acme.start(startId="f" * 32).json()["code"] == "session_active_elsewhere"
    session = session_of(acme, started["sessionId"])
    assert (session["status"], session["charge"]) == ("created", None)


@pytest.mark.parametrize("type", ["STARTED", "HEARTBEAT", "TAB_NOT_FOCUS", "PERIODIC_SNAPSHOT", "EXIT_FULLSCREEN"])
def test_any_other_event_starts_the_clock_and_is_charged_once(acme: Organisation, world: World, type: str) -> None:
    started = acme.started(examDuration=600)
    world.clock.move(minutes=3)
    ends_at = iso(world.clock.at + 10 * MINUTE)
    answer = world.send(started["token"], world.event(1, "SET_CONFIG"), world.event(2, type))
    assert answer.json()["examEndsAt"] == ends_at
    world.clock.move(seconds=10)
    assert world.send(started["token"], world.event(3, "HEARTBEAT")).json()["examEndsAt"] == ends_at
    session = session_of(acme, started["sessionId"])
    assert (session["status"], session["examEndsAt"]) == ("active", ends_at)
    assert session["charge"] == {"credits": 1, "at": iso(world.clock.at - 10_000)}
    assert acme.wallet == {"balance": 9, "held": 0}


def test_a_batch_of_which_nothing_is_accepted_does_not_start_the_exam(acme: Organisation, world: World) -> None:
    started = acme.started()
    answer = world.send(started["token"], world.event(1, "NO_SUCH_TYPE"))
    assert answer.json()["rejected"] == [{"seq": 1, "code": "event_type_unknown"}]
    assert session_of(acme, started["sessionId"])["status"] == "created"


def test_end_proctoring_in_the_stream_ends_the_session(acme: Organisation, world: World) -> None:
    started = acme.started()
    batch = [world.event(1, "STARTED"), world.event(2, "END_PROCTORING"), world.event(3, "TAB_NOT_FOCUS")]
    body = world.send(started["token"], *batch).json()
    assert (body["acked"], body["ended"]) == (3, True)
    session = session_of(acme, started["sessionId"])
    assert (session["status"], session["endReason"], session["endedAt"]) == ("ended", "host", iso(world.clock.at))
    assert [event["type"] for event in events_of(acme, started["sessionId"])] == ["STARTED", "END_PROCTORING"]
    assert flags_of(acme, started["sessionId"]) == []


def test_a_session_that_ends_before_its_exam_costs_nothing(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.send(started["token"], world.event(1, "SET_CONFIG"), world.event(2, "END_PROCTORING"))
    assert session_of(acme, started["sessionId"])["charge"] is None
    assert acme.wallet == {"balance": 10, "held": 0}


def test_ending_twice_is_harmless(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.send(started["token"], world.event(1, "STARTED"), world.event(2, "END_PROCTORING"))
    before = session_of(acme, started["sessionId"])
    world.clock.move(minutes=1)
    assert world.send(started["token"], world.event(3, "END_PROCTORING")).json()["ended"] is True
    assert world.end(started["token"], reason="candidate").json()["endReason"] == "host"
    after = session_of(acme, started["sessionId"])
    assert {**after, "lastSeenAt": None} == {**before, "lastSeenAt": None}


def test_the_exam_ends_by_the_servers_clock(acme: Organisation, world: World) -> None:
    started = acme.started(examDuration=600)
    world.send(started["token"], world.event(1, "STARTED"))
    ends_at = world.clock.at + 10 * MINUTE
    world.clock.move(minutes=10, seconds=1)
    body = world.send(started["token"], world.event(2, "HEARTBEAT")).json()
    assert body["ended"] is True
    session = session_of(acme, started["sessionId"])
    assert (session["endReason"], session["endedAt"]) == ("duration", iso(ends_at))


def test_a_batch_shows_that_the_page_is_there(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.send(started["token"], world.event(1, "STARTED"))
    world.clock.move(seconds=20)
    assert session_of(acme, started["sessionId"])["connectivity"] == "unstable"
    world.clock.move(seconds=20)
    assert session_of(acme, started["sessionId"])["connectivity"] == "lost"
    world.send(started["token"])
    session = session_of(acme, started["sessionId"])
    assert (session["connectivity"], session["lastSeenAt"]) == ("live", iso(world.clock.at))


def test_a_page_that_reports_is_never_abandoned(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.send(started["token"], world.event(1, "STARTED"))
    for _ in range(3):
        world.clock.move(minutes=59)
        assert world.sweep() == 0
        world.send(started["token"])
    world.clock.at += HOUR
    assert world.sweep() == 1
    assert session_of(acme, started["sessionId"])["endReason"] == "abandoned"


def test_a_running_exam_is_not_cut_when_the_credit_is_gone(world: World) -> None:
    poor = world.organisation("Poor", credits=1)
    started = poor.started()
    assert world.send(started["token"], world.event(1, "STARTED")).status_code == 202
    assert problem(poor.start(candidateId="bob")) == (402, "credits_exhausted")
    assert world.send(started["token"], world.event(2, "HEARTBEAT")).status_code == 202


def test_the_flags_of_a_session_come_in_pages(acme: Organisation, world: World) -> None:
    started = acme.started()
    at = world.clock.at
    # Several in one moment, and not in the order of their ids.
    times = [at, at - 2_000, at - 1_000, at - 1_000, at]
    events = [world.event(seq, "SCREENSHOT_KEY", at=time) for seq, time in enumerate(times, 2)]
    world.send(started["token"], world.event(1, "STARTED"), *events)
    path = f"/v1/sessions/{started['sessionId']}/flags"
    whole = flags_of(acme, started["sessionId"])
    assert [flag["raisedAt"] for flag in whole] == sorted(flag["raisedAt"] for flag in whole)
    assert len(whole) == 5
    found: list[dict[str, Any]] = []
    cursor = ""
    while cursor is not None:
        page = acme.get(f"{path}?limit=2{cursor and f'&cursor={cursor}'}").json()
        found, cursor = found + page["items"], page["nextCursor"]
    assert found == whole
    for wrong in ("x", "-1.flg_x", "9" * 16, "%C2%B2.a"):
        assert problem(acme.get(f"{path}?cursor={wrong}")) == (400, "param_invalid")
