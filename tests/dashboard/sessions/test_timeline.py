"""The picture of a session: everything on one axis."""

from typing import Any

from eye.clock import HOUR, MINUTE, SECOND
from eye.dashboard.sessions.timeline import CELLS, NARROWEST, Axis, Lane, Timeline, axis_of, draw
from eye.reports.coverage import Coverage, Gap


def _session(**known: Any) -> dict[str, Any]:
    row = {"created_at": 0, "activated_at": 0, "ended_at": None, "duration_ms": None, "ends_at": None}
    return {**row, "status": "active", "mode": "live", **known}


def _flag(raised_at: int, cleared_at: int | None, type: str = "TAB_NOT_FOCUS", **more: Any) -> dict[str, Any]:
    row = {"id": "flg_1", "type": type, "severity": "medium", "raised_at": raised_at, "cleared_at": cleared_at}
    return {**row, "review": "waiting", **more}


def _event(at: int, type: str = "PERIODIC_SNAPSHOT", **data: Any) -> dict[str, Any]:
    return {"gen": 1, "seq": at // 1000 + 1, "type": type, "at": at, "content_type": "image/jpeg", "data": data}


def _drawn(*flags: dict[str, Any], end: int = HOUR, zoom: int = 1, events: Any = (), coverage: Any = ()) -> Timeline:
    return draw(Axis(0, end, end, zoom), list(coverage), list(flags), list(events))


def _lane(found: Timeline, title: str) -> Lane:
    return next(lane for lane in found.lanes if lane.title == title)


def test_a_bar_spans_its_part_of_the_exam_and_leads_to_its_flag() -> None:
    (bar,) = _drawn(_flag(15 * MINUTE, 30 * MINUTE)).lanes[0].bars
    assert (bar.x, bar.width, bar.tone, bar.at) == (25, 25, "medium", "flg_1")
    assert bar.label == "Exam page left from 15:00 to 30:00"


def test_an_open_flag_lasts_until_now_and_not_to_the_planned_end() -> None:
    axis = axis_of(_session(duration_ms=2 * HOUR, ends_at=2 * HOUR), [], HOUR)
    assert (axis.end, axis.so_far) == (2 * HOUR, HOUR)
    (bar,) = draw(axis, [], [_flag(30 * MINUTE, None)], []).lanes[0].bars
    assert (bar.x, bar.width) == (25, 25)
    assert bar.label.endswith("still going on")


def test_the_axis_of_a_running_exam_does_not_move_with_every_second() -> None:
    ends = {axis_of(_session(), [], now).end for now in range(20 * MINUTE + 1, 25 * MINUTE, 7 * SECOND)}
    assert ends == {25 * MINUTE}


def test_the_axis_of_an_ended_exam_reaches_to_what_came_last() -> None:
    assert axis_of(_session(ended_at=HOUR), [10 * MINUTE, HOUR + 5], 3 * HOUR).end == HOUR + 5
    assert axis_of(_session(ended_at=5 * SECOND), [], 3 * HOUR).end == MINUTE


def test_a_moment_is_wide_enough_to_be_seen_and_stays_inside() -> None:
    for zoom in (1, 16):
        bars = _drawn(_flag(0, 0), _flag(HOUR, HOUR), zoom=zoom).lanes[0].bars
        assert len(bars) == 2
        assert all(bar.width >= NARROWEST / zoom - 0.001 and bar.x + bar.width <= 100 for bar in bars)


def test_what_was_flagged_before_the_exam_began_stands_at_its_beginning() -> None:
    axis = Axis(MINUTE, 11 * MINUTE, 11 * MINUTE)
    bar = draw(axis, [], [_flag(10 * SECOND, 2 * MINUTE)], []).lanes[0].bars[0]
    assert (bar.x, bar.width) == (0, 10)


def test_each_kind_has_its_lane_under_those_of_the_coverage() -> None:
    found = _drawn(
        _flag(0, 1),
        _flag(5 * MINUTE, 6 * MINUTE),
        _flag(9 * MINUTE, 9 * MINUTE, "FACE_ABSENCE"),
        coverage=[Coverage("page", HOUR // 2, HOUR, [(0, HOUR // 2)], [Gap(HOUR // 2, HOUR, "network")])],
        events=[_event(MINUTE), _event(MINUTE, "PASTE"), _event(2 * MINUTE, "IDENTITY_CHECKED", **_COMPARED)],
    )
    titles = [(lane.title, lane.note, lane.y) for lane in found.lanes]
    assert titles == [
        ("Connection", "50 %", 0),
        ("Exam page left", "2", 30),
        ("No face", "1", 60),
        ("Snapshots", "1", 90),
        ("Face distance", "1", 120),
        ("Events", "1", 150),
    ]
    assert [bar.tone for bar in found.lanes[0].bars] == ["watched", "gap"]
    assert _lane(found, "Snapshots").bars[0].at == "1.61"
    assert found.summary.startswith("1:00:00: Connection, 50 %; Exam page left, 2;")


_COMPARED = {"distance": 0.62, "limit": 0.5, "match": False, "reference": "check"}


def test_a_face_that_differs_stands_above_the_limit() -> None:
    lane = _lane(_drawn(events=[_event(0, "IDENTITY_CHECKED", **_COMPARED)]), "Face distance")
    assert lane.line is not None
    assert (lane.dots[0].tone, lane.dots[0].y < lane.line) == ("bad", True)


def test_what_is_too_close_to_be_told_apart_is_drawn_once_until_one_zooms_in() -> None:
    three_hours = 3 * HOUR
    flags = [_flag(at, at, severity="high" if at else "low") for at in range(0, 20 * SECOND, SECOND)]
    (bar,) = _drawn(*flags, end=three_hours).lanes[0].bars
    assert (bar.tone, bar.label) == ("high", "Exam page left 20 times from 00:00 to 00:19")
    assert len(_drawn(*flags, end=three_hours, zoom=16).lanes[0].bars) > 10


def test_dismissed_flags_are_drawn_as_such() -> None:
    (bar,) = _drawn(_flag(0, MINUTE, review="dismissed")).lanes[0].bars
    assert (bar.tone, bar.label) == ("dismissed", "Exam page left from 00:00 to 01:00, dismissed")


def test_no_flood_makes_the_picture_large() -> None:
    flags = [_flag(at * SECOND, at * SECOND) for at in range(10_000)]
    assert len(_drawn(*flags, end=10_000 * SECOND).lanes[0].bars) <= CELLS + 1


def test_the_axis_has_few_round_times_and_more_when_one_zooms_in() -> None:
    for length in (MINUTE, 7 * MINUTE, HOUR, 3 * HOUR, 24 * HOUR, 90 * HOUR):
        found = _drawn(end=length)
        assert 1 <= len(found.ticks) <= 7
        assert found.ticks[0].label == "00:00"
        assert len(_drawn(end=length, zoom=4).ticks) >= len(found.ticks)
