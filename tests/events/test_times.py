"""`at` is the page's word. Where it cannot be, the arrival counts, and the original is kept."""

import pytest

from eye.clock import MINUTE, iso
from tests.reading import events_of, flags_of, session_of
from tests.world import NINE_O_CLOCK, Organisation, World


@pytest.mark.parametrize(
    "at",
    [
        "9999-12-31T23:59:59.999Z",
        "9999-12-31T23:59:59-23:59",
        "1970-01-01T00:00:00Z",
        "0001-01-01T00:00:00+23:59",
        "yesterday",
        "",
        "2026-02-30T00:00:00Z",
        "1790000000000",
    ],
)
def test_a_time_that_cannot_be_is_replaced_and_kept(acme: Organisation, world: World, at: str) -> None:
    started = acme.started()
    world.clock.move(seconds=90)
    body = world.send(started["token"], {"seq": 1, "type": "STARTED", "at": at}).json()
    assert (body["acked"], body["rejected"]) == (1, [])
    (event,) = events_of(acme, started["sessionId"])
    assert (event["at"], event["originalAt"]) == (iso(world.clock.at), at)


def test_an_endless_time_is_kept_in_part_and_without_control_characters(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.send(started["token"], {"seq": 1, "type": "STARTED", "at": "a\0b\n" + "c" * 30_000})
    assert events_of(acme, started["sessionId"])[0]["originalAt"] == "ab" + "c" * 60


@pytest.mark.parametrize(
    ("offset", "kept"),
    [(-5 * MINUTE, True), (-5 * MINUTE - 1, False), (55 * MINUTE, True), (55 * MINUTE + 1, False)],
)
def test_the_window_is_five_minutes_around_the_session(
    acme: Organisation, world: World, offset: int, kept: bool
) -> None:
    started = acme.started()
    world.clock.move(minutes=50)
    at = NINE_O_CLOCK + offset
    world.send(started["token"], world.event(1, "STARTED", at=at))
    (event,) = events_of(acme, started["sessionId"])
    assert (event["at"], event["originalAt"]) == ((iso(at), None) if kept else (iso(world.clock.at), iso(at)))


def test_a_time_with_another_offset_is_the_same_moment(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.send(started["token"], {"seq": 1, "type": "STARTED", "at": "2026-09-21T16:13:20+02:00"})
    (event,) = events_of(acme, started["sessionId"])
    assert (event["at"], event["originalAt"]) == ("2026-09-21T14:13:20.000Z", None)


def test_the_clock_of_the_exam_is_the_servers_not_the_pages(acme: Organisation, world: World) -> None:
    started = acme.started(examDuration=60)
    body = world.send(started["token"], world.event(1, "STARTED", at=world.clock.at - 4 * MINUTE)).json()
    assert body["examEndsAt"] == iso(world.clock.at + MINUTE)
    assert session_of(acme, started["sessionId"])["activatedAt"] == iso(world.clock.at)


def test_a_flag_of_a_page_whose_clock_is_ahead_never_lasts_less_than_nothing(acme: Organisation, world: World) -> None:
    started = acme.started()
    ahead = world.clock.at + 4 * MINUTE
    world.send(started["token"], world.event(1, "STARTED"), world.event(2, "TAB_NOT_FOCUS", at=ahead))
    world.end(started["token"])
    (flag,) = flags_of(acme, started["sessionId"])
    assert flag["raisedAt"] == flag["clearedAt"] == iso(ahead)
