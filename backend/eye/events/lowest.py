"""How much each detector of a running session has watched: what the rows of live sessions are sorted by.

A quick measure from the intervals alone, up to the last heartbeat; the report says it exactly, with the reasons.
"""

from typing import Any

from eye.sessions.watched import PAGE, length, read_watched, within, without

WHOLE = 10_000


def coverage_by_detector(session: dict[str, Any]) -> dict[str, int]:
    """Hundredths of a percent of the active time, rounded down; empty before the first heartbeat of the exam."""
    watched = read_watched(session["watched"])
    start = session["activated_at"]
    if start is None or watched.beat <= start:
        return {}
    active = without([(start, watched.beat)], watched.pauses)
    whole = length(active)
    names = dict.fromkeys([PAGE, *watched.begun, *watched.missing]) if whole else {}
    seen = {name: sum(length(within(watched.spans.get(name, []), *span)) for span in active) for name in names}
    return {name: watched_ms * WHOLE // whole for name, watched_ms in seen.items()}


def lowest_coverage(session: dict[str, Any]) -> int | None:
    """Of the detector that watched least; None where nothing is known yet."""
    return min(coverage_by_detector(session).values(), default=None)
