"""The query of the list of candidates."""

from eye.dashboard.sessions.store import contained
from eye.db import Row, Tx


def candidates(tx: Tx, organisation_id: str, find: str, after: str, limit: int) -> list[Row]:
    """By id, after the last one of the page before.

    `sessions` is how many each took, `last_at` when the newest began.
    """
    where, values = "", {}
    if find:
        where = """ and (lower(c.id) like :find escape '!' or lower(c.email) like :find escape '!'
          or lower(coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, '')) like :find escape '!')"""
        values["find"] = contained(find)
    return tx.all(
        f"""select c.id, c.first_name, c.last_name, c.email, c.created_at,
              (select count(*) from sessions s where s.organisation_id = :org and s.candidate_id = c.id
                and s.created_at > 0) as sessions,
              (select max(s.created_at) from sessions s where s.organisation_id = :org and s.candidate_id = c.id
                and s.created_at > 0) as last_at
            from candidates c
            where c.organisation_id = :org and c.erased_at is null and c.id > :after{where}
            order by c.id limit :limit""",  # noqa: S608
        org=organisation_id,
        after=after,
        limit=limit,
        **values,
    )
