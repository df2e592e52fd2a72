"""Ends what nobody ended: exams whose time is up, and pages that never came back. Safe with several processes."""

from eye.billing import charge
from eye.clock import SECOND, Clock
from eye.db import Database, Tx
from eye.keys.refused import sweep_refused_starts
from eye.sessions import store
from eye.sessions.candidate_tokens import store as candidate_token_store
from eye.sessions.end import settle
from eye.sessions.model import UNSTARTED

BATCH = 200
SILENT = 30 * SECOND


async def sweep(db: Database, clock: Clock, batch: int = BATCH) -> int:
    """One round; returns how many sessions it ended. Each is ended in a write of its own, which locks it first.

    It reads `batch` at a time and goes on until none is left: a whole school may end in the same minute.
    """
    now, ended = clock.now(), 0
    while True:
        found = await db.read(store.list_due, now, now - UNSTARTED, batch)
        done = sum([await db.write(_settle, id, now) for id in found])
        ended += done
        if len(found) < batch or not done:  # none of them: another process is sweeping the same ones
            return ended


def _settle(tx: Tx, id: str, now: int) -> bool:
    session = store.hold(tx, id)
    if session is None or session["ended_at"] is not None:
        return False
    return settle(tx, session, now)["ended_at"] is not None


async def charge_silent(db: Database, clock: Clock, batch: int = BATCH) -> None:
    """Charge the minutes of running sessions whose pages are silent; the others are charged with what they send."""
    now = clock.now()
    while found := await db.read(store.list_uncharged, now - SILENT, batch):
        if not sum([await db.write(charge_one, id, now) for id in found]):
            return


def charge_one(tx: Tx, id: str, now: int) -> bool:
    """Whether minutes of this session were charged."""
    session = store.hold(tx, id)
    session = session and settle(tx, session, now)
    if session is None or session["ended_at"] is not None:
        return False
    charged = charge.charge_minutes(tx, session, now, now)
    store.set_charged(tx, charged)
    return bool(charged["minutes"] > session["minutes"])


async def forget(db: Database, now: int, batch: int = BATCH) -> None:
    """Candidate tokens that expired long ago, and counts of refused starts that nobody looks at any more."""
    for remove in (candidate_token_store.sweep_uses, sweep_refused_starts):
        while await db.write(remove, now, batch) == batch:
            pass
