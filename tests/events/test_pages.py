"""A session goes on in another page: what the first one had queued is taken, what it does afterwards is not."""

from eye.clock import SECOND, iso
from tests.reading import events_of, flags_of, problem, session_of, stored
from tests.world import Organisation, World


def reloaded(owner: Organisation, token: str) -> str:
    return str(owner.started(sessionToken=token)["token"])


def test_what_a_page_had_queued_before_the_next_one_is_taken(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.send(started["token"], world.event(1, "STARTED"))
    queued = world.event(2, "TAB_FOCUS_CHANGE", data={"focused": True})
    world.clock.move(seconds=5)
    token = reloaded(acme, started["token"])
    world.clock.move(seconds=5)
    answer = world.send(started["token"], queued)
    assert answer.status_code == 202
    assert (answer.json()["acked"], answer.json()["superseded"]) == (2, True)
    assert [(event["gen"], event["seq"]) for event in events_of(acme, started["sessionId"])] == [(1, 1), (1, 2)]
    assert "superseded" not in world.send(token, world.event(1, "HEARTBEAT")).json()


def test_what_happened_after_the_next_page_is_refused(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.send(started["token"], world.event(1, "STARTED"))
    reloaded(acme, started["token"])
    world.clock.move(seconds=1)
    before = stored(world)
    assert problem(world.send(started["token"], world.event(2, "HEARTBEAT"))) == (409, "session_superseded")
    assert stored(world) == before


def test_of_a_mixed_batch_the_earlier_part_is_kept(acme: Organisation, world: World) -> None:
    started = acme.started()
    queued = world.event(1, "STARTED")
    world.clock.move(seconds=5)
    reloaded(acme, started["token"])
    world.clock.move(seconds=5)
    answer = world.send(started["token"], queued, world.event(2, "HEARTBEAT"))
    assert (answer.status_code, answer.json()["acked"]) == (202, 2)
    assert [event["seq"] for event in events_of(acme, started["sessionId"])] == [1]


def test_what_an_old_page_repeats_falls_out(acme: Organisation, world: World) -> None:
    started = acme.started()
    queued = world.event(1, "STARTED")
    world.clock.move(seconds=1)
    reloaded(acme, started["token"])
    for _ in range(2):
        assert world.send(started["token"], queued).json()["acked"] == 1
    assert session_of(acme, started["sessionId"])["eventCount"] == 1


def test_an_old_page_does_not_keep_the_session_alive(acme: Organisation, world: World) -> None:
    started = acme.started()
    queued = world.event(1, "STARTED")
    reloaded(acme, started["token"])
    seen = iso(world.clock.at)
    world.clock.move(seconds=30)
    world.send(started["token"], queued)
    assert session_of(acme, started["sessionId"])["lastSeenAt"] == seen


def test_an_exam_that_only_the_old_page_reported_is_charged(acme: Organisation, world: World) -> None:
    started = acme.started()
    queued = world.event(1, "STARTED")
    token = reloaded(acme, started["token"])
    world.send(started["token"], queued)
    assert session_of(acme, started["sessionId"])["status"] == "active"
    world.send(token, world.event(1, "STARTED"))
    assert acme.wallet == {"balance": 9, "held": 0}


def test_an_old_page_cannot_end_the_session(acme: Organisation, world: World) -> None:
    started = acme.started()
    queued = [world.event(1, "STARTED"), world.event(2, "END_PROCTORING")]
    reloaded(acme, started["token"])
    world.send(started["token"], *queued)
    assert session_of(acme, started["sessionId"])["endedAt"] is None


def test_numbers_begin_again_in_each_page(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.send(started["token"], world.event(1, "STARTED"), world.event(2, "HEARTBEAT"))
    token = reloaded(acme, started["token"])
    assert world.send(token, world.event(1, "STARTED")).json()["acked"] == 1
    assert flags_of(acme, started["sessionId"]) == []


def test_a_flag_that_a_page_left_open_ends_with_it(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.send(started["token"], world.event(1, "STARTED"), world.event(2, "TAB_NOT_FOCUS"))
    world.clock.move(seconds=20)
    token, reload_at = reloaded(acme, started["token"]), world.clock.at
    world.clock.move(seconds=20)
    world.send(token, world.event(1, "STARTED"))
    (flag,) = flags_of(acme, started["sessionId"])
    assert flag["clearedAt"] == iso(reload_at)


def test_a_flag_of_the_first_of_three_pages_ends_with_the_first(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.send(started["token"], world.event(1, "STARTED"), world.event(2, "TAB_NOT_FOCUS"))
    world.clock.move(seconds=20)
    second, first_until = reloaded(acme, started["token"]), world.clock.at
    queued = world.event(1, "STARTED")
    world.clock.move(seconds=20)
    third = reloaded(acme, second)
    world.send(second, queued)
    world.send(third, world.event(1, "STARTED"))
    (flag,) = flags_of(acme, started["sessionId"])
    assert flag["clearedAt"] == iso(first_until)


def test_a_flag_that_an_old_page_raises_late_ends_with_that_page(acme: Organisation, world: World) -> None:
    started = acme.started()
    queued = world.event(1, "TAB_NOT_FOCUS")
    world.clock.move(seconds=20)
    token, reload_at = reloaded(acme, started["token"]), world.clock.at
    world.send(token, world.event(1, "TAB_NOT_FOCUS"))
    world.send(started["token"], queued)
    first, second = flags_of(acme, started["sessionId"])
    assert (first["gen"], first["raisedAt"], first["clearedAt"]) == (1, queued["at"], iso(reload_at))
    assert (second["gen"], second["clearedAt"]) == (2, None)
    world.clock.move(seconds=5)
    world.send(token, world.event(2, "TAB_FOCUS_CHANGE", data={"focused": True}))
    assert flags_of(acme, started["sessionId"])[1]["clearedAt"] == iso(reload_at + 5 * SECOND)


def test_a_takeover_is_flagged_and_supersedes(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.send(started["token"], world.event(1, "STARTED"))
    world.clock.move(seconds=61)
    acme.started()
    assert [flag["type"] for flag in flags_of(acme, started["sessionId"])] == ["SESSION_TAKEOVER"]
    world.clock.move(seconds=1)
    assert problem(world.send(started["token"], world.event(2, "HEARTBEAT"))) == (409, "session_superseded")
