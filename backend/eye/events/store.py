"""SQL on the stream."""

from collections.abc import Sequence

from eye.db import Row, Tx


def insert(tx: Tx, rows: Sequence[Row]) -> None:
    if rows:
        tx.many(
            """insert into events (session_id, gen, seq, type, at, original_at, received_at, data, media_id, late)
               values (:session_id, :gen, :seq, :type, :at, :original_at, :received_at, :data, :media_id, :late)
               on conflict (session_id, gen, seq) do nothing""",
            rows,
        )


def save_session(tx: Tx, row: Row) -> None:
    """What a batch changed about its session; the counts are added.

    No index is made of what is written here, so that PostgreSQL can write the row in place and SQLite only the row.
    """
    tx.later(
        """update sessions set acked = :acked, last_seen = :last_seen, open_flags = :open_flags,
             past_gens = :past_gens, watched = :watched, commands = :commands,
             lowest_coverage = coalesce(:lowest_coverage, lowest_coverage), held = :held, minutes = :minutes,
             event_count = event_count + :events,
             flag_count = flag_count + :flags, rejected_count = rejected_count + :rejected
           where id = :id""",
        **row,
    )


def of_session(tx: Tx, session_id: str, gen: int, seq: int, limit: int) -> list[Row]:
    """In the order of the pages and their numbers, after (`gen`, `seq`)."""
    return tx.all(
        """select gen, seq, type, at, original_at, received_at, data, media_id, late from events
           where session_id = :session_id and (gen > :gen or (gen = :gen and seq > :seq))
           order by gen, seq limit :limit""",
        session_id=session_id,
        gen=gen,
        seq=seq,
        limit=limit,
    )
