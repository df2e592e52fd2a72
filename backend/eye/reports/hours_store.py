"""SQL that counts sessions, flags and charges by the hour. Ids carry the time of their making, so an hour of rows is a
range of ids: no index is needed but those that are there."""

from eye.clock import HOUR, lowest_id
from eye.db import Row, Tx


def hold(tx: Tx) -> int:
    """Lock the count; everything before this hour is counted."""
    row = tx.one(
        """insert into hours_counted as h (one, until) values (1, 0)
           on conflict (one) do update set until = h.until returning until"""
    )
    return int(row["until"]) if row else 0


def counted_until(tx: Tx) -> int:
    row = tx.one("select until from hours_counted where one = 1")
    return int(row["until"]) if row else 0


def set_until(tx: Tx, hour: int) -> None:
    tx.run("update hours_counted set until = :hour where one = 1", hour=hour)


def first_after(tx: Tx, at: int) -> str | None:
    """The id of the first row of those that are counted, at or after a time."""
    rows = tx.all(
        """select min(id) as id from sessions where id >= :ses
           union all select min(id) as id from flags where id >= :flg
           union all select min(id) as id from ledger where id >= :led""",
        **_bounds(at),
    )
    ids = [row["id"] for row in rows if row["id"] is not None]
    return min(ids, key=lambda id: id.rpartition("_")[2], default=None)


_COUNTS = {
    "sessions": "select organisation_id, :hour, count(*) from sessions where id >= :from and id < :to",
    "flags": "select organisation_id, :hour, count(*) from flags where id >= :from and id < :to",
    "credits": """select organisation_id, :hour, cast(-sum(credits) as bigint) from ledger
                  where id >= :from and id < :to and kind = 'charge'""",
}
_PREFIXES = {"sessions": "ses", "flags": "flg", "credits": "led"}


def count(tx: Tx, hour: int) -> None:
    """Count one hour of every organisation."""
    for what, rows in _COUNTS.items():
        prefix = _PREFIXES[what]
        tx.run(
            f"""insert into hours (organisation_id, hour, {what}) {rows} group by organisation_id
                on conflict (organisation_id, hour) do update set {what} = excluded.{what}""",
            **{"hour": hour, "from": lowest_id(prefix, hour * HOUR), "to": lowest_id(prefix, (hour + 1) * HOUR)},
        )


def counted(tx: Tx, organisation_id: str, since: int) -> list[Row]:
    """`day`, `sessions`, `flags`, `credits` of the hours that are counted, from the hour `since` on."""
    return tx.all(
        """select hour / 24 as day, cast(sum(sessions) as bigint) as sessions, cast(sum(flags) as bigint) as flags,
             cast(sum(credits) as bigint) as credits
           from hours where organisation_id = :org and hour >= :since group by hour / 24""",
        org=organisation_id,
        since=since,
    )


def uncounted(tx: Tx, organisation_id: str, since: int) -> list[Row]:
    """The same of the rows themselves, from a time on; a day may come several times.

    Lines of the ledger are found by the time in their id: by the organisation would be all that it ever had.
    """
    return tx.all(
        """select created_at / 86400000 as day, count(*) as sessions, 0 as flags, 0 as credits
             from sessions where organisation_id = :org and id >= :ses group by created_at / 86400000
           union all select created_at / 86400000 as day, 0 as sessions, count(*) as flags, 0 as credits
             from flags where organisation_id = :org and id >= :flg group by created_at / 86400000
           union all select at / 86400000 as day, 0 as sessions, 0 as flags, cast(-sum(credits) as bigint) as credits
             from ledger where organisation_id || '' = :org and id >= :led and kind = 'charge'
             group by at / 86400000""",
        org=organisation_id,
        **_bounds(since),
    )


def _bounds(at: int) -> dict[str, str]:
    return {prefix: lowest_id(prefix, at) for prefix in _PREFIXES.values()}
