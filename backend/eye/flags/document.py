"""Flags, reviews and outcomes as the API shows them."""

from typing import Any

from eye.clock import iso
from eye.db import Row
from eye.flags.decisions import is_technical


def flag_document(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "sessionId": row["session_id"],
        "assessmentId": row["assessment_id"],
        "candidateId": row["candidate_id"],
        "mode": row["mode"],
        "type": row["type"],
        "severity": row["severity"],
        "technical": is_technical(row["type"]),
        "description": row["description"],
        "raisedAt": iso(row["raised_at"]),
        "clearedAt": iso(row["cleared_at"]),
        "gen": row["gen"],
        "seq": row["seq"],
        "mediaId": row["media_id"],
        "raisedBy": row["raised_by"],
        "late": bool(row["late"]),
        "review": review_document(row),
    }


def review_document(row: Row) -> dict[str, Any]:
    """What stands about a flag. `version` counts its decisions, and goes with the next one."""
    return {
        "state": row["review"],
        "by": row["reviewed_by"],
        "firstBy": row["first_by"],
        "at": iso(row["reviewed_at"]),
        "note": row["review_note"],
        "version": row["review_version"],
    }


def history_document(row: Row) -> dict[str, Any]:
    """One decision about a flag; `state` is what the flag was after it."""
    return {
        "decision": row["decision"],
        "state": row["state"],
        "by": row["actor"],
        "at": iso(row["at"]),
        "note": row["note"],
    }


def outcome_document(row: Row, open_flags: int) -> dict[str, Any]:
    """What was decided about a session; `outcome` is null as long as nobody has."""
    return {
        "sessionId": row["id"],
        "outcome": row["outcome"],
        "by": row["outcome_by"],
        "at": iso(row["outcome_at"]),
        "note": row["outcome_note"],
        "version": row["outcome_version"],
        "openFlags": open_flags,
    }
