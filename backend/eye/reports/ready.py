"""Tells the organisation's servers that a report is ready: once, when all evidence that a session names has arrived.

That is looked at a minute after the end, and then ever more rarely; a day after the end nothing more is waited for.
"""

from typing import Any

from eye.clock import MINUTE, iso
from eye.db import Database, Tx
from eye.outbox import tell
from eye.reports import report_store as store
from eye.sessions import store as sessions
from eye.sessions.model import LATE

BATCH = 200


async def tell_ready(db: Database, now: int, batch: int = BATCH) -> int:
    """One round; how many reports it looked at. Safe with several processes."""
    looked_at = 0
    while due := await db.read(store.list_due, now, batch):
        looked_at += sum([await db.write(_look, id, now) for id in due])
        if len(due) < batch:
            break
    return looked_at


def _look(tx: Tx, id: str, now: int) -> bool:
    session = sessions.hold(tx, id)
    due = store.find_due(tx, id, now)
    if session is None or due is None:
        return False
    missing = 0 if session["erased_at"] is not None else store.count_missing(tx, id)
    until = session["ended_at"] + LATE
    if missing and now < until:
        # Each time it waits half as long again as it has waited so far.
        store.set_report_at(tx, id, min(until, now + max(MINUTE, (now - session["ended_at"]) // 2)))
        return True
    store.set_report_at(tx, id, None)
    if session["erased_at"] is None:
        _tell(tx, session, missing, now)
    return True


def _tell(tx: Tx, session: dict[str, Any], missing: int, now: int) -> None:
    payload = {
        "sessionId": session["id"],
        "candidateId": session["candidate_id"],
        "examId": session["assessment_id"],
        "endedAt": iso(session["ended_at"]),
        "missingMedia": missing,
        "report": f"/v1/sessions/{session['id']}/report",
    }
    test = session["mode"] == "test"
    tell(tx, session["organisation_id"], "report.ready", payload, session_id=session["id"], test=test, now=now)
