"""SQL on commands and on what a proctor changes about a session."""

from collections.abc import Sequence

import msgspec

from eye.db import Row, Tx
from eye.sessions.proctor.commands import Command


def insert(tx: Tx, session_id: str, actor: str, command: Command, now: int) -> None:
    tx.run(
        """insert into commands (id, session_id, type, data, actor, created_at)
           values (:id, :session_id, :type, :data, :actor, :now)""",
        id=command.id,
        session_id=session_id,
        type=command.type,
        data=msgspec.json.encode(command.data).decode(),
        actor=str(actor),
        now=now,
    )


def set_done(tx: Tx, ids: Sequence[str], now: int) -> None:
    tx.many("update commands set done_at = :now where id = :id", [{"id": id, "now": now} for id in ids])


def set_withdrawn(tx: Tx, ids: Sequence[str], now: int) -> None:
    tx.many("update commands set withdrawn_at = :now where id = :id", [{"id": id, "now": now} for id in ids])


def set_commands(tx: Tx, session_id: str, text: str | None) -> None:
    tx.run("update sessions set commands = :text where id = :id", id=session_id, text=text)


def save_pause(tx: Tx, session: Row) -> None:
    """What pausing and resuming change."""
    tx.run(
        """update sessions set status = :status, paused_at = :paused_at, paused_ms = :paused_ms,
             resumed_at = :resumed_at, ends_at = :ends_at, watched = :watched
           where id = :id""",
        id=session["id"],
        status=session["status"],
        paused_at=session["paused_at"],
        paused_ms=session["paused_ms"],
        resumed_at=session["resumed_at"],
        ends_at=session["ends_at"],
        watched=session["watched"],
    )


def set_end_note(tx: Tx, session_id: str, note: str) -> None:
    tx.run("update sessions set end_note = :note where id = :id", id=session_id, note=note)


def list_messages(tx: Tx, session_id: str, limit: int) -> list[Row]:
    """The newest messages to the candidate: `text`, `created_at`, `done_at`, and who sent them where that is known."""
    rows = tx.all(
        """select c.id, c.data, c.created_at, c.done_at, coalesce(m.name, m.email) as sent_by
           from commands c join sessions s on s.id = c.session_id
             left join members m on m.id = c.actor and m.organisation_id = s.organisation_id
           where c.session_id = :session_id and c.type = 'message' order by c.id desc limit :limit""",
        session_id=session_id,
        limit=limit,
    )
    return [{**row, "text": msgspec.json.decode(row["data"])["text"]} for row in rows]
