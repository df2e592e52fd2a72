"""What is charged, and by what: pure rules. Credits are whole numbers, times milliseconds UTC."""

from typing import Any

from eye.clock import HOUR, MINUTE

# What an organisation can be charged by, each with what a person reads.
METERS: dict[str, str] = {
    "session": "per session, once, when monitoring starts",
    "minute": "per started minute of monitoring, without pauses",
    "assessment": "per candidate and assessment, once over all attempts",
}
MOST_PRICE = 10_000
USUAL_LENGTH = HOUR  # what is held for an exam without a duration
FIRST, USUAL, LAST = 0, 50, 100  # priorities of lots: lower is used first


def expected(meter: str, price: int, duration_ms: int | None) -> int:
    """What a session is expected to cost: what its start keeps aside."""
    length = USUAL_LENGTH if duration_ms is None else duration_ms
    return price * (_minutes(length) if meter == "minute" else 1)


def started_minutes(session: dict[str, Any], until: int) -> int:
    """Minutes of an activated session that had started by `until`; pauses are left out, the first counts at once."""
    paused_at = session["paused_at"]
    until = until if paused_at is None else min(until, paused_at)
    return _minutes(until - session["activated_at"] - session["paused_ms"])


def what_is_charged(session: dict[str, Any]) -> str:
    """The name under which a charge of this session is unique in its organisation."""
    if session["meter"] == "assessment":
        return f"assessment:{session['assessment_id']} {session['candidate_id']}"  # no id has a space
    if session["meter"] == "minute":
        return f"minute:{session['id']}:{session['minutes'] + 1}"
    return f"session:{session['id']}"


def begins(usage: dict[str, Any]) -> bool:
    """Whether a session is charged for the first time: where it is counted in sums."""
    return usage["reverses"] is None and (usage["meter"] != "minute" or usage["charged"].endswith(":1"))


def _minutes(length: int) -> int:
    return max(1, -(-length // MINUTE))
