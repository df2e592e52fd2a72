"""SQL on the outbox: what is not shared out yet, the numbers of a session's facts, flags that wait for their media."""

from eye.db import Row, Tx

# In `claimed_until` of what is shared out: nobody wanted it, or it is kept for those who did.
UNWANTED, WANTED = 2**53 - 2, 2**53 - 1


def waiting(tx: Tx, now: int) -> bool:
    """Whether anything is to be shared out."""
    return tx.one("select id from outbox where claimed_until <= :now limit 1", now=now) is not None


def lock(tx: Tx) -> None:
    """One process at a time shares out, so that the facts of a session are numbered in their order."""
    name = "webhooks.sharing"
    tx.run("insert into settings (name, value) values (:name, '') on conflict (name) do nothing", name=name)
    tx.run("update settings set value = value where name = :name", name=name)


def unshared(tx: Tx, now: int, limit: int) -> list[Row]:
    return tx.all(
        """select id, organisation_id, type, session_id, test, payload, created_at, number from outbox
           where claimed_until <= :now order by claimed_until, id limit :limit""",
        now=now,
        limit=limit,
    )


def next_number(tx: Tx, session_id: str, now: int) -> int:
    """1, 2, 3 … in each session."""
    row = tx.one(
        """insert into webhook_numbers (session_id, last, at) values (:session_id, 1, :now)
           on conflict (session_id) do update set last = webhook_numbers.last + 1, at = excluded.at returning last""",
        session_id=session_id,
        now=now,
    )
    assert row is not None  # noqa: S101 - inserted or updated above
    return int(row["last"])


def put_off(tx: Tx, id: str, number: int | None, until: int) -> None:
    """Look at it again at `until`; UNWANTED and WANTED are never."""
    tx.run(
        "update outbox set claimed_until = :until, number = :number where id = :id", id=id, until=until, number=number
    )


def find_message(tx: Tx, id: str) -> Row | None:
    return tx.one(
        "select id, organisation_id, type, session_id, test, payload, created_at, number from outbox where id = :id",
        id=id,
    )


def insert_message(tx: Tx, row: Row) -> None:
    """One that is shared out already, for one endpoint alone."""
    tx.run(
        """insert into outbox (id, organisation_id, type, session_id, test, payload, created_at, claimed_until)
           values (:id, :organisation_id, :type, null, 1, :payload, :now, :wanted)""",
        wanted=WANTED,
        **row,
    )


def has_media(tx: Tx, session_id: str, media_id: str) -> bool:
    found = tx.one(
        "select id from media where session_id = :session_id and id = :media_id",
        session_id=session_id,
        media_id=media_id,
    )
    return found is not None


def await_media(tx: Tx, outbox_id: str, session_id: str, media_id: str, now: int) -> None:
    tx.run(
        """insert into webhook_awaited (outbox_id, session_id, media_id, since)
           values (:outbox_id, :session_id, :media_id, :now) on conflict (outbox_id) do nothing""",
        outbox_id=outbox_id,
        session_id=session_id,
        media_id=media_id,
        now=now,
    )


def arrived(tx: Tx, limit: int) -> list[str]:
    """The facts whose evidence is there at last."""
    rows = tx.all(
        """select w.outbox_id from webhook_awaited w
           join media m on m.session_id = w.session_id and m.id = w.media_id order by w.outbox_id limit :limit""",
        limit=limit,
    )
    return [row["outbox_id"] for row in rows]


def stop_awaiting(tx: Tx, outbox_id: str) -> bool:
    return bool(tx.run("delete from webhook_awaited where outbox_id = :outbox_id", outbox_id=outbox_id))
