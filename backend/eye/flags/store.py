"""SQL on flags. A flag that nobody cleared lasts until its session's end, so it is read together with it."""

from collections.abc import Sequence
from typing import Any

from eye.db import Row, Tx
from eye.flags.decisions import first_queue
from eye.flags.fold import Flag


def insert(
    tx: Tx,
    session: dict[str, Any],
    gen: int,
    flags: Sequence[Flag],
    *,
    late: bool,
    now: int,
    raised_by: str | None = None,
) -> None:
    """`raised_by` is who raised them by hand; None for the rules."""
    if not flags:
        return
    tx.many(
        """insert into flags (id, organisation_id, session_id, gen, seq, type, severity, description, raised_at,
             cleared_at, media_id, late, created_at, assessment_id, candidate_id, queue, raised_by)
           values (:id, :organisation_id, :session_id, :gen, :seq, :type, :severity, :description, :raised_at,
             :cleared_at, :media_id, :late, :now, :assessment_id, :candidate_id, :queue, :raised_by)""",
        [
            {
                "id": flag.id,
                "organisation_id": session["organisation_id"],
                "session_id": session["id"],
                "gen": gen,
                "seq": flag.seq,
                "type": flag.type,
                "severity": flag.severity,
                "description": flag.description,
                "raised_at": flag.raised_at,
                "cleared_at": flag.cleared_at,
                "media_id": flag.media_id,
                "late": int(late),
                "now": now,
                "assessment_id": session["assessment_id"],
                "candidate_id": session["candidate_id"],
                "queue": first_queue(flag.type),
                "raised_by": raised_by,
            }
            for flag in flags
        ],
    )


def count_one(tx: Tx, session_id: str) -> None:
    """One flag more; the caller holds the session."""
    tx.run("update sessions set flag_count = flag_count + 1 where id = :id", id=session_id)


def clear(tx: Tx, cleared: Sequence[tuple[str, int]]) -> None:
    if not cleared:
        return
    tx.many(
        """update flags set cleared_at = case when raised_at > :at then raised_at else :at end
           where id = :id and cleared_at is null""",
        [{"id": id, "at": at} for id, at in cleared],
    )


EVERY = 2**31


def of_session(tx: Tx, session_id: str, after: tuple[int, str] = (0, ""), limit: int = EVERY) -> list[Row]:
    """By the time they were raised; `cleared_at` is the session's end where nothing else cleared it.

    Those after a flag are those after its `raised_at` and its id.
    """
    return tx.all(
        """select f.id, f.type, f.severity, f.description, f.raised_at, f.gen, f.seq, f.media_id, f.late,
             f.review, f.review_version, f.reviewed_by, f.reviewed_at, f.review_note, f.first_by, f.raised_by,
             coalesce(f.cleared_at,
               case when s.ended_at < f.raised_at then f.raised_at else s.ended_at end) as cleared_at
           from flags f join sessions s on s.id = f.session_id
           where f.session_id = :session_id and (f.raised_at > :at or f.raised_at = :at and f.id > :id)
           order by f.raised_at, f.id limit :limit""",
        session_id=session_id,
        at=after[0],
        id=after[1],
        limit=limit,
    )
