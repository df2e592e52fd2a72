"""Coverage: how much of the exam each detector really watched, as `GET /v1/sessions/{id}` tells it."""

from typing import Any

import pytest

from eye.clock import iso
from eye.sessions.watched import MOST_DETECTORS
from tests.reading import session_of
from tests.reports.beats import Page
from tests.world import Organisation, World


def coverage(owner: Organisation, page: Page) -> dict[str, dict[str, Any]]:
    return {one["detector"]: one for one in session_of(owner, page.id)["coverage"]}


def begun(owner: Organisation, **fields: Any) -> Page:
    page = Page(owner, **fields)
    page.send("STARTED")
    return page


def test_before_monitoring_started_nothing_was_watched(acme: Organisation) -> None:
    assert session_of(acme, Page(acme).id)["coverage"] == []


def test_a_detector_that_always_looked_watched_all_of_it(acme: Organisation, world: World) -> None:
    page = begun(acme)
    page.beat(6, face=10)
    world.end(page.started["token"])
    found = coverage(acme, page)
    assert found["face"] == {
        "detector": "face",
        "seconds": 60,
        "of": 60,
        "share": 1,
        "reason": None,
        "gaps": [],
    }
    assert (found["page"]["seconds"], found["page"]["of"]) == (60, 60)


def test_a_window_counts_from_half_of_its_looks_on(acme: Organisation) -> None:
    page = begun(acme)
    page.beat(face=5, microphone=4.9)
    page.beat(face=10, microphone=10)
    found = coverage(acme, page)
    assert (found["face"]["seconds"], found["microphone"]["seconds"]) == (20, 10)
    assert found["microphone"]["share"] == 0.5


def test_a_gap_in_which_the_page_was_there_is_the_detectors(acme: Organisation, world: World) -> None:
    page = begun(acme)
    page.beat(2, face=10)
    gone = world.clock.at
    page.beat(2, face=0)
    page.beat(2, face=10)
    found = coverage(acme, page)["face"]
    assert found["gaps"] == [{"from": iso(gone), "to": iso(gone + 20_000), "cause": "detector"}]
    assert (found["seconds"], found["of"]) == (40, 60)


def test_a_gap_in_which_nothing_came_is_the_networks(acme: Organisation, world: World) -> None:
    page = begun(acme)
    page.beat(2, face=10)
    world.clock.move(minutes=5)
    page.beat(2, face=10)
    found = coverage(acme, page)
    assert [gap["cause"] for gap in found["face"]["gaps"]] == ["network"]
    assert [gap["cause"] for gap in found["page"]["gaps"]] == ["network"]
    assert (found["face"]["seconds"], found["face"]["of"]) == (40, 340)


def test_what_was_queued_while_offline_counts_when_it_comes(acme: Organisation, world: World) -> None:
    page = begun(acme)
    page.beat(2, face=10)
    world.clock.move(minutes=1)
    beats = [
        world.event(
            page.seq + n,
            "HEARTBEAT",
            at=world.clock.at - ago * 1000,
            data={"windows": [page.window("face", 10, ago=ago + 10, until=ago)]},
        )
        for n, ago in enumerate((50, 40, 30, 20, 10, 0), 1)
    ]
    world.send(page.started["token"], *beats)
    found = coverage(acme, page)["face"]
    assert (found["seconds"], found["of"], found["gaps"]) == (80, 80, [])


def test_late_evidence_counts_too(acme: Organisation, world: World) -> None:
    page = begun(acme)
    page.beat(2, face=10)
    world.clock.move(seconds=10)
    window, at = page.window("face", 10), world.clock.at
    world.end(page.started["token"])
    assert coverage(acme, page)["face"]["seconds"] == 20
    world.clock.move(hours=1)
    page.send("HEARTBEAT", at=at, windows=[window])
    assert (coverage(acme, page)["face"]["seconds"], coverage(acme, page)["face"]["gaps"]) == (30, [])


def test_windows_of_an_earlier_page_count_after_a_resume(acme: Organisation, world: World) -> None:
    first = begun(acme)
    first.beat(2, face=10)
    world.clock.move(seconds=10)
    window, at = first.window("face", 10), world.clock.at
    second = Page(acme, acme.started(sessionToken=first.started["token"]))
    second.beat(2, face=10)
    assert coverage(acme, second)["face"]["seconds"] == 40
    first.send("HEARTBEAT", at=at, windows=[window])
    assert coverage(acme, second)["face"]["seconds"] == 50


def test_a_page_that_was_loaded_anew_is_a_gap_of_its_own_kind(acme: Organisation, world: World) -> None:
    first = begun(acme)
    first.beat(2, face=10)
    world.clock.move(seconds=40)
    second = Page(acme, acme.started(sessionToken=first.started["token"]))
    world.clock.move(seconds=20)
    second.beat(2, face=10)
    assert [gap["cause"] for gap in coverage(acme, second)["face"]["gaps"]] == ["page"]


def test_the_time_before_a_detectors_first_look_is_its_start(acme: Organisation) -> None:
    page = begun(acme)
    page.beat(1, face=0)
    page.beat(2, face=10)
    assert [gap["cause"] for gap in coverage(acme, page)["face"]["gaps"]] == ["starting"]


def test_nobody_watches_twice_at_once(acme: Organisation, world: World) -> None:
    page = begun(acme)
    world.clock.move(seconds=10)
    page.send("HEARTBEAT", windows=[page.window("face", 10), page.window("face", 10), page.window("face", 10, ago=7)])
    assert coverage(acme, page)["face"]["seconds"] == 10


def test_neither_the_future_nor_the_past_of_a_session_can_be_claimed(acme: Organisation, world: World) -> None:
    page = begun(acme)
    world.clock.move(seconds=10)
    page.send("HEARTBEAT", windows=[page.window("face", 10, ago=10_000, until=-10_000)])
    world.clock.move(minutes=10)
    page.send("HEARTBEAT")
    found = coverage(acme, page)["face"]
    assert (found["seconds"], found["of"]) == (12, 610)  # two seconds for a clock that runs ahead


def test_a_detector_that_cannot_run_is_told_with_its_reason(acme: Organisation, world: World) -> None:
    page = begun(acme)
    page.send("DETECTOR_UNAVAILABLE", detector="face", reason="wasm_forbidden")
    page.beat(3)
    found = coverage(acme, page)["face"]
    assert (found["seconds"], found["share"], found["reason"]) == (0, 0, "wasm_forbidden")
    assert [gap["cause"] for gap in found["gaps"]] == ["unavailable"]


def test_a_detector_that_is_asked_for_is_told_even_if_it_never_began(acme: Organisation) -> None:
    page = begun(acme, features={"facialRecognition": True})
    page.beat(3)
    assert list(coverage(acme, page)) == ["page", "face", "microphone", "identity"]
    assert coverage(acme, page)["face"]["seconds"] == 0


@pytest.mark.parametrize("policy", [{"camera": False, "microphone": False}, {"off": ["camera", "microphone"]}])
def test_a_detector_that_is_not_asked_for_is_not_told(acme: Organisation, policy: dict[str, Any]) -> None:
    acme.call("POST", "/v1/assessments", {"id": "unseen", "title": "Unseen", "policy": policy})
    page = begun(acme, assessmentId="unseen", features={"facialRecognition": True})
    page.beat(3)
    assert list(coverage(acme, page)) == ["page"]


def test_a_page_cannot_fill_the_row_with_detectors(acme: Organisation, world: World) -> None:
    page = begun(acme)
    world.clock.move(seconds=10)
    names = [f"made-up-{n}" for n in range(50)] + ["page", "Face", "", "x" * 99]
    page.send("HEARTBEAT", windows=[page.window(name, 10) for name in names])
    made_up = [name for name in coverage(acme, page) if name not in ("page", "face", "microphone")]
    assert len(made_up) == MOST_DETECTORS
    assert set(made_up) <= {f"made-up-{n}" for n in range(50)}


def test_a_running_session_is_not_late_before_its_heartbeat_is(acme: Organisation, world: World) -> None:
    page = begun(acme)
    page.beat(6, face=10)
    world.clock.move(seconds=9)
    assert coverage(acme, page)["face"]["share"] == 1
    world.clock.move(seconds=51)
    found = coverage(acme, page)["face"]
    assert (found["seconds"], found["of"]) == (60, 105)


def test_a_pause_is_no_part_of_the_exam(acme: Organisation, world: World) -> None:
    page = begun(acme)
    page.beat(2, face=10)
    world.execute("update sessions set status = 'paused', paused_at = :now", now=world.clock.at)
    page.beat(3)
    world.execute("update sessions set status = 'active', paused_at = null, paused_ms = 30000")
    page.beat(2, face=10)
    found = coverage(acme, page)["face"]
    assert (found["seconds"], found["of"], found["gaps"]) == (40, 40, [])
