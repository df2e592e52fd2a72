"""SQL that finds what is due and erases it in small steps. What was charged, and that a session took place, stays."""

from collections.abc import Callable

from eye.db import Row, Tx


def list_unassigned(tx: Tx, now: int, limit: int) -> list[Row]:
    """Sessions whose days are over and that belong to no erasure yet."""
    return tx.all(
        """select id, organisation_id, erase_at from sessions
           where erase_at > 0 and erase_at <= :now and erased_at is null and erasure_id is null
           order by erase_at limit :limit""",
        now=now,
        limit=limit,
    )


def assign(tx: Tx, session_id: str, erasure_id: str) -> bool:
    """False when another process was faster."""
    return bool(
        tx.run(
            "update sessions set erasure_id = :erasure_id where id = :id and erasure_id is null",
            id=session_id,
            erasure_id=erasure_id,
        )
    )


def insert_erasure(tx: Tx, row: Row) -> None:
    tx.run(
        """insert into erasures (id, organisation_id, kind, session_id, candidate_id, asked_by, asked_at)
           values (:id, :organisation_id, :kind, :session_id, :candidate_id, :asked_by, :asked_at)""",
        **row,
    )


_ERASURE = "id, organisation_id, kind, session_id, candidate_id, asked_by, asked_at, done_at, receipt, signature"


def claim(tx: Tx, now: int, until: int) -> Row | None:
    """One erasure that is not done, which is this process's own until `until`."""
    return tx.one(
        f"""update erasures set claimed_until = :until
            where done_at is null and claimed_until <= :now and id in (
              select id from erasures where done_at is null and claimed_until <= :now
              order by claimed_until, id limit 1)
            returning {_ERASURE}""",  # noqa: S608
        now=now,
        until=until,
    )


def sessions_left(tx: Tx, erasure_id: str, now: int, limit: int) -> list[str]:
    rows = tx.all(
        """select id from sessions
           where erase_at > 0 and erase_at <= :now and erased_at is null and erasure_id = :id
           order by id limit :limit""",
        id=erasure_id,
        now=now,
        limit=limit,
    )
    return [row["id"] for row in rows]


def find_folder(tx: Tx, session_id: str) -> str | None:
    """Where all files of a session lie in the object store (`eye.media.receive`)."""
    row = tx.one("select organisation_id from sessions where id = :id and erased_at is null", id=session_id)
    return f"evidence/{row['organisation_id']}/{session_id}/" if row else None


def _deliveries(tx: Tx, session_id: str, erasure_id: str, most: int) -> int:
    """With their attempts: an attempt under way writes down nothing about a delivery that is gone."""
    found = tx.all(
        """update webhook_deliveries set claimed_until = claimed_until where id in (
             select d.id from outbox o join webhook_deliveries d on d.outbox_id = o.id
             where o.session_id = :id order by d.id limit :most)
           returning id""",
        id=session_id,
        most=most,
    )
    if found:
        tx.many("delete from webhook_attempts where delivery_id = :id", found)
        tx.many("delete from webhook_deliveries where id = :id", found)
    return len(found)


def _media(tx: Tx, session_id: str, erasure_id: str, most: int) -> int:
    found = tx.all(
        """delete from media where session_id = :id and id in (
             select id from media where session_id = :id order by id limit :most)
           returning session_id, id, sha256, size""",
        id=session_id,
        most=most,
    )
    if found:
        tx.many(
            """insert into erased_files (erasure_id, session_id, media_id, sha256, size)
               values (:erasure_id, :session_id, :id, :sha256, :size) on conflict do nothing""",
            [{**row, "erasure_id": erasure_id} for row in found],
        )
    return len(found)


def _rows(table: str, key: str) -> "Step":
    sql = f"""delete from {table} where session_id = :id and ({key}) in (
                select {key} from {table} where session_id = :id order by {key} limit :most)"""  # noqa: S608
    return lambda tx, session_id, erasure_id, most: tx.run(sql, id=session_id, most=most)


Step = Callable[[Tx, str, str, int], int]
# In this order: what refers to a row goes before it. Each deletes at most so many of its rows, and says how many.
STEPS: dict[str, Step] = {
    "deliveries": _deliveries,
    "awaited": _rows("webhook_awaited", "outbox_id"),
    "told": _rows("outbox", "id"),
    "flags": _rows("flags", "id"),
    "media": _media,
    "events": _rows("events", "gen, seq"),
    "messages": _rows("commands", "id"),
    "answered": _rows("candidate_answers", "session_id"),
}
COUNTED = ("events", "flags", "media", "messages", "deliveries")


def erase_some(tx: Tx, session_id: str, erasure_id: str, kind: str, most: int) -> int:
    """At most `most` rows of one kind; how many there were."""
    count = STEPS[kind](tx, session_id, erasure_id, most)
    if count and kind in COUNTED:
        tx.run(
            f"""insert into erased_sessions as e (erasure_id, session_id, {kind})
                values (:erasure_id, :session_id, :count)
                on conflict (erasure_id, session_id) do update set {kind} = e.{kind} + excluded.{kind}""",  # noqa: S608
            erasure_id=erasure_id,
            session_id=session_id,
            count=count,
        )
    return count


def set_erased(tx: Tx, session_id: str, erasure_id: str, now: int) -> None:
    """What is left says when the session ran, how it ended, and who pays for it."""
    tx.run(
        """update sessions set erased_at = :now, host = '{}', watched = '{}', past_gens = '{}', open_flags = '{}',
             policy = '{}', start_id = null, commands = null, end_note = null, outcome_note = null, risk = null,
             risk_version = null, report_at = null
           where id = :id""",
        id=session_id,
        now=now,
    )
    tx.run("update outcomes set note = null where session_id = :id", id=session_id)
    tx.run(
        """insert into erased_sessions (erasure_id, session_id, erased_at) values (:erasure_id, :id, :now)
           on conflict (erasure_id, session_id) do update set erased_at = excluded.erased_at""",
        erasure_id=erasure_id,
        id=session_id,
        now=now,
    )


def forget_candidate(tx: Tx, session: Row) -> None:
    """Name and address, once no session is left that they explain."""
    tx.run(
        """update candidates set first_name = null, last_name = null, email = null, find_first = null,
             find_last = null, find_email = null
           where organisation_id = :organisation_id and id = :candidate_id and not exists (
             select 1 from sessions s
             where s.organisation_id = :organisation_id and s.candidate_id = :candidate_id and s.created_at > 0
               and s.erased_at is null)""",
        organisation_id=session["organisation_id"],
        candidate_id=session["candidate_id"],
    )


def find_counts(tx: Tx, erasure_id: str, session_id: str) -> Row:
    row = tx.one(
        """select session_id, events, flags, media, messages, deliveries, erased_at from erased_sessions
           where erasure_id = :erasure_id and session_id = :session_id""",
        erasure_id=erasure_id,
        session_id=session_id,
    )
    assert row is not None  # noqa: S101 - `set_erased` has written it
    return row


def erased_sessions(tx: Tx, erasure_id: str) -> list[Row]:
    return tx.all(
        """select session_id, events, flags, media, messages, deliveries, erased_at from erased_sessions
           where erasure_id = :id order by session_id""",
        id=erasure_id,
    )


def erased_files(tx: Tx, erasure_id: str) -> list[Row]:
    return tx.all(
        """select session_id, media_id, sha256, size from erased_files where erasure_id = :id
           order by session_id, media_id""",
        id=erasure_id,
    )


def set_done(tx: Tx, erasure_id: str, receipt: str, signature: str, now: int) -> None:
    """Keep the receipt, and forget everything that led to it."""
    tx.run(
        """update erasures set done_at = :now, receipt = :receipt, signature = :signature, candidate_id = null
           where id = :id""",
        id=erasure_id,
        receipt=receipt,
        signature=signature,
        now=now,
    )
    tx.run("delete from erased_files where erasure_id = :id", id=erasure_id)
    tx.run("delete from erased_sessions where erasure_id = :id", id=erasure_id)


def find_erasure(tx: Tx, organisation_id: str, id: str) -> Row | None:
    return tx.one(
        f"select {_ERASURE} from erasures where organisation_id = :organisation_id and id = :id",  # noqa: S608
        organisation_id=organisation_id,
        id=id,
    )


def find_erasure_of_session(tx: Tx, organisation_id: str, session_id: str) -> Row | None:
    return tx.one(
        f"""select {_ERASURE} from erasures
            where session_id = :session_id and session_id > '' and organisation_id = :organisation_id
            order by id limit 1""",  # noqa: S608
        organisation_id=organisation_id,
        session_id=session_id,
    )


def list_erasures(tx: Tx, organisation_id: str, before: str, limit: int) -> list[Row]:
    """Newest first, before the id `before`."""
    return tx.all(
        """select id, organisation_id, kind, session_id, asked_by, asked_at, done_at from erasures
           where organisation_id = :organisation_id and id < :before order by id desc limit :limit""",
        organisation_id=organisation_id,
        before=before,
        limit=limit,
    )
