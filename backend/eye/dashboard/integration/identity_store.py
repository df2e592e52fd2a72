"""How the sessions of the last days were identified, and where those came from."""

from eye.db import Row, Tx


def by_origin(tx: Tx, organisation_id: str, first_id: str, limit: int) -> list[Row]:
    """`origin`, `key_name`, `signed`, `unsigned` and `invalid`, the most busy first; ids sort by time of making."""
    return tx.all(
        """select s.origin, s.key_id, k.name as key_name, count(*) as starts,
             sum(case when s.identity = 'signed' then 1 else 0 end) as signed,
             sum(case when s.identity = 'unsigned' then 1 else 0 end) as unsigned,
             sum(case when s.identity = 'invalid' then 1 else 0 end) as invalid
           from sessions s join keys k on k.id = s.key_id
           where s.organisation_id = :org and s.id >= :first
           group by s.origin, s.key_id, k.name order by starts desc, s.origin, s.key_id limit :limit""",
        org=organisation_id,
        first=first_id,
        limit=limit,
    )


def totals(tx: Tx, organisation_id: str, first_id: str) -> dict[str, int]:
    """How many sessions there are of each standing that there is."""
    rows = tx.all(
        """select identity, count(*) as n from sessions
           where organisation_id = :org and id >= :first group by identity""",
        org=organisation_id,
        first=first_id,
    )
    return {row["identity"]: row["n"] for row in rows}
