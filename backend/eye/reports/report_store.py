"""SQL for reports: names, evidence, and which reports are about to be ready."""

from eye.db import Row, Tx


def names(tx: Tx, organisation_id: str, id: str) -> Row | None:
    """Who and what a session is about, in words."""
    return tx.one(
        """select a.title as assessment_title, c.first_name, c.last_name, c.email, o.name as organisation_name
           from sessions s
             join organisations o on o.id = s.organisation_id
             join assessments a on a.organisation_id = s.organisation_id and a.id = s.assessment_id
             join candidates c on c.organisation_id = s.organisation_id and c.id = s.candidate_id
           where s.organisation_id = :org and s.id = :id""",
        org=organisation_id,
        id=id,
    )


def count_media(tx: Tx, id: str) -> dict[str, int]:
    rows = tx.all(
        "select content_type, count(*) as n from media where session_id = :id group by content_type order by 1", id=id
    )
    return {row["content_type"]: int(row["n"]) for row in rows}


def evidence(tx: Tx, id: str, after: str, limit: int) -> list[Row]:
    """The files of a session by id, with what they show: the time and type of an event that names them."""
    return tx.all(
        """select m.id, m.path, m.content_type, m.size, m.sha256, m.created_at, min(e.at) as at, min(e.type) as type
           from media m left join events e on e.session_id = m.session_id and e.media_id = m.id
           where m.session_id = :id and m.id > :after
           group by m.id, m.path, m.content_type, m.size, m.sha256, m.created_at order by m.id limit :limit""",
        id=id,
        after=after,
        limit=limit,
    )


def list_due(tx: Tx, now: int, limit: int) -> list[str]:
    """Ended sessions whose report is to be looked at."""
    rows = tx.all(
        "select id from sessions where report_at > 0 and report_at <= :now order by report_at limit :limit",
        now=now,
        limit=limit,
    )
    return [row["id"] for row in rows]


def find_due(tx: Tx, id: str, now: int) -> Row | None:
    """The session, if its report is still to be looked at; the caller holds it."""
    return tx.one(
        "select id, ended_at, erased_at from sessions where id = :id and report_at > 0 and report_at <= :now",
        id=id,
        now=now,
    )


def count_missing(tx: Tx, id: str) -> int:
    """Files that events name and that have not arrived."""
    row = tx.one(
        """select count(distinct e.media_id) as n from events e
           where e.session_id = :id and e.media_id is not null and not exists (
             select 1 from media m where m.session_id = e.session_id and m.id = e.media_id)""",
        id=id,
    )
    return int(row["n"]) if row else 0


def set_report_at(tx: Tx, id: str, at: int | None) -> None:
    tx.run("update sessions set report_at = :at where id = :id", id=id, at=at)
