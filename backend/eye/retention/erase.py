"""Erases the evidence of sessions whose time is over, a session at a time, so that no exam waits for it."""

import logging
from contextlib import suppress

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore

from eye.db import Database, Tx
from eye.organisations import audit
from eye.retention import store
from eye.sessions import store as sessions

log = logging.getLogger(__name__)

BATCH = 50


async def erase_due(db: Database, objects: ObjectStore, now: int, batch: int = BATCH) -> int:
    """How many sessions were erased. Safe with several processes; what fails is found again the next time."""
    erased = 0
    while True:
        due = await db.read(store.list_due, now, batch)
        done = [await _erase(db, objects, id, now) for id in due]
        erased += sum(done)
        if len(due) < batch or not any(done):
            return erased


async def _erase(db: Database, objects: ObjectStore, session_id: str, now: int) -> bool:
    folder = await db.read(store.find_folder, session_id)
    if folder is None:
        return False
    try:
        # Files first: rows without files are found again. All of the folder: an upload may have lost its row.
        await _delete_files(objects, folder)
    except (BaseError, OSError) as problem:
        log.warning("evidence that is to be erased waits for the media store: %s", type(problem).__name__)
        return False
    return await db.write(_erase_rows, session_id, now)


async def _delete_files(objects: ObjectStore, folder: str) -> None:
    found = await obstore.list(objects, folder).collect_async()
    for file in found:
        with suppress(FileNotFoundError):  # another process erases too
            await obstore.delete_async(objects, file["path"])


def _erase_rows(tx: Tx, session_id: str, now: int) -> bool:
    session = sessions.hold(tx, session_id)
    if session is None or session["erased_at"] is not None:
        return False
    counts = store.delete_evidence(tx, session_id)
    store.set_erased(tx, session_id, now)
    store.forget_candidate(tx, session)
    receipt = {kind: counts[kind] for kind in ("events", "flags", "media")}
    audit.record(tx, session["organisation_id"], "system", "session.erase", session_id, receipt, now)
    return True
