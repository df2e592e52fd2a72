"""Folds heartbeats into what was watched, and notices a detector that stands still while its page goes on."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from eye.clock import SECOND
from eye.db import Row
from eye.flags.fold import Flag, Folded, Happening
from eye.flags.rules import BY_TYPE
from eye.sessions.watched import AHEAD, PAGE, REACH, Watched, cover, read_watched, watched_text

STALLED = "DETECTOR_STALLED"
PATIENCE = 30 * SECOND
# It looks only while a face is there: what its silence means, FACE_ABSENCE says.
NEEDS_A_FACE = "identity"
SILENCE = 30 * SECOND  # between two heartbeats: then the page itself was away
# What already says why a detector does not look, until it is cleared: a second word about it would be a double.
EXPLAINED = {
    "CAMERA_COVERED": "face",
    "CAMERA_FROZEN": "face",
    "CAMERA_LOST": "face",
    "CAMERA_UNAVAILABLE": "face",
    "MICROPHONE_MUTED": "microphone",
    "MICROPHONE_SILENT": "microphone",
    "MICROPHONE_LOST": "microphone",
    "MICROPHONE_UNAVAILABLE": "microphone",
}
TELLING = {"HEARTBEAT", "DETECTOR_UNAVAILABLE", *EXPLAINED}
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}\Z")


def watch(session: Row, events: Sequence[Happening], now: int) -> str:
    """`sessions.watched` after these events, of whichever page."""
    told = _telling(events)
    if not told:
        return str(session["watched"])
    watched = read_watched(session["watched"])
    for event in told:
        _take(watched, session, event, now)
    return watched_text(watched)


def watch_own(session: Row, events: Sequence[Happening], folded: Folded, make_id: Callable[[], str], now: int) -> str:
    """The same for the page that runs the session, with a flag in `folded` for each detector that stands still."""
    told = _telling(events)
    if not told:
        return str(session["watched"])
    watched = read_watched(session["watched"])
    for event in told:
        _take(watched, session, event, now)
        _explain(watched, event)
        if event.type == "HEARTBEAT":
            _judge(watched, session, event, folded, make_id)
    return watched_text(watched)


def _telling(events: Sequence[Happening]) -> list[Happening]:
    return [event for event in events if event.type in TELLING]


def _take(watched: Watched, session: Row, event: Happening, now: int) -> None:
    if event.type == "DETECTOR_UNAVAILABLE":
        if _NAME.match(event.data["detector"]):
            watched.is_missing(event.data["detector"], event.at, event.data["reason"])
        return
    if event.type != "HEARTBEAT":
        return
    created_at, latest = session["created_at"], now + AHEAD
    watched.has_looked(PAGE, max(event.at - REACH, created_at), min(event.at, latest))
    for window in event.data.get("windows") or ():
        _take_window(watched, window, created_at, latest)


def _take_window(watched: Watched, window: dict[str, Any], earliest: int, latest: int) -> None:
    """A page can claim neither the future nor a time before its session; a window is good from half its looks on."""
    detector, expected = window["detector"], window["expected"]
    start, end = max(_ms(window["from"]), earliest), min(_ms(window["to"]), latest)
    if detector == PAGE or not _NAME.match(detector) or expected <= 0 or start >= end:
        return
    if watched.is_due(detector, start) and window["looked"] >= expected / 2:
        watched.has_looked(detector, start, end)
        watched.outlive(detector, start)


def _ms(text: str) -> int:
    """It was checked as a time when the batch was read."""
    return round(msgspec.convert(text, datetime).timestamp() * 1000)


def _explain(watched: Watched, event: Happening) -> None:
    if event.type == "DETECTOR_UNAVAILABLE" and _NAME.match(event.data["detector"]):
        watched.explain(event.data["detector"], event.type, event.at)
    elif event.type in EXPLAINED and event.data.get("cleared") is True:
        watched.unexplain(EXPLAINED[event.type], event.type)
    elif event.type in EXPLAINED:
        watched.explain(EXPLAINED[event.type], event.type, event.at)


def _judge(watched: Watched, session: Row, beat: Happening, folded: Folded, make_id: Callable[[], str]) -> None:
    if beat.at < watched.beat:
        return
    if session["paused_at"] is not None:
        cover(watched.pauses, session["paused_at"], beat.at)
    # While the page was away, paused or being loaded, no detector could look.
    away = session["paused_at"] is not None or beat.at - watched.beat > SILENCE
    watched.since = max(beat.at if away else watched.since, session["gen_started_at"])
    watched.beat = beat.at
    for detector in sorted(watched.begun.keys() - {NEEDS_A_FACE}):
        watched.rest(detector, beat.at, session["gen_started_at"])
        _judge_detector(watched, detector, beat, folded, make_id)


def _judge_detector(
    watched: Watched, detector: str, beat: Happening, folded: Folded, make_id: Callable[[], str]
) -> None:
    name, until = f"{STALLED}:{detector}", watched.looked_until(detector)
    stood = max(until, watched.since, watched.rested.get(detector, 0))
    if name in folded.open and beat.at - until < PATIENCE:
        folded.clear(name, watched.spans[detector][-1][0])
    elif name not in folded.open and beat.at - stood >= PATIENCE:
        rule = BY_TYPE[STALLED]
        sentence = rule.sentence.replace("A detector", f"The {detector} detector")
        flag = Flag(make_id(), STALLED, rule.severity, sentence, beat.seq, stood)
        folded.raised.append(flag)
        folded.open[name] = flag.id
