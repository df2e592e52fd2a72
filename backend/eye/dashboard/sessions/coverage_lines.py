"""Coverage in words: `Camera: monitored 58:41 of 60:00, 2 gaps: network`."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from eye.dashboard.show import clock_face, counted
from eye.dashboard.words import spelt_out
from eye.reports.coverage import Coverage, Gap, coverage_of

DETECTORS = {"page": "Exam page", "face": "Camera", "microphone": "Microphone", "identity": "Identity"}
CAUSES = {
    "network": "network",
    "page": "page loaded anew",
    "starting": "starting up",
    "unavailable": "cannot run there",
    "detector": "stood still",
    "unknown": "not known why",
}
REASONS = {
    "wasm_forbidden": "The exam page forbids it: its policy lacks 'wasm-unsafe-eval'.",
    "worker_forbidden": "The exam page forbids it: its policy lacks blob: in worker-src.",
    "not_loaded": "Its files did not load.",
}


@dataclass(frozen=True, slots=True)
class Line:
    words: str
    note: str
    gaps: list[str]


def lines_of(session: dict[str, Any], now: int) -> list[Line]:
    """A line for each detector; none before monitoring started."""
    start = session["activated_at"]
    return [_line(one, start) for one in coverage_of(session, now)]


def _line(one: Coverage, start: int) -> Line:
    name = DETECTORS.get(one.detector, spelt_out(one.detector))
    words = f"{name}: monitored {clock_face(one.watched_ms)} of {clock_face(one.of_ms)}{_gaps(one.gaps)}"
    reason = REASONS.get(one.reason.split(":")[0], f"It says: {one.reason}") if one.reason else ""
    return Line(words, reason, [_gap(gap, start) for gap in one.gaps])


def _gaps(gaps: list[Gap]) -> str:
    if not gaps:
        return ", no gap"
    causes = Counter(CAUSES.get(gap.cause, gap.cause) for gap in gaps)
    return f", {counted(len(gaps), 'gap')}: {', '.join(causes)}"


def _gap(gap: Gap, start: int) -> str:
    span = f"{clock_face(gap.start - start)} to {clock_face(gap.end - start)}"
    return f"{span}, {CAUSES.get(gap.cause, gap.cause)}"
