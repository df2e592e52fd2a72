"""A session as the API shows it."""

from typing import Any

import msgspec

from eye.clock import iso
from eye.db import Row
from eye.sessions.model import connectivity, exam_ends_at


def document(row: Row, now: int) -> dict[str, Any]:
    """`charge` is null until it was charged, and always for a test session."""
    charged = row["charged_credits"]
    return {
        "id": row["id"],
        "mode": row["mode"],
        "assessmentId": row["assessment_id"],
        "candidateId": row["candidate_id"],
        "attempt": row["attempt"],
        "status": row["status"],
        "endReason": row["end_reason"],
        "endNote": row["end_note"],
        "outcome": outcome_of(row),
        "connectivity": connectivity(row, now),
        "createdAt": iso(row["created_at"]),
        "activatedAt": iso(row["activated_at"]),
        "examEndsAt": iso(exam_ends_at(row)),
        "pausedAt": iso(row["paused_at"]),
        "endedAt": iso(row["ended_at"]),
        "eraseAt": iso(row["erase_at"]),
        "erasedAt": iso(row["erased_at"]),
        "lastSeenAt": iso(row["last_seen"]),
        "origin": row["origin"],
        "domain": row["domain_entry"],
        "keyId": row["key_id"],
        "identified": row["identity"],
        "identifiedCode": row["identity_code"],
        "features": features_of(row),
        "host": msgspec.json.decode(row["host"]),
        "gen": row["gen"],
        "eventCount": row["event_count"],
        "rejectedCount": row["rejected_count"],
        "flagCount": row["flag_count"],
        "charge": None if charged is None else {"credits": charged, "at": iso(row["charged_at"])},
    }


def outcome_of(session: Row) -> dict[str, Any] | None:
    """What a reviewer decided about the session; None as long as nobody has."""
    if session["outcome"] is None:
        return None
    return {
        "outcome": session["outcome"],
        "by": session["outcome_by"],
        "at": iso(session["outcome_at"]),
    }


def features_of(session: Row) -> dict[str, bool]:
    return {
        "aiProctoring": bool(session["ai_proctoring"]),
        "facialRecognition": bool(session["facial_recognition"]),
    }
