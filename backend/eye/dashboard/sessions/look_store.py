"""SQL for the page of one session: what its timeline draws, what stands beside a piece of evidence, what comes next."""

import json
from typing import Any

from eye.db import Row, Tx

MOST_MARKS = 20_000
NEAR = 90_000  # milliseconds: the comparison that a snapshot is shown with
_CLEARED = "coalesce(f.cleared_at, case when s.ended_at < f.raised_at then f.raised_at else s.ended_at end)"
_FLAGS = "from flags f join sessions s on s.id = f.session_id where s.organisation_id = :org and f.session_id = :id"


def stamp(tx: Tx, organisation_id: str, id: str) -> Row | None:
    """What changes when anything that the page shows has changed; cheap enough to be asked every second."""
    return tx.one(
        """select s.status, s.gen, s.last_seen, s.paused_at, s.ended_at, s.activated_at, s.ends_at, s.event_count,
             s.flag_count, s.rejected_count, s.outcome_version, s.watched, s.open_flags, s.held, s.erased_at, s.policy,
             a.title, a.attempts, c.first_name, c.last_name, c.email,
             (select sum(f.review_version) from flags f where f.session_id = s.id) as reviews,
             (select count(*) from media m where m.session_id = s.id) as media,
             (select count(*) from commands d where d.session_id = s.id) as commands,
             (select count(*) from commands d where d.session_id = s.id and d.done_at is not null) as done,
             (select max(p.version) from risk_policies p where p.organisation_id = s.organisation_id) as risk_policy,
             (select n.at from candidate_answers n where n.session_id = s.id) as answered,
             (select o.candidate_reports_at from organisations o where o.id = s.organisation_id) as shared
           from sessions s
             join assessments a on a.organisation_id = s.organisation_id and a.id = s.assessment_id
             join candidates c on c.organisation_id = s.organisation_id and c.id = s.candidate_id
           where s.organisation_id = :org and s.id = :id""",
        org=organisation_id,
        id=id,
    )


def flags(tx: Tx, organisation_id: str, id: str) -> list[Row]:
    """All flags of a session, by time, as timeline and risk want them."""
    return tx.all(
        f"""select f.id, f.type, f.severity, f.raised_at, {_CLEARED} as cleared_at, f.review, f.queue {_FLAGS}
            order by f.raised_at, f.id""",
        org=organisation_id,
        id=id,
    )


def marks(tx: Tx, id: str) -> list[Row]:
    """The events that a timeline draws, by time; `data` only where it draws that too."""
    rows = tx.all(
        """select e.gen, e.seq, e.type, e.at, m.content_type,
             case when e.type = 'IDENTITY_CHECKED' then e.data else '{}' end as data
           from events e left join media m on m.session_id = e.session_id and m.id = e.media_id
           where e.session_id = :id and e.type <> 'HEARTBEAT' order by e.at, e.gen, e.seq limit :most""",
        id=id,
        most=MOST_MARKS,
    )
    return [{**row, "data": json.loads(row["data"])} for row in rows]


def snapshot(tx: Tx, id: str, gen: int, seq: int) -> Row | None:
    """An event of a session with its evidence, if that has arrived."""
    return tx.one(
        """select e.gen, e.seq, e.type, e.at, e.media_id, m.content_type from events e
           left join media m on m.session_id = e.session_id and m.id = e.media_id
           where e.session_id = :id and e.gen = :gen and e.seq = :seq and e.media_id is not null""",
        id=id,
        gen=gen,
        seq=seq,
    )


def reference(tx: Tx, id: str) -> Row | None:
    """The picture with which the faces of a session are compared, where Eye has taken it itself."""
    return tx.one(
        """select e.media_id, e.at from events e join media m on m.session_id = e.session_id and m.id = e.media_id
           where e.session_id = :id and e.type = 'REFERENCE_PICTURE' and m.content_type like 'image/%'
           order by e.at desc limit 1""",
        id=id,
    )


def compared(tx: Tx, id: str, at: int) -> dict[str, Any] | None:
    """The comparison of faces that is nearest to a moment; None where none is near."""
    row = tx.one(
        """select e.at, e.data from events e where e.session_id = :id and e.type = 'IDENTITY_CHECKED'
             and e.at >= :first and e.at <= :last
           order by case when e.at > :at then e.at - :at else :at - e.at end limit 1""",
        id=id,
        at=at,
        first=at - NEAR,
        last=at + NEAR,
    )
    return None if row is None else {**json.loads(row["data"]), "at": row["at"]}


def flag_beside(tx: Tx, id: str, at: int, flag_id: str, *, after: bool) -> str | None:
    """The next flag by time, or the one before."""
    sign, order = (">", "asc") if after else ("<", "desc")
    row = tx.one(
        f"""select id from flags where session_id = :id and (raised_at, id) {sign} (:at, :flag)
            order by raised_at {order}, id {order} limit 1""",  # noqa: S608
        id=id,
        at=at,
        flag=flag_id,
    )
    return row["id"] if row else None


def snapshot_beside(tx: Tx, id: str, at: int, gen: int, seq: int, *, after: bool) -> str | None:
    """The next snapshot by time, or the one before, as `gen.seq`."""
    sign, order = (">", "asc") if after else ("<", "desc")
    row = tx.one(
        f"""select gen, seq from events where session_id = :id and type = 'PERIODIC_SNAPSHOT'
              and (at, gen, seq) {sign} (:at, :gen, :seq)
            order by at {order}, gen {order}, seq {order} limit 1""",  # noqa: S608
        id=id,
        at=at,
        gen=gen,
        seq=seq,
    )
    return f"{row['gen']}.{row['seq']}" if row else None
