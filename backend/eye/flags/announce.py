"""Notes for the organisation's servers that flags were raised."""

from collections.abc import Sequence
from typing import Any

from eye.clock import iso
from eye.db import Tx
from eye.flags.fold import Flag
from eye.outbox import tell


def announce(tx: Tx, session: dict[str, Any], flags: Sequence[Flag], now: int) -> None:
    for flag in flags:
        payload = {
            "flagId": flag.id,
            "sessionId": session["id"],
            "candidateId": session["candidate_id"],
            "examId": session["assessment_id"],
            "type": flag.type,
            "severity": flag.severity,
            "mediaId": flag.media_id,
            "domain": session["domain_entry"],
            "description": flag.description,
            "createdAt": iso(flag.raised_at),
        }
        test = session["mode"] == "test"
        tell(tx, session["organisation_id"], "flag.raised", payload, session_id=session["id"], test=test, now=now)
