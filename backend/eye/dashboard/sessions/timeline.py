"""The picture of a session: coverage, flags, snapshots, face distances and events on one axis, in percent of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from eye.clock import MINUTE, SECOND
from eye.dashboard.sessions.coverage_lines import CAUSES, DETECTORS
from eye.dashboard.show import clock_face, counted
from eye.dashboard.words import flag_title, spelt_out
from eye.reports.coverage import Coverage
from eye.sessions.model import exam_ends_at

LANE_HEIGHT = 30
ZOOMS = (1, 2, 4, 8, 16)
CELLS = 400  # across the picture at its usual width; what begins in the same cell is drawn once
NARROWEST = 0.5  # percent: what lasted a second in a three-hour exam is still seen and hit
THIN = 0.15  # percent: what comes every half a minute
STEPS = tuple(seconds * SECOND for seconds in (5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800))
MOST_TICKS = 6
STRONGEST = ("low", "medium", "high")
NAMES = {**DETECTORS, "page": "Connection"}
FARTHEST = 1.0  # a face distance at the top of its lane


@dataclass(frozen=True, slots=True)
class Bar:
    """`x` and `width` in percent; `tone` picks the colour, `at` is what the address of its evidence asks for."""

    x: float
    width: float
    tone: str
    label: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    tone: str


@dataclass(frozen=True, slots=True)
class Lane:
    """`line` is the height of a limit, where there is one."""

    title: str
    note: str
    bars: list[Bar] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    line: float | None = None
    y: int = 0


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    height: int
    zoom: int
    lanes: list[Lane]
    ticks: list[Tick]
    summary: str


@dataclass(frozen=True, slots=True)
class Axis:
    """Milliseconds UTC; `so_far` is where an open flag ends."""

    start: int
    end: int
    so_far: int
    zoom: int = 1

    def x(self, at: int) -> float:
        return round(100 * (min(max(at, self.start), self.end) - self.start) / (self.end - self.start), 3)

    def cell(self, at: int) -> int:
        return int(self.x(at) * CELLS * self.zoom / 100)

    def bar(self, start: int, end: int, tone: str, label: str, at: str = "", narrowest: float = NARROWEST) -> Bar:
        least = narrowest / self.zoom
        x = min(self.x(start), 100 - least)
        return Bar(round(x, 3), round(min(max(least, self.x(end) - self.x(start)), 100 - x), 3), tone, label, at)

    def clock(self, at: int) -> str:
        return clock_face(max(at, self.start) - self.start)


def axis_of(session: dict[str, Any], marks: Sequence[int], now: int, zoom: int = 1) -> Axis:
    """From the moment that monitoring began to the end; of a running exam to the end that is planned.

    So the picture of a running exam does not move with every second.
    """
    start = session["activated_at"] or session["created_at"]
    planned = None if session["ended_at"] else exam_ends_at(session)
    so_far = session["ended_at"] or max(now, start)
    step = next((step for step in STEPS if (so_far - start) / step <= MOST_TICKS), MINUTE)
    rounded = so_far if session["ended_at"] else start + -(-(so_far - start) // step) * step
    return Axis(start, max(start + MINUTE, planned or rounded, *marks, start), so_far, zoom)


def draw(axis: Axis, coverage: list[Coverage], flags: list[dict[str, Any]], events: list[dict[str, Any]]) -> Timeline:
    """`flags` and `events` by time; an event has its evidence's `content_type` when that has arrived."""
    found = [*_watched(axis, coverage), *_flags(axis, flags), *_pictures(axis, events), *_events(axis, events)]
    lanes = [replace(lane, y=number * LANE_HEIGHT) for number, lane in enumerate(found)]
    said = "; ".join(f"{lane.title}, {lane.note}" for lane in lanes) or "nothing yet"
    summary = f"{clock_face(axis.end - axis.start)}: {said}"
    return Timeline(len(lanes) * LANE_HEIGHT, axis.zoom, lanes, _ticks(axis), summary)


def _watched(axis: Axis, coverage: list[Coverage]) -> Iterable[Lane]:
    for one in coverage:
        bars = [axis.bar(a, b, "watched", f"monitored {axis.clock(a)} to {axis.clock(b)}") for a, b in one.spans]
        bars += [
            axis.bar(
                gap.start,
                gap.end,
                "gap",
                f"gap {axis.clock(gap.start)} to {axis.clock(gap.end)}: {CAUSES.get(gap.cause, gap.cause)}",
            )
            for gap in one.gaps
        ]
        note = f"{one.watched_ms * 100 // one.of_ms} %" if one.of_ms else "0 %"
        yield Lane(NAMES.get(one.detector, spelt_out(one.detector)), note, bars)


def _flags(axis: Axis, flags: list[dict[str, Any]]) -> Iterable[Lane]:
    kinds: dict[str, list[dict[str, Any]]] = {}
    for flag in flags:
        kinds.setdefault(flag["type"], []).append(flag)
    for type, found in kinds.items():
        groups = _by_cell(axis, found, "raised_at")
        yield Lane(flag_title(type), str(len(found)), [_flag(axis, group) for group in groups])


def _flag(axis: Axis, group: list[dict[str, Any]]) -> Bar:
    """One flag, or several that are too close to be told apart."""
    first = group[0]
    until = max(axis.so_far if flag["cleared_at"] is None else flag["cleared_at"] for flag in group)
    said = ", still going on" if any(flag["cleared_at"] is None for flag in group) else f" to {axis.clock(until)}"
    several = f"{len(group)} times " if len(group) > 1 else ""
    tone = max((flag["severity"] for flag in group), key=lambda one: STRONGEST.index(one) if one in STRONGEST else 0)
    dismissed = all(flag["review"] == "dismissed" for flag in group)
    label = f"{flag_title(first['type'])} {several}from {axis.clock(first['raised_at'])}{said}"
    return axis.bar(
        first["raised_at"],
        until,
        "dismissed" if dismissed else tone if tone in STRONGEST else "low",
        f"{label}, dismissed" if dismissed else label,
        first["id"],
    )


def _pictures(axis: Axis, events: list[dict[str, Any]]) -> Iterable[Lane]:
    taken = [event for event in events if event["type"] == "PERIODIC_SNAPSHOT"]
    if taken:
        groups = _by_cell(axis, taken, "at")
        yield Lane("Snapshots", str(len(taken)), [_snapshot(axis, group) for group in groups])
    compared = [event for event in events if event["type"] == "IDENTITY_CHECKED"]
    if compared:
        groups = _by_cell(axis, compared, "at")
        worst = [max(group, key=lambda one: float(one["data"]["distance"])) for group in groups]
        dots = [
            Dot(axis.x(one["at"]), _height(one["data"]["distance"]), "good" if one["data"]["match"] else "bad")
            for one in worst
        ]
        yield Lane("Face distance", str(len(compared)), [], dots, _height(compared[-1]["data"]["limit"]))


def _events(axis: Axis, events: list[dict[str, Any]]) -> Iterable[Lane]:
    rest = [event for event in events if event["type"] not in ("PERIODIC_SNAPSHOT", "IDENTITY_CHECKED")]
    if rest:
        groups = _by_cell(axis, rest, "at")
        bars = [axis.bar(group[0]["at"], group[0]["at"], "event", "", narrowest=THIN) for group in groups]
        yield Lane("Events", str(len(rest)), bars)


def _snapshot(axis: Axis, group: list[dict[str, Any]]) -> Bar:
    """The first of a group whose picture has arrived, else the first."""
    first = next((one for one in group if one["content_type"]), group[0])
    label = f"{counted(len(group), 'snapshot')} at {axis.clock(first['at'])}"
    tone = "picture" if first["content_type"] else "awaited"
    return axis.bar(first["at"], first["at"], tone, label, f"{first['gen']}.{first['seq']}", THIN)


def _height(distance: float) -> float:
    """From the bottom of a lane; the farther, the higher."""
    return round((LANE_HEIGHT - 8) * (1 - min(float(distance), FARTHEST) / FARTHEST) + 4, 1)


def _by_cell(axis: Axis, found: list[dict[str, Any]], when: str) -> list[list[dict[str, Any]]]:
    cells: dict[int, list[dict[str, Any]]] = {}
    for one in found:
        cells.setdefault(axis.cell(one[when]), []).append(one)
    return list(cells.values())


def _ticks(axis: Axis) -> list[Tick]:
    length = axis.end - axis.start
    step = next((step for step in STEPS if length / step <= MOST_TICKS * axis.zoom), length)
    # The last label would hang over the edge of the picture.
    edge = 1 - 0.07 / axis.zoom
    return [Tick(round(100 * at / length, 3), clock_face(at)) for at in range(0, length, step) if at <= edge * length]
