"""Imports candidates from a file: looked at first, then brought in chunk by chunk by whichever process has time.

All of it is in the database, so a restart goes on where the last chunk ended, and any process shows how far it is.
"""

from dataclasses import asdict

import msgspec

from eye.assessments import import_store as store
from eye.assessments.candidate_csv import Reading
from eye.assessments.find import fold_all, fold_some
from eye.clock import DAY, SECOND, new_id
from eye.db import Database, Row, Tx
from eye.errors import Refusal
from eye.organisations.audit import log as audit

CHUNK = 500
LEASE = 30 * SECOND
LOOKED_AT = DAY
UNKNOWN = Refusal("not_found", "There is no such import.")


def keep_preview(tx: Tx, organisation_id: str, member_id: str, file_name: str, reading: Reading, now: int) -> str:
    """Keep what was read until its member decides; the id of the import."""
    store.cancel_previews_of(tx, organisation_id, member_id, now)
    id = new_id("imp", now)
    store.insert(
        tx,
        {
            "id": id,
            "organisation_id": organisation_id,
            "created_by": member_id,
            "file_name": file_name,
            "good": len(reading.good),
            "wrong": reading.wrong,
            "repeated": reading.repeated,
            "notices": _told(reading),
            "created_at": now,
        },
    )
    rows = [{"import_id": id, "number": number, **asdict(row)} for number, row in enumerate(reading.good, 1)]
    store.insert_rows(tx, rows)
    store.set_known(tx, id, store.count_known(tx, id, 1, len(rows) + 1))
    return id


def _told(reading: Reading) -> str:
    told = {"delimiter": reading.delimiter, "ignored": reading.ignored, "notices": reading.notices}
    return msgspec.json.encode(told).decode()


def begin_import(tx: Tx, organisation_id: str, actor: str, id: str, replaces: bool, now: int) -> Row | Refusal:
    """Harmless when it was begun before. `replaces`: what the file says wins over what is known."""
    row = store.begin(tx, organisation_id, id, replaces, now)
    if row is not None:
        data = {"file": row["file_name"], "rows": row["good"], "replaces": replaces}
        audit.record(tx, organisation_id, actor, "candidate.import", id, data, now)
        return row
    return store.find(tx, organisation_id, id) or UNKNOWN


def cancel_import(tx: Tx, organisation_id: str, id: str, now: int) -> bool:
    """False where there is no such preview."""
    if not store.cancel(tx, organisation_id, id, now):
        return False
    store.delete_rows(tx, id)
    return True


async def import_all(db: Database, now: int) -> int:
    """Bring in every import that was begun and that no other process works at; how many chunks it took.

    Candidates who cannot be found yet, as after an upgrade, are from then on.
    """
    chunks = 0
    while (id := await db.read(store.due, now)) is not None:
        if not await db.write(store.claim, id, now + LEASE, now):
            continue
        while await db.write(import_chunk, id, now):
            chunks += 1
        chunks += 1
    await fold_all(db)
    return chunks


def import_chunk(tx: Tx, id: str, now: int, most: int = CHUNK) -> bool:
    """The next rows of a running import, in one transaction with how far it is; whether more are left."""
    row = store.hold(tx, id)
    if row is None:
        return False
    after = min(row["next"] + most, row["good"] + 1)
    known = store.count_known(tx, id, row["next"], after)
    touched = store.bring_in(tx, row, after, now)
    fold_some(tx, touched)
    added = after - row["next"] - known
    store.note_progress(tx, id, after, added, touched - added, now + LEASE)
    if after <= row["good"]:
        return True
    store.finish(tx, id, now)
    return False


async def tidy_imports(db: Database, now: int) -> None:
    """Previews that nobody confirmed within a day are deleted, with the people in them."""
    await db.write(store.forget_old, now - LOOKED_AT)
