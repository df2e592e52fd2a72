"""SQL on what is watched about keys: failed attempts by the minute, calls by the day, warnings that were mailed."""

from eye.clock import DAY, MINUTE
from eye.db import Row, Tx


def add_failed(tx: Tx, organisation_id: str, key_id: str, count: int, now: int) -> None:
    tx.run(
        """insert into failed_attempts as f (organisation_id, key_id, minute, count)
           values (:organisation_id, :key_id, :minute, :count)
           on conflict (organisation_id, key_id, minute) do update set count = f.count + excluded.count""",
        organisation_id=organisation_id,
        key_id=key_id,
        minute=now // MINUTE,
        count=count,
    )


def add_calls(tx: Tx, organisation_id: str, key_id: str, count: int, now: int) -> None:
    tx.run(
        """insert into key_calls as c (organisation_id, key_id, day, count)
           values (:organisation_id, :key_id, :day, :count)
           on conflict (organisation_id, key_id, day) do update set count = c.count + excluded.count""",
        organisation_id=organisation_id,
        key_id=key_id,
        day=now // DAY,
        count=count,
    )


def calls(tx: Tx, organisation_id: str, key_id: str, since_day: int) -> list[Row]:
    return tx.all(
        """select day, count from key_calls
           where organisation_id = :organisation_id and key_id = :key_id and day >= :since order by day""",
        organisation_id=organisation_id,
        key_id=key_id,
        since=since_day,
    )


def failed_attempts(tx: Tx, organisation_id: str, since: int) -> list[Row]:
    """`key_id`, `minute`, `count`, the oldest first; `since` in milliseconds UTC."""
    return tx.all(
        """select key_id, minute, count from failed_attempts
           where organisation_id = :organisation_id and minute >= :since order by key_id, minute""",
        organisation_id=organisation_id,
        since=since // MINUTE,
    )


def watched_keys(tx: Tx, organisation_id: str, now: int) -> list[Row]:
    """The keys that may give reason for an alert: those that were neither revoked nor deleted and have not expired."""
    return tx.all(
        """select id, name, kind, mode, shown, created_at, last_used_at, expires_at, inactive_at, exposed_at, rotated_to
           from keys where organisation_id = :organisation_id and deleted_at is null and revoked_at is null
             and (expires_at is null or expires_at > :now) order by id""",
        organisation_id=organisation_id,
        now=now,
    )


def organisations_to_look_at(tx: Tx, old: int, since: int) -> list[str]:
    """Those with a key that was exposed, or made before `old`, or refused since `since` (milliseconds UTC)."""
    rows = tx.all(
        """select distinct organisation_id as id from keys
             where deleted_at is null and revoked_at is null and (exposed_at is not null or created_at <= :old)
           union select distinct organisation_id as id from failed_attempts where minute >= :since""",
        old=old,
        since=since // MINUTE,
    )
    return [row["id"] for row in rows]


def claim_warning(tx: Tx, organisation_id: str, key_id: str, kind: str, since: int, now: int) -> bool:
    """True for the one process that may mail it."""
    return bool(
        tx.run(
            """insert into key_warnings (organisation_id, key_id, kind, since, at)
               values (:organisation_id, :key_id, :kind, :since, :now) on conflict do nothing""",
            organisation_id=organisation_id,
            key_id=key_id,
            kind=kind,
            since=since,
            now=now,
        )
    )


def release_warning(tx: Tx, organisation_id: str, key_id: str, kind: str, since: int) -> None:
    """It could not be mailed: let the next round try again."""
    tx.run(
        """delete from key_warnings
           where organisation_id = :organisation_id and key_id = :key_id and kind = :kind and since = :since""",
        organisation_id=organisation_id,
        key_id=key_id,
        kind=kind,
        since=since,
    )


def forget_failed(tx: Tx, before: int) -> int:
    """Delete the failed attempts of more than a week ago (`before` in milliseconds UTC)."""
    return tx.run("delete from failed_attempts where minute < :before", before=before // MINUTE)
