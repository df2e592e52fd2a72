"""SQL on risk policies and on the scores that follow from them."""

from eye.clock import MINUTE
from eye.db import Row, Tx

# An open flag counts up to :now, or to the end of its session.
_END = """coalesce(f.cleared_at, case when s.ended_at < f.raised_at then f.raised_at else s.ended_at end, :now)"""
_MINUTES = f"case when {_END} > f.raised_at then ({_END} - f.raised_at + {MINUTE - 1}) / {MINUTE} else 0 end"


def list_versions(tx: Tx, organisation_id: str) -> list[Row]:
    return tx.all(
        """select p.version, p.rules, p.applies_from, p.created_at, m.name as member, k.name as key_name
           from risk_policies p
           left join members m on m.id = p.created_by and m.organisation_id = p.organisation_id
           left join keys k on k.id = p.created_by and k.organisation_id = p.organisation_id
           where p.organisation_id = :org order by p.version desc""",
        org=organisation_id,
    )


def insert_version(tx: Tx, row: Row) -> None:
    tx.run(
        """insert into risk_policies (organisation_id, version, rules, applies_from, spread, created_at, created_by)
           values (:organisation_id, :version, :rules, :applies_from, :spread, :created_at, :created_by)""",
        **row,
    )


def list_stale(tx: Tx, after: str, limit: int) -> list[str]:
    """Sessions whose score has to be counted anew, by id."""
    rows = tx.all(
        """select session_id from flags where rescore > 0 and session_id > :after
           group by session_id order by session_id limit :limit""",
        after=after,
        limit=limit,
    )
    return [row["session_id"] for row in rows]


def settle_flags(tx: Tx, session_id: str) -> None:
    """Flags that go on stay marked, so that their minutes are counted again."""
    tx.run(
        """update flags set rescore = 0 where session_id = :id and rescore > 0 and (cleared_at is not null
             or exists (select 1 from sessions s where s.id = flags.session_id and s.ended_at is not null))""",
        id=session_id,
    )


def counted_flags(tx: Tx, session_id: str, now: int) -> list[Row]:
    """`type`, `flags` and their started `minutes`; those that were dismissed are left out."""
    return tx.all(
        f"""select f.type, count(*) as flags, sum({_MINUTES}) as minutes
            from flags f join sessions s on s.id = f.session_id
            where f.session_id = :id and f.review <> 'dismissed' group by f.type""",  # noqa: S608
        id=session_id,
        now=now,
    )


def set_score(tx: Tx, session_id: str, score: int, version: int) -> None:
    tx.run(
        "update sessions set risk = :score, risk_version = :version where id = :id",
        id=session_id,
        score=score,
        version=version,
    )


def list_spreading(tx: Tx) -> list[Row]:
    """New versions of which the sessions of the past have not been told yet."""
    return tx.all("select organisation_id, version, spread from risk_policies where spread is not null")


def mark_flags(tx: Tx, organisation_id: str, after: str, limit: int) -> str | None:
    """Mark the next flags after an id; the last id of them, None when there were none."""
    last = tx.one(
        """select max(id) as id from (
             select id from flags where organisation_id = :org and id > :after order by id limit :limit) taken""",
        org=organisation_id,
        after=after,
        limit=limit,
    )
    if last is None or last["id"] is None:
        return None
    tx.run(
        "update flags set rescore = 1 where organisation_id = :org and id > :after and id <= :last",
        org=organisation_id,
        after=after,
        last=last["id"],
    )
    return str(last["id"])


def set_spread(tx: Tx, organisation_id: str, version: int, spread: str | None) -> None:
    tx.run(
        "update risk_policies set spread = :spread where organisation_id = :org and version = :version",
        org=organisation_id,
        version=version,
        spread=spread,
    )


def sessions_with_flags(tx: Tx, organisation_id: str, before: str, limit: int) -> list[Row]:
    """The newest sessions before an id that have a flag, with whom they are about."""
    return tx.all(
        """select s.id, s.created_at, s.mode, s.outcome, s.candidate_id, c.first_name, c.last_name,
             a.title as assessment_title
           from sessions s
             join assessments a on a.organisation_id = s.organisation_id and a.id = s.assessment_id
             join candidates c on c.organisation_id = s.organisation_id and c.id = s.candidate_id
           where s.organisation_id = :org and s.id < :before and s.flag_count > 0 and s.erased_at is null
           order by s.id desc limit :limit""",
        org=organisation_id,
        before=before,
        limit=limit,
    )


def counted_between(tx: Tx, organisation_id: str, first: str, last: str, now: int) -> list[Row]:
    """`counted_flags` of all sessions from one id to another."""
    return tx.all(
        f"""select f.session_id, f.type, count(*) as flags, sum({_MINUTES}) as minutes
            from sessions s join flags f on f.session_id = s.id
            where s.organisation_id = :org and s.id >= :first and s.id <= :last and f.review <> 'dismissed'
            group by f.session_id, f.type""",  # noqa: S608
        org=organisation_id,
        first=first,
        last=last,
        now=now,
    )
