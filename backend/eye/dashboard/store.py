"""The reading queries that pages of several folders share, each narrowed to an organisation."""

from eye.clock import SECOND
from eye.db import Row, Tx

SILENT = 30 * SECOND


def counts(tx: Tx, organisation_id: str, now: int) -> Row:
    """`running`, `lost` of them, `balance`, `held` and `low_credits`, what exists of each first step, `created_at`."""
    row = tx.one(
        """select
             (select count(*) from sessions where organisation_id = :org and ended_at is null) as running,
             (select count(*) from sessions where organisation_id = :org and ended_at is null
                and last_seen < :silent) as lost,
             (select count(*) from domains where organisation_id = :org) as domains,
             (select count(*) from assessments where organisation_id = :org and archived_at is null) as assessments,
             coalesce((select balance from wallets where organisation_id = :org), 0) as balance,
             coalesce((select held from wallets where organisation_id = :org), 0) as held,
             coalesce((select low_credits from organisations where id = :org), 0) as low_credits,
             coalesce((select key_limit from organisations where id = :org), 0) as key_limit,
             coalesce((select domain_limit from organisations where id = :org), 0) as domain_limit,
             coalesce((select created_at from organisations where id = :org), 0) as created_at""",
        org=organisation_id,
        silent=now - SILENT,
    )
    assert row is not None  # noqa: S101 - a select without from has one row
    return row


def domains(tx: Tx, organisation_id: str) -> list[Row]:
    """Each registered domain with the number of sessions that run on it."""
    return tx.all(
        """select d.id, d.name, d.entry, d.created_at, d.last_seen_at, count(s.id) as running
           from domains d left join sessions s
             on s.organisation_id = d.organisation_id and s.domain_id = d.id and s.ended_at is null
           where d.organisation_id = :org
           group by d.id, d.name, d.entry, d.created_at, d.last_seen_at order by d.id""",
        org=organisation_id,
    )


def assessments(tx: Tx, organisation_id: str, archived: bool = False) -> list[Row]:
    """Each assessment in use, or each archived one, with how many of its sessions run, newest first."""
    return tx.all(
        """select a.id, a.title, a.duration_ms, a.attempts, a.opens_at, a.closes_at, a.created_at, a.archived_at,
             count(s.id) as running
           from assessments a left join sessions s
             on s.organisation_id = a.organisation_id and s.assessment_id = a.id and s.ended_at is null
           where a.organisation_id = :org and (a.archived_at is not null) = (:archived = 1)
           group by a.organisation_id, a.id, a.title, a.duration_ms, a.attempts, a.opens_at, a.closes_at,
             a.created_at, a.archived_at
           order by a.created_at desc, a.id limit 200""",
        org=organisation_id,
        archived=int(archived),
    )
