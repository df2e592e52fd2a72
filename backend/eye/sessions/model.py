"""The life of a session as pure rules: when it is over, how it is connected, when another page may take it over."""

from typing import Any

from eye.clock import DAY, HOUR, MINUTE, SECOND

UNSTARTED = HOUR  # `created` this long: expired
LATE = DAY  # how long after the end its evidence is still taken
LONGEST = DAY  # what a session without a duration can last
TEST_LONGEST = 30 * MINUTE
AFTER_LAST_MOMENT = 25 * HOUR
HEARTBEAT_SECONDS = 10


def due(session: dict[str, Any], now: int) -> tuple[int, str] | None:
    """When and why a session that is not marked as ended has ended by `now`; the first reason wins."""
    if session["activated_at"] is None:
        over = session["created_at"] + UNSTARTED
        return (over, "expired") if over <= now else None
    if session["paused_at"] is not None:
        return None
    # What a page was silent while it was paused is not its silence.
    silent_until = max(session["last_seen"], session["resumed_at"] or 0) + session["abandon_ms"]
    # An exam whose time is up ended by that, also when its page fell silent at the very moment it began.
    first = (session["ends_at"], "duration") if session["ends_at"] <= silent_until else (silent_until, "abandoned")
    return first if first[0] <= now else None


def is_closed(session: dict[str, Any], now: int) -> bool:
    """Whether nothing more is taken for it: a day has passed since its end, or its evidence is to be erased."""
    if session["erase_at"] is not None and session["erase_at"] <= now:
        return True
    return session["ended_at"] is not None and now > session["ended_at"] + LATE


def longest(session: dict[str, Any]) -> int:
    """How long it may run once activated, in milliseconds."""
    most = LONGEST if session["duration_ms"] is None else int(session["duration_ms"])
    return min(most, TEST_LONGEST) if session["mode"] == "test" else most


def exam_ends_at(session: dict[str, Any]) -> int | None:
    """The end that is announced; None without a duration, while paused, or before the exam clock has started."""
    if (
        session["activated_at"] is None
        or session["status"] == "paused"
        or (session["duration_ms"] is None and session["mode"] == "live")
    ):
        return None
    return int(session["ends_at"])


def expires_at(session: dict[str, Any]) -> int:
    """When the session's tokens stop being read: the last moment it can run, and 25 hours."""
    most = LONGEST if session["duration_ms"] is None else max(LONGEST, UNSTARTED + int(session["duration_ms"]))
    return int(session["created_at"]) + most + AFTER_LAST_MOMENT


def silence_before_takeover(session: dict[str, Any]) -> int:
    return 10 * SECOND if session["activated_at"] is None else MINUTE


def connectivity(session: dict[str, Any], now: int) -> str | None:
    """`live`, `unstable` or `lost`; derived, never stored. None once the session has ended."""
    if session["ended_at"] is not None:
        return None
    silent = now - int(session["last_seen"])
    if silent <= 15 * SECOND:
        return "live"
    return "unstable" if silent <= 30 * SECOND else "lost"
