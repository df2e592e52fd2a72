"""Erases what is due, in writes so small that no exam waits for them, and signs a receipt for it.

Several processes share the work: each erasure is claimed for a while, and what a killed one had begun is gone on with.
"""

import logging
from contextlib import suppress
from dataclasses import dataclass

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore

from eye.clock import MINUTE, new_id
from eye.db import Database, Row, Tx
from eye.organisations.audit import log as audit
from eye.retention import answers, store
from eye.retention.receipt import receipt_of, sealed, sign
from eye.sessions import store as sessions

log = logging.getLogger(__name__)

LEASE = 5 * MINUTE
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Eraser:
    """One round of the work. `batch` sessions are looked for at once, at most `rows` rows go in one write."""

    db: Database
    objects: ObjectStore
    pepper: str
    now: int
    batch: int = 50
    rows: int = 500

    async def run(self) -> int:
        """How many sessions were erased. What fails is tried again after the lease."""
        while await self.db.write(_open_due, self.now, self.batch) == self.batch:
            pass
        erased = 0
        while (erasure := await self.db.write(store.claim, self.now, self.now + LEASE)) is not None:
            erased += await self._carry_out(erasure)
        return erased

    async def _carry_out(self, erasure: Row) -> int:
        erased = 0
        while left := await self.db.read(store.sessions_left, erasure["id"], self.now, self.batch):
            for id in left:
                if not await self._erase(erasure, id):
                    return erased
                erased += 1
        if erasure["candidate_id"] is not None:
            await self._forget_answers(erasure, erasure["candidate_id"])
            await self.db.write(answers.forget_requests, erasure["organisation_id"], erasure["candidate_id"])
        await self.db.write(_finish, erasure, self.pepper, self.now)
        return erased

    async def _erase(self, erasure: Row, session_id: str) -> bool:
        folder = await self.db.read(store.find_folder, session_id)
        if folder is None:
            return True
        try:
            # Files first: rows without files are found again. All of the folder: an upload may have lost its row.
            await _delete_files(self.objects, folder)
        except (BaseError, OSError) as problem:
            log.warning("evidence that is to be erased waits for the media store: %s", type(problem).__name__)
            return False
        await self._forget_answers(erasure, session_id)
        for kind in store.STEPS:
            while await self.db.write(store.erase_some, session_id, erasure["id"], kind, self.rows) == self.rows:
                pass
        await self.db.write(_end, session_id, erasure["id"], self.rows, self.now)
        return True

    async def _forget_answers(self, erasure: Row, id: str) -> None:
        found = await self.db.read(answers.answers_about, erasure["organisation_id"], id)
        if found:
            await self.db.write(answers.forget_answers, found)


def _open_due(tx: Tx, now: int, limit: int) -> int:
    """Make an erasure for each session whose days are over."""
    found = store.list_unassigned(tx, now, limit)
    for session in found:
        id = new_id("era", now)
        if store.assign(tx, session["id"], id):
            row = {"id": id, "organisation_id": session["organisation_id"], "kind": "retention"}
            of = {"session_id": session["id"], "candidate_id": None}
            store.insert_erasure(tx, {**row, **of, "asked_by": SYSTEM, "asked_at": session["erase_at"]})
    return len(found)


async def _delete_files(objects: ObjectStore, folder: str) -> None:
    found = await obstore.list(objects, folder).collect_async()
    for file in found:
        with suppress(FileNotFoundError):  # another process erases too
            await obstore.delete_async(objects, file["path"])


def _end(tx: Tx, session_id: str, erasure_id: str, rows: int, now: int) -> None:
    """Whatever came in the meantime goes too; from here on the session counts as erased."""
    session = sessions.hold(tx, session_id)
    if session is None or session["erased_at"] is not None:
        return
    for kind in store.STEPS:
        while store.erase_some(tx, session_id, erasure_id, kind, rows) == rows:
            pass
    store.set_erased(tx, session_id, erasure_id, now)
    store.forget_candidate(tx, session)
    counts = store.find_counts(tx, erasure_id, session_id)
    data = {"erasure": erasure_id, **{kind: counts[kind] for kind in store.COUNTED}}
    audit.record(tx, session["organisation_id"], SYSTEM, "session.erase", session_id, data, now)


def _finish(tx: Tx, erasure: Row, pepper: str, now: int) -> None:
    id = erasure["id"]
    receipt = receipt_of(erasure, store.erased_sessions(tx, id), store.erased_files(tx, id), pepper, now)
    store.set_done(tx, id, sealed(receipt).decode(), sign(receipt, pepper), now)
