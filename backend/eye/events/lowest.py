"""How much each detector of a running session has watched: what the rows of live sessions are sorted by.

A quick measure from the intervals alone, up to the last heartbeat; the report says it exactly, with the reasons.
"""

from collections.abc import Sequence
from typing import Any

from eye.sessions.watched import PAGE, Span, length, read_watched, without

WHOLE = 10_000


def coverage_by_detector(session: dict[str, Any]) -> dict[str, int]:
    """Hundredths of a percent of the active time, rounded down; empty before the first heartbeat of the exam."""
    watched = read_watched(session["watched"])
    start = session["activated_at"]
    if start is None or watched.beat <= start:
        return {}
    active = without([(start, watched.beat)], watched.pauses) if watched.pauses else [(start, watched.beat)]
    whole = length(active)
    names = dict.fromkeys([PAGE, *watched.begun, *watched.missing]) if whole else {}
    return {name: _seen(watched.spans.get(name, ()), active) * WHOLE // whole for name in names}


def _seen(spans: Sequence[Span], active: list[Span]) -> int:
    """Milliseconds of `active` in which it watched. Every heartbeat asks, so nothing is built on the way."""
    seen = 0
    for start, end in active:
        for a, b in spans:
            if a < end and b > start:
                seen += (b if b < end else end) - (a if a > start else start)
    return seen


def lowest_coverage(session: dict[str, Any]) -> int | None:
    """Of the detector that watched least; None where nothing is known yet."""
    return min(coverage_by_detector(session).values(), default=None)
