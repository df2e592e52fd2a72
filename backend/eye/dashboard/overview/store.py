"""The reading queries behind the first steps of an organisation."""

from eye.db import Tx


def has_started(tx: Tx, organisation_id: str) -> bool:
    """Whether any session of the organisation has ever been opened."""
    sql = "select id from sessions where organisation_id = :org order by id limit 1"
    return tx.one(sql, org=organisation_id) is not None


def tag_was_seen(tx: Tx, organisation_id: str) -> bool:
    """Whether any page has ever asked to start with a key of the organisation, accepted or not."""
    row = tx.one(
        """select 1 as found from keys
             where organisation_id = :org and last_used_at is not null and kind = 'publishable'
           union all select 1 as found from refused_starts
             where organisation_id = :org and code not in ('ip_not_allowed', 'permission_missing') limit 1""",
        org=organisation_id,
    )
    return row is not None or has_started(tx, organisation_id)
