"""The query of the list of candidates."""

from eye.assessments.find import found
from eye.db import Row, Tx


def candidates(tx: Tx, organisation_id: str, find: str, after: str, limit: int) -> list[Row]:
    """By id, after the last one of the page before; with `find` those whose id, name or email begins so.

    `sessions` is how many each took, `last_at` when the newest began.
    """
    where, values, id = "", dict[str, str](), "c.id"
    if find:
        ids, values = found(find)
        where, id = f" and c.id in ({ids})", "c.id || ''"  # as an expression it is not read in its order
    # Sessions are counted of those alone that are shown.
    return tx.all(
        f"""select c.id, c.first_name, c.last_name, c.email, c.created_at,
              (select count(*) from sessions s where s.organisation_id = :org and s.candidate_id = c.id
                and s.created_at > 0) as sessions,
              (select max(s.created_at) from sessions s where s.organisation_id = :org and s.candidate_id = c.id
                and s.created_at > 0) as last_at
            from (
              select c.id from candidates c
              where c.organisation_id = :org and c.erased_at is null and {id} > :after{where}
              order by {id} limit :limit) listed
            cross join candidates c where c.organisation_id = :org and c.id = listed.id order by {id}""",  # noqa: S608
        org=organisation_id,
        after=after,
        limit=limit,
        **values,
    )
