"""Writes what was counted about refused starts: together, and never more rows than the bounds allow."""

from itertools import groupby

from eye.clock import DAY, HOUR
from eye.db import Database, Tx
from eye.http.refused_starts import ORIGINS, OTHER, Count, RefusedStart, RefusedStarts
from eye.keys import store
from eye.keys.denied import note_attempts, tell_refused

KEPT = 90 * DAY
HOURS = DAY // HOUR
Counted = dict[RefusedStart, Count]


async def flush(db: Database, refused: RefusedStarts) -> None:
    """One write for everything gathered; what cannot be written stays gathered, and the exception goes on."""
    taken = refused.take()
    if not taken:
        return
    try:
        await db.write(add_refused_starts, taken)
    except Exception:
        refused.give_back(taken)
        raise


def add_refused_starts(tx: Tx, counted: Counted) -> None:
    """Key after key, in one order everywhere, so that processes that write at once do not wait for each other."""
    ordered = sorted(counted, key=lambda one: (one.key_id, one.hour // HOURS, one))
    for (key_id, day), group in groupby(ordered, key=lambda one: (one.key_id, one.hour // HOURS)):
        store.hold(tx, key_id)
        for subject, count in _bounded(tx, key_id, day, {one: counted[one] for one in group}).items():
            store.add_refused_start(tx, subject, count)
            tell_refused(tx, subject, count.last_at)
            note_attempts(tx, subject.organisation_id, key_id, subject.code, count.count, count.last_at)


def _bounded(tx: Tx, key_id: str, day: int, counted: Counted) -> Counted:
    """The same, with the origins beyond the day's limit put together. Other processes have counted too."""
    known = store.refused_origins(tx, key_id, day * HOURS, (day + 1) * HOURS) - {"", OTHER}
    bounded: Counted = {}
    for subject, count in counted.items():
        origin = subject.origin
        if origin not in ("", OTHER) and origin not in known and len(known) >= ORIGINS:
            origin = OTHER
        elif origin not in ("", OTHER):
            known.add(origin)
        kept = RefusedStart(subject.organisation_id, key_id, subject.hour, subject.code, origin)
        bounded[kept] = bounded[kept].plus(count) if kept in bounded else count
    return bounded


def sweep_refused_starts(tx: Tx, now: int, most: int) -> int:
    """Forget at most `most` counts that are older than 90 days."""
    return store.delete_refused_starts(tx, (now - KEPT) // HOUR, most)
