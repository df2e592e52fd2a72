"""SQL that finds what is due and erases it. What was charged, and that a session took place, stays."""

from eye.db import Row, Tx


def list_due(tx: Tx, now: int, limit: int) -> list[str]:
    rows = tx.all(
        """select id from sessions where erase_at > 0 and erase_at <= :now and erased_at is null
           order by erase_at limit :limit""",
        now=now,
        limit=limit,
    )
    return [row["id"] for row in rows]


def find_folder(tx: Tx, session_id: str) -> str | None:
    """Where all files of a session lie in the object store (`eye.media.receive`)."""
    row = tx.one("select organisation_id from sessions where id = :id and erased_at is null", id=session_id)
    return f"evidence/{row['organisation_id']}/{session_id}/" if row else None


# In this order: what refers to a row goes before it.
_OF_SESSION = {
    "sent": """delete from webhook_attempts where delivery_id in (
        select d.id from webhook_deliveries d join outbox o on o.id = d.outbox_id where o.session_id = :id)""",
    "deliveries": "delete from webhook_deliveries where outbox_id in (select id from outbox where session_id = :id)",
    "awaited": "delete from webhook_awaited where session_id = :id",
    "told": "delete from outbox where session_id = :id",
    "flags": "delete from flags where session_id = :id",
    "media": "delete from media where session_id = :id",
    "events": "delete from events where session_id = :id",
    "commands": "delete from commands where session_id = :id",
}


def delete_evidence(tx: Tx, session_id: str) -> dict[str, int]:
    """How many rows of each kind there were."""
    return {kind: tx.run(deletion, id=session_id) for kind, deletion in _OF_SESSION.items()}


def set_erased(tx: Tx, session_id: str, now: int) -> None:
    """What is left says when the session ran, how it ended, and who pays for it."""
    tx.run(
        """update sessions set erased_at = :now, host = '{}', watched = '{}', past_gens = '{}', open_flags = '{}',
             start_id = null, commands = null, end_note = null, risk = null, risk_version = null
           where id = :id""",
        id=session_id,
        now=now,
    )


def forget_candidate(tx: Tx, session: Row) -> None:
    """Name and address, once no session is left that they explain."""
    tx.run(
        """update candidates set first_name = null, last_name = null, email = null
           where organisation_id = :organisation_id and id = :candidate_id and not exists (
             select 1 from sessions s
             where s.organisation_id = :organisation_id and s.candidate_id = :candidate_id and s.erased_at is null)""",
        organisation_id=session["organisation_id"],
        candidate_id=session["candidate_id"],
    )
