"""Coverage: how much of the exam each detector really watched, and why not the rest. Pure.

Exact sums of intervals: the time from activation to the end less the pauses, and of that what was watched.
"""

from dataclasses import dataclass
from typing import Any

import msgspec

from eye.assessments.model import policy_of
from eye.clock import SECOND
from eye.sessions.watched import PAGE, REACH, Span, Watched, length, read_watched, within, without

SHORTEST_GAP = 2 * SECOND  # what is shorter counts, but nobody wants to read of it
MOST_GAPS = 100

NETWORK = "network"  # nothing came from the page, and later it went on: offline, or asleep
PAGE_CLOSED = "page"  # nothing came from the page until it was loaded anew
STARTING = "starting"  # the page was there, the detector had not looked yet
UNAVAILABLE = "unavailable"  # the page has said that the detector does not run
DETECTOR = "detector"  # the page was there, and the detector looked too seldom or not at all
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Gap:
    """Milliseconds UTC."""

    start: int
    end: int
    cause: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """`watched_ms` of `of_ms` active time; `reason` says why the detector does not run, where its page knows that."""

    detector: str
    watched_ms: int
    of_ms: int
    spans: list[Span]
    gaps: list[Gap]
    reason: str | None = None

    @property
    def share(self) -> float:
        """From 0 to 1 in hundredths of a percent, rounded down: 1 means all of it."""
        return self.watched_ms * 10_000 // self.of_ms / 10_000 if self.of_ms else 0.0


def coverage_of(session: dict[str, Any], now: int) -> list[Coverage]:
    """The page first, then each detector that was due, asked for, or missing. Empty before monitoring started."""
    if session["activated_at"] is None:
        return []
    watched = read_watched(session["watched"])
    active = active_spans(session, watched, now)
    names = [*_asked_for(session), *watched.begun, *watched.missing]
    reloads = [page["until"] for page in msgspec.json.decode(session["past_gens"]).values()]
    return [_coverage(name, watched, active, reloads) for name in dict.fromkeys([PAGE, *names])]


def active_spans(session: dict[str, Any], watched: Watched, now: int) -> list[Span]:
    """Activation to the end without the pauses. A running page is not late before its heartbeat is."""
    start, end = session["activated_at"], session["paused_at"] or session["ended_at"]
    if end is None:
        end = max(min(watched.beat, now), now - REACH)
    return without([(start, end)], watched.pauses) if end > start else []


def _asked_for(session: dict[str, Any]) -> list[str]:
    """What this session's policy and features ask for, whether it ever began or not."""
    policy = policy_of(session)
    camera = policy.camera and "camera" not in policy.off
    wanted = {
        "face": camera and session["ai_proctoring"],
        "microphone": policy.microphone and "microphone" not in policy.off and session["ai_proctoring"],
        "identity": camera and "identity" not in policy.off and session["facial_recognition"],
    }
    return [name for name, asked in wanted.items() if asked]


def _coverage(name: str, watched: Watched, active: list[Span], reloads: list[int]) -> Coverage:
    spans = [part for start, end in active for part in within(watched.spans.get(name, []), start, end)]
    holes = [hole for hole in without(active, spans) if hole[1] - hole[0] >= SHORTEST_GAP]
    gaps = [gap for hole in holes for gap in _gaps(name, hole, watched, reloads)]
    missing = watched.missing.get(name)
    return Coverage(name, length(spans), length(active), spans, gaps[:MOST_GAPS], missing[1] if missing else None)


def _gaps(name: str, hole: Span, watched: Watched, reloads: list[int]) -> list[Gap]:
    """A hole in two kinds of parts: while nothing came from the page, and while it was there."""
    if name == PAGE:
        return [Gap(*hole, _silence(hole, reloads))]
    heard = _heard(hole, watched.spans.get(PAGE, []))
    silent = [Gap(*part, _silence(part, reloads)) for part in without([hole], heard)]
    return sorted([*silent, *(Gap(*part, _fault(name, part, watched)) for part in heard)], key=lambda gap: gap.start)


def _heard(hole: Span, page: list[Span]) -> list[Span]:
    """When the page was there. Parts shorter than a heartbeat's reach say nothing, and go with their neighbours."""
    silent = [part for part in without([hole], page) if part[1] - part[0] >= REACH]
    if silent:
        return [part for part in without([hole], silent) if part[1] - part[0] >= REACH]
    return [hole] if 2 * length(within(page, *hole)) >= hole[1] - hole[0] else []


def _silence(part: Span, reloads: list[int]) -> str:
    return PAGE_CLOSED if any(part[0] <= at <= part[1] for at in reloads) else NETWORK


def _fault(name: str, part: Span, watched: Watched) -> str:
    if name in watched.missing and watched.missing[name][0] <= part[1]:
        return UNAVAILABLE
    looked = watched.spans.get(name)
    if looked and part[1] <= looked[0][0]:
        return STARTING
    return DETECTOR if name in watched.begun else UNKNOWN
