"""Ends a session, for good, whoever asks first. Ending again changes nothing."""

from typing import Any

from eye.assessments.model import policy_of
from eye.billing import charge
from eye.clock import DAY, MINUTE, iso
from eye.db import Row, Tx
from eye.domains.check import check_origin_again
from eye.errors import Refusal
from eye.outbox import tell
from eye.sessions import store
from eye.sessions.model import due
from eye.sessions.token import SessionToken

CLOSED = Refusal("session_ended", "Nothing more is taken for this session: it ended a day ago, or was erased.")
REPORT_AFTER = MINUTE  # by then a page has usually sent what it had left


def end_session(tx: Tx, session: Row, at: int, reason: str, now: int) -> Row:
    """The session as it is afterwards. `at` (milliseconds UTC) is when it ended, `now` when that was noticed."""
    if session["ended_at"] is not None:
        return session
    erase_at = _erase_at(session, at)
    session = charge.charge_minutes(tx, session, at, now)
    if not store.set_ended(tx, session["id"], at, reason, erase_at, session["minutes"], now + REPORT_AFTER):
        return session
    charge.release(tx, session, now)
    ended = {**session, "status": "ended", "ended_at": at, "end_reason": reason, "erase_at": erase_at, "held": 0}
    tell(
        tx,
        session["organisation_id"],
        "session.ended",
        {
            "sessionId": session["id"],
            "candidateId": session["candidate_id"],
            "examId": session["assessment_id"],
            "endReason": reason,
            "endedAt": iso(at),
        },
        session_id=session["id"],
        test=session["mode"] == "test",
        now=now,
    )
    return ended


def _erase_at(session: Row, at: int) -> int | None:
    """Counted from the end, by what the candidate was told before the start."""
    days = policy_of(session).retention_days
    return None if days is None else at + days * DAY


def settle(tx: Tx, session: Row, now: int) -> Row:
    """The session as it really is by `now`: ended, where its time was up before anyone noticed."""
    if session["ended_at"] is not None:
        return session
    over = due(session, now)
    return session if over is None else end_session(tx, session, over[0], over[1], now)


def end_by_token(tx: Tx, token: SessionToken, origin: list[str], reason: str, now: int) -> dict[str, Any] | Refusal:
    """`POST /v1/end`: the page says that the exam is over (`host`) or that the candidate declined (`candidate`)."""
    session = store.hold(tx, token.sid)
    if session is None or token.gen > session["gen"]:
        return Refusal("session_token_invalid", "There is no such session any more.")
    allowed = check_origin_again(tx, session["organisation_id"], origin)
    if isinstance(allowed, Refusal):
        return allowed
    session = settle(tx, session, now)
    if session["ended_at"] is None and token.gen < session["gen"]:
        return Refusal("session_superseded", "Another page took this session over; only that page can end it.")
    if session["ended_at"] is None:
        session = end_session(tx, session, now, reason, now)
    return {"status": "ended", "endedAt": iso(session["ended_at"]), "endReason": session["end_reason"]}
