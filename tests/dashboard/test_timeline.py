"""The picture of flags over time."""

from typing import Any

from eye.clock import HOUR, MINUTE, SECOND
from eye.dashboard.timeline import NARROWEST, draw


def _session(**known: Any) -> dict[str, Any]:
    return {"created_at": 0, "activated_at": 0, "ended_at": None, **known}


def _flag(raised_at: int, cleared_at: int | None, type: str = "TAB_NOT_FOCUS") -> dict[str, Any]:
    return {"type": type, "severity": "medium", "raised_at": raised_at, "cleared_at": cleared_at}


def test_without_a_flag_there_is_no_picture() -> None:
    assert draw(_session(), [], HOUR) is None


def test_a_bar_spans_its_part_of_the_exam() -> None:
    found = draw(_session(), [_flag(15 * MINUTE, 30 * MINUTE)], HOUR)
    assert found is not None
    bar = found.lanes[0].bars[0]
    assert (bar.x, bar.width) == (25, 25)
    assert bar.label == "Exam page left from 15:00 to 30:00"


def test_an_open_flag_lasts_until_now() -> None:
    found = draw(_session(), [_flag(45 * MINUTE, None)], HOUR)
    assert found is not None
    bar = found.lanes[0].bars[0]
    assert (bar.x, bar.width) == (75, 25)
    assert bar.label.endswith("still going on")


def test_a_moment_is_wide_enough_to_be_seen_and_stays_inside() -> None:
    found = draw(_session(ended_at=HOUR), [_flag(HOUR, HOUR), _flag(0, 0)], 2 * HOUR)
    assert found is not None
    assert all(bar.width >= NARROWEST - 0.001 and bar.x + bar.width <= 100 for bar in found.lanes[0].bars)


def test_what_was_flagged_before_the_exam_began_stands_at_its_beginning() -> None:
    found = draw(_session(activated_at=MINUTE), [_flag(10 * SECOND, 2 * MINUTE)], 11 * MINUTE)
    assert found is not None
    assert (found.lanes[0].bars[0].x, found.lanes[0].bars[0].width) == (0, 10)


def test_each_kind_has_its_lane() -> None:
    found = draw(_session(), [_flag(0, 1), _flag(5, 6), _flag(2, 3, "FACE_ABSENCE")], HOUR)
    assert found is not None
    assert [(lane.title, lane.note) for lane in found.lanes] == [("Exam page left", "2 times"), ("No face", "once")]


def test_the_axis_has_few_round_times() -> None:
    for length in (MINUTE, 7 * MINUTE, HOUR, 3 * HOUR, 24 * HOUR, 90 * HOUR):
        found = draw(_session(), [_flag(0, 1)], length)
        assert found is not None
        assert 1 <= len(found.ticks) <= 7
        assert found.ticks[0].label == "00:00"


def test_an_open_flag_of_a_young_session_ends_now_and_not_where_the_picture_ends() -> None:
    found = draw(_session(), [_flag(0, None)], 15 * SECOND)
    assert found is not None
    assert found.lanes[0].bars[0].width == 25
