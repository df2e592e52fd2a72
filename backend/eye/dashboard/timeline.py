"""The picture of a session's flags over time: one lane for each kind of flag, drawn in percent of the exam so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from eye.clock import MINUTE, SECOND
from eye.dashboard.show import clock_face, counted
from eye.dashboard.words import flag_title

LANE_HEIGHT = 40
NARROWEST = 0.6  # percent: what lasted a second in a three-hour exam is still seen
STEPS = tuple(seconds * SECOND for seconds in (5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800))
MOST_TICKS = 6
STRONGEST = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Bar:
    """`x` and `width` in percent; `severity` picks the colour, `label` is read out and shown on hover."""

    x: float
    width: float
    severity: str
    label: str


@dataclass(frozen=True, slots=True)
class Lane:
    title: str
    note: str
    y: int
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    height: int
    lanes: list[Lane]
    ticks: list[Tick]
    summary: str


def draw(session: dict[str, Any], flags: list[dict[str, Any]], now: int) -> Timeline | None:
    """None while there is nothing to draw. Times are those since monitoring began."""
    start = session["activated_at"] or session["created_at"]
    if not flags:
        return None
    so_far = max(session["ended_at"] or now, *(flag["cleared_at"] or flag["raised_at"] for flag in flags))
    flags = [{**flag, "open": flag["cleared_at"] is None, "cleared_at": flag["cleared_at"] or so_far} for flag in flags]
    end = max(so_far, start + MINUTE)
    lanes = [
        _lane(title, list(found), y * LANE_HEIGHT, start, end) for y, (title, found) in enumerate(_by_title(flags))
    ]
    summary = f"{counted(len(flags), 'flag')} in {clock_face(so_far - start)}: " + "; ".join(
        f"{lane.title}, {lane.note}" for lane in lanes
    )
    return Timeline(len(lanes) * LANE_HEIGHT, lanes, _ticks(end - start), summary)


def _by_title(flags: list[dict[str, Any]]) -> Iterable[tuple[str, list[dict[str, Any]]]]:
    kinds: dict[str, list[dict[str, Any]]] = {}
    for flag in sorted(flags, key=lambda flag: flag["raised_at"]):
        kinds.setdefault(flag_title(flag["type"]), []).append(flag)
    return kinds.items()


def _lane(title: str, flags: list[dict[str, Any]], y: int, start: int, end: int) -> Lane:
    bars = [_bar(flag, start, end) for flag in flags]
    return Lane(title, "once" if len(flags) == 1 else f"{len(flags)} times", y, bars)


def _bar(flag: dict[str, Any], start: int, end: int) -> Bar:
    raised = max(flag["raised_at"], start)
    cleared = flag["cleared_at"]
    width = max(NARROWEST, 100 * (cleared - raised) / (end - start))
    x = min(100 * (raised - start) / (end - start), 100 - NARROWEST)
    span = f"from {clock_face(raised - start)}" + (
        ", still going on" if flag["open"] else f" to {clock_face(cleared - start)}"
    )
    severity = flag["severity"] if flag["severity"] in STRONGEST else "low"
    return Bar(round(x, 3), round(min(width, 100 - x), 3), severity, f"{flag_title(flag['type'])} {span}")


def _ticks(length: int) -> list[Tick]:
    step = next((step for step in STEPS if length / step <= MOST_TICKS), length)
    # The last label would hang over the edge of the picture.
    return [Tick(round(100 * at / length, 3), clock_face(at)) for at in range(0, length, step) if at <= 0.93 * length]
