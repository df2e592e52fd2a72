"""SQL on starts by the hour: with which key, from which origin, how they were identified.

`reports.hours` counts the hours that are over. What began since then is read from the sessions themselves.
"""

from eye.clock import HOUR, lowest_id
from eye.db import Row, Tx

_CELL = "organisation_id, hour, key_id, origin, identity"


def count(tx: Tx, hour: int) -> None:
    """Count one hour of every organisation; the caller has locked the count."""
    tx.run(
        f"""insert into start_hours ({_CELL}, sessions)
            select organisation_id, :hour, key_id, origin, identity, count(*) from sessions
            where id >= :from and id < :to group by organisation_id, key_id, origin, identity
            on conflict ({_CELL}) do update set sessions = excluded.sessions""",  # noqa: S608
        **{"hour": hour, "from": lowest_id("ses", hour * HOUR), "to": lowest_id("ses", (hour + 1) * HOUR)},
    )


# Of one organisation from the hour `:first` on; a cell may come several times.
_STARTS = """(select hour, key_id, origin, identity, sessions from start_hours
    where organisation_id = :org and hour >= :first
  union all
  select created_at / 3600000, key_id, origin, identity, 1 from sessions
    where organisation_id = :org and id >= :uncounted)"""


def by_origin(tx: Tx, organisation_id: str, first: int, limit: int) -> list[Row]:
    """`origin`, `key_name`, `starts`, `signed`, `unsigned` and `invalid` since the hour `first`, the busiest first."""
    each = ", ".join(
        f"cast(sum(case when s.identity = '{one}' then s.sessions else 0 end) as bigint) as {one}"
        for one in ("signed", "unsigned", "invalid")
    )
    return tx.all(
        f"""select s.origin, s.key_id, k.name as key_name, cast(sum(s.sessions) as bigint) as starts, {each}
            from {_STARTS} s join keys k on k.id = s.key_id
            group by s.origin, s.key_id, k.name order by starts desc, s.origin, s.key_id limit :limit""",  # noqa: S608
        limit=limit,
        **_since(tx, organisation_id, first),
    )


def by_identity(tx: Tx, organisation_id: str, first: int) -> dict[str, int]:
    """How many starts there were of each standing that there was."""
    rows = tx.all(
        f"select identity, cast(sum(sessions) as bigint) as n from {_STARTS} s group by identity",  # noqa: S608
        **_since(tx, organisation_id, first),
    )
    return {row["identity"]: row["n"] for row in rows}


def of_key(tx: Tx, organisation_id: str, key_id: str, first: int) -> dict[int, int]:
    """How many sessions a key started on each day (since 1970, UTC) on which there were any."""
    rows = tx.all(
        f"""select hour / 24 as day, cast(sum(sessions) as bigint) as n from {_STARTS} s
            where key_id = :key group by hour / 24""",  # noqa: S608
        key=key_id,
        **_since(tx, organisation_id, first),
    )
    return {row["day"]: row["n"] for row in rows}


def _since(tx: Tx, organisation_id: str, first: int) -> dict[str, str | int]:
    row = tx.one("select until from hours_counted where one = 1")
    until = max(first, row["until"] if row else 0)
    return {"org": organisation_id, "first": first, "uncounted": lowest_id("ses", until * HOUR)}
