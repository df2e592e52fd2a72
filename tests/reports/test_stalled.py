"""`DETECTOR_STALLED`: a detector that stands still while its page goes on. Technical, never the candidate's fault."""

from typing import Any

import pytest

from eye.clock import iso
from eye.flags.rules import BY_TYPE
from tests.reading import flags_of
from tests.reports.beats import Page
from tests.world import Organisation, World


def stalled(owner: Organisation, page: Page) -> list[dict[str, Any]]:
    return [flag for flag in flags_of(owner, page.id) if flag["type"] == "DETECTOR_STALLED"]


def watching(owner: Organisation, **looked: float) -> Page:
    page = Page(owner)
    page.send("STARTED")
    page.beat(2, **(looked or {"face": 10}))
    return page


def test_it_is_technical_and_says_so(acme: Organisation, world: World) -> None:
    page = watching(acme)
    since = world.clock.at
    page.beat(3, face=2)
    (flag,) = stalled(acme, page)
    assert (flag["severity"], flag["raisedAt"], flag["clearedAt"]) == ("low", iso(since), None)
    assert flag["description"].startswith("The face detector stood still")
    assert "technical and says nothing about the candidate" in flag["description"]
    assert BY_TYPE["DETECTOR_STALLED"].technical


def test_it_is_told_to_the_page_and_to_the_organisations_servers(acme: Organisation, world: World) -> None:
    page = watching(acme)
    answer = page.beat(3, face=0)
    (flag,) = stalled(acme, page)
    assert [told["flagId"] for told in answer["flags"]] == [flag["id"]]
    assert len([row for row in world.rows("select payload from outbox") if flag["id"] in row["payload"]]) == 1


def test_windows_that_stop_while_others_go_on_are_a_standstill(acme: Organisation) -> None:
    page = watching(acme, face=10, microphone=10)
    page.beat(2, microphone=10)
    assert stalled(acme, page) == []
    page.beat(1, microphone=10)
    (flag,) = stalled(acme, page)
    assert "face" in flag["description"]


def test_it_clears_when_the_detector_looks_again(acme: Organisation, world: World) -> None:
    page = watching(acme)
    page.beat(4, face=0)
    back = world.clock.at
    page.beat(1, face=10)
    assert [flag["clearedAt"] for flag in stalled(acme, page)] == [iso(back)]
    page.beat(3, face=0)
    assert len(stalled(acme, page)) == 2


def test_two_detectors_stand_still_apart(acme: Organisation) -> None:
    page = watching(acme, face=10, microphone=10)
    page.beat(3, face=0, microphone=0)
    page.beat(1, face=10, microphone=0)
    cleared = {flag["description"].split()[1]: flag["clearedAt"] for flag in stalled(acme, page)}
    assert cleared["face"] is not None
    assert cleared["microphone"] is None


def test_a_detector_that_never_was_due_does_not_stand_still(acme: Organisation) -> None:
    page = Page(acme)
    page.send("STARTED")
    page.beat(10)
    assert stalled(acme, page) == []


def test_a_page_that_was_away_is_no_standstill(acme: Organisation, world: World) -> None:
    page = watching(acme)
    world.clock.move(minutes=10)
    page.send("HEARTBEAT", windows=[page.window("face", 3, ago=600)])
    assert stalled(acme, page) == []
    page.beat(2, face=0)
    assert stalled(acme, page) == []
    page.beat(1, face=0)
    assert len(stalled(acme, page)) == 1


def test_heartbeats_that_waited_offline_are_judged_by_their_own_time(acme: Organisation, world: World) -> None:
    page = watching(acme)
    world.clock.move(minutes=2)
    beats = [
        world.event(
            page.seq + 1 + n,
            "HEARTBEAT",
            at=world.clock.at - ago * 1000,
            data={"windows": [page.window("face", 10, ago=ago + 10, until=ago)]},
        )
        for n, ago in enumerate(range(110, -1, -10))
    ]
    world.send(page.started["token"], *beats)
    assert stalled(acme, page) == []


def test_a_page_that_loads_anew_has_time_to_begin(acme: Organisation, world: World) -> None:
    first = watching(acme)
    world.clock.move(seconds=50)
    second = Page(acme, acme.started(sessionToken=first.started["token"]))
    second.beat(2, face=0)
    assert stalled(acme, second) == []
    second.beat(2, face=0)
    assert len(stalled(acme, second)) == 1


def test_a_paused_detector_does_not_stand_still(acme: Organisation, world: World) -> None:
    page = watching(acme)
    world.execute("update sessions set status = 'paused', paused_at = :now", now=world.clock.at)
    page.beat(6)
    world.execute("update sessions set status = 'active', paused_at = null, paused_ms = 60000")
    page.beat(2, face=10)
    assert stalled(acme, page) == []


def test_the_next_page_ends_what_the_one_before_left_open(acme: Organisation, world: World) -> None:
    first = watching(acme)
    first.beat(3, face=0)
    world.clock.move(seconds=1)
    taken_over = world.clock.at
    second = Page(acme, acme.started(sessionToken=first.started["token"]))
    second.beat(1, face=10)
    assert [flag["clearedAt"] for flag in stalled(acme, second)] == [iso(taken_over)]


def test_a_page_of_the_past_raises_none(acme: Organisation, world: World) -> None:
    first = watching(acme)
    beats = []
    for _ in range(5):
        world.clock.move(seconds=10)
        beats.append((world.clock.at, first.window("face", 0)))
    Page(acme, acme.started(sessionToken=first.started["token"]))
    for at, window in beats:
        first.send("HEARTBEAT", at=at, windows=[window])
    assert stalled(acme, first) == []


def test_comparing_faces_needs_a_face_and_does_not_stand_still(acme: Organisation) -> None:
    page = watching(acme, identity=10)
    page.beat(6, identity=0)
    assert stalled(acme, page) == []


@pytest.mark.parametrize(
    ("detector", "said"),
    [
        ("face", {"type": "CAMERA_COVERED"}),
        ("face", {"type": "CAMERA_FROZEN"}),
        ("face", {"type": "CAMERA_LOST", "reason": "disconnected"}),
        ("microphone", {"type": "MICROPHONE_MUTED"}),
        ("microphone", {"type": "MICROPHONE_SILENT"}),
        ("microphone", {"type": "MICROPHONE_LOST", "reason": "permission"}),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else value,
)
def test_what_is_said_already_is_not_said_twice(acme: Organisation, detector: str, said: dict[str, Any]) -> None:
    page = watching(acme, face=10, microphone=10)
    still = {"face": 10, "microphone": 10, detector: 0}
    page.send(**said)
    page.beat(6, **still)
    assert stalled(acme, page) == []
    page.send(said["type"], cleared=True)
    page.beat(2, **still)
    assert stalled(acme, page) == [], "it has time to begin again"
    page.beat(1, **still)
    assert [flag["description"].split()[1] for flag in stalled(acme, page)] == [detector]


@pytest.mark.parametrize("type", ["CAMERA_UNAVAILABLE", "DETECTOR_UNAVAILABLE"])
def test_a_detector_that_cannot_run_does_not_stand_still(acme: Organisation, type: str) -> None:
    page = Page(acme)
    page.send("STARTED")
    page.send(type, detector="face", reason="missing")
    page.beat(6, face=0)
    assert stalled(acme, page) == []
    page.beat(1, face=10)
    page.beat(3, face=0)
    assert len(stalled(acme, page)) == 1, "it ran after all"


def test_another_detector_still_stands_still_beside_a_reason(acme: Organisation) -> None:
    page = watching(acme, face=10, microphone=10)
    page.send("MICROPHONE_MUTED")
    page.beat(3, face=0, microphone=0)
    assert [flag["description"].split()[1] for flag in stalled(acme, page)] == ["face"]


def test_what_the_page_before_said_is_no_reason_for_the_next(acme: Organisation, world: World) -> None:
    first = watching(acme)
    first.send("CAMERA_COVERED")
    world.clock.move(seconds=1)
    second = Page(acme, acme.started(sessionToken=first.started["token"]))
    second.beat(4, face=0)
    assert len(stalled(acme, second)) == 1
