"""What pages say about one session row: who, how long, why it ended."""

from typing import Any

from eye.dashboard.words import END_REASONS, spelt_out


def candidate_name(row: dict[str, Any]) -> str:
    """First and last name where they are known, otherwise the platform's id."""
    name = " ".join(part for part in (row["first_name"], row["last_name"]) if part)
    return name or str(row["candidate_id"])


def lasted(row: dict[str, Any], now: int) -> int | None:
    """Milliseconds of exam so far, without the pauses; None before monitoring started."""
    if row["activated_at"] is None:
        return None
    until = row["paused_at"] or row["ended_at"] or now
    return max(0, int(until) - int(row["activated_at"]) - int(row["paused_ms"]))


def end_sentence(row: dict[str, Any]) -> str:
    return END_REASONS.get(row["end_reason"] or "", spelt_out(row["end_reason"] or "unknown"))
