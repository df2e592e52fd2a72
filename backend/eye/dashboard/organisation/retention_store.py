"""The reading queries of the page about retention."""

from eye.db import Row, Tx


def policies(tx: Tx, organisation_id: str) -> list[Row]:
    """The assessments with their policy, those in use first."""
    return tx.all(
        """select id, title, policy, archived_at from assessments where organisation_id = :org
           order by archived_at is not null, created_at desc, id limit 200""",
        org=organisation_id,
    )


def due_next(tx: Tx, organisation_id: str, limit: int) -> list[Row]:
    """The sessions whose evidence is erased next."""
    return tx.all(
        """select s.id, s.erase_at, s.ended_at, s.candidate_id, c.first_name, c.last_name, a.title as assessment_title
           from sessions s
             join assessments a on a.organisation_id = s.organisation_id and a.id = s.assessment_id
             join candidates c on c.organisation_id = s.organisation_id and c.id = s.candidate_id
           where s.organisation_id = :org and s.erase_at > 0 and s.erased_at is null
           order by s.erase_at limit :limit""",
        org=organisation_id,
        limit=limit,
    )


def receipts(tx: Tx, organisation_id: str, limit: int) -> list[Row]:
    """What was erased, newest first, as the audit log has it: `data` counts the rows of each kind."""
    return tx.all(
        """select id, subject, data, at from audit
           where organisation_id = :org and act = 'session.erase' order by id desc limit :limit""",
        org=organisation_id,
        limit=limit,
    )
