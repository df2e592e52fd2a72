"""SQL on API keys."""

from eye.clock import HOUR, MINUTE
from eye.db import Row, Tx
from eye.http.refused_starts import Count, RefusedStart

_COLUMNS = """id, organisation_id, name, note, kind, mode, plain, shown, roles, ip_allowlist, created_at, created_by,
  last_used_at, last_used_from, expires_at, inactive_at, revoked_at, deleted_at, exposed_at, rotated_to, rotated_from,
  rotated_at, retires_at"""


STANDING = """k.id, k.organisation_id, k.kind, k.mode, k.roles, k.ip_allowlist, k.last_used_at, k.expires_at,
  k.inactive_at, k.revoked_at, k.deleted_at, k.rotated_to, k.rotated_at, o.suspended_at, o.identity,
  o.meter, o.price, o.price_version"""
_BY_KEY = f"select {STANDING} from keys k join organisations o on o.id = k.organisation_id"  # noqa: S608


def find_by_hash(tx: Tx, hash: str) -> Row | None:
    """The key with its organisation's standing: what every check of a key needs, in one query."""
    return tx.one(f"{_BY_KEY} where k.hash = :hash", hash=hash)


def find_standing(tx: Tx, id: str) -> Row | None:
    """The same for a key that a token names."""
    return tx.one(f"{_BY_KEY} where k.id = :id", id=id)


def find(tx: Tx, organisation_id: str, id: str) -> Row | None:
    return tx.one(
        f"""select {_COLUMNS} from keys
            where organisation_id = :organisation_id and id = :id and deleted_at is null""",  # noqa: S608
        organisation_id=organisation_id,
        id=id,
    )


def list_keys(tx: Tx, organisation_id: str, before: str, limit: int) -> list[Row]:
    """Newest first; `before` is the last id of the page before, or `~` to begin."""
    return tx.all(
        f"""select {_COLUMNS} from keys
            where organisation_id = :organisation_id and deleted_at is null and id < :before
            order by id desc limit :limit""",  # noqa: S608
        organisation_id=organisation_id,
        before=before,
        limit=limit,
    )


def count_active(tx: Tx, organisation_id: str, now: int) -> int:
    """How many of the plan's keys are in use: neither revoked nor deleted nor expired, inactive ones included.

    During a rotation the new key counts and the old one does not, so that one is possible at the limit;
    if the new one ends first, the old one counts again.
    """
    row = tx.one(
        """select count(*) as n from keys k where k.organisation_id = :organisation_id and k.deleted_at is null
             and k.revoked_at is null and (k.expires_at is null or k.expires_at > :now)
             and not exists (select 1 from keys s where s.id = k.rotated_to and s.deleted_at is null
               and s.revoked_at is null and (s.expires_at is null or s.expires_at > :now))""",
        organisation_id=organisation_id,
        now=now,
    )
    return int(row["n"]) if row else 0


def insert(tx: Tx, row: Row) -> None:
    tx.run(
        """insert into keys (id, organisation_id, name, note, kind, mode, hash, plain, shown, roles, ip_allowlist,
             created_at, created_by, expires_at, rotated_from)
           values (:id, :organisation_id, :name, :note, :kind, :mode, :hash, :plain, :shown, :roles, :ip_allowlist,
             :created_at, :created_by, :expires_at, :rotated_from)""",
        **row,
    )


def update(tx: Tx, organisation_id: str, id: str, row: Row) -> None:
    tx.run(
        """update keys set name = :name, note = :note, roles = :roles, expires_at = :expires_at,
             ip_allowlist = :ip_allowlist where organisation_id = :organisation_id and id = :id""",
        organisation_id=organisation_id,
        id=id,
        **row,
    )


def set_inactive(tx: Tx, organisation_id: str, id: str, at: int | None) -> bool:
    """False when it was so before. `at` is None to let it work again."""
    return bool(
        tx.run(
            f"""update keys set inactive_at = :at where organisation_id = :organisation_id and id = :id
                and inactive_at is {"not null" if at is None else "null"}""",  # noqa: S608
            organisation_id=organisation_id,
            id=id,
            at=at,
        )
    )


def set_rotated(tx: Tx, organisation_id: str, id: str, rotated_to: str, retires_at: int, now: int) -> None:
    tx.run(
        """update keys set rotated_to = :rotated_to, rotated_at = :now, retires_at = :retires_at,
             expires_at = :retires_at where organisation_id = :organisation_id and id = :id""",
        organisation_id=organisation_id,
        id=id,
        rotated_to=rotated_to,
        retires_at=retires_at,
        now=now,
    )


def set_revoked(tx: Tx, organisation_id: str, id: str, now: int) -> bool:
    """False when it was revoked before."""
    return bool(
        tx.run(
            """update keys set revoked_at = :now
               where organisation_id = :organisation_id and id = :id and revoked_at is null""",
            organisation_id=organisation_id,
            id=id,
            now=now,
        )
    )


def set_deleted(tx: Tx, organisation_id: str, id: str, now: int) -> bool:
    return bool(
        tx.run(
            """update keys set deleted_at = :now, revoked_at = coalesce(revoked_at, :now)
               where organisation_id = :organisation_id and id = :id and deleted_at is null""",
            organisation_id=organisation_id,
            id=id,
            now=now,
        )
    )


def touch(tx: Tx, id: str, used_from: str, now: int) -> None:
    """Note the use, at most once a minute: a busy key must not become a busy row. See `check.unnoted`."""
    tx.run(
        """update keys set last_used_at = :now, last_used_from = :used_from
           where id = :id and (last_used_at is null or last_used_at <= :limit or last_used_at <= rotated_at)""",
        id=id,
        now=now,
        used_from=used_from,
        limit=now - MINUTE,
    )


def set_exposed(tx: Tx, id: str, now: int) -> bool:
    """True the first time."""
    return bool(tx.run("update keys set exposed_at = :now where id = :id and exposed_at is null", id=id, now=now))


def hold(tx: Tx, id: str) -> None:
    """Lock a key until the end of this write."""
    tx.run("update keys set name = name where id = :id", id=id)


def add_refused_start(tx: Tx, subject: RefusedStart, count: Count) -> None:
    tx.run(
        """insert into refused_starts as r (organisation_id, key_id, code, origin, hour, count, last_at)
           values (:organisation_id, :key_id, :code, :origin, :hour, :count, :last_at)
           on conflict (organisation_id, key_id, hour, code, origin)
           do update set count = r.count + excluded.count,
             last_at = case when r.last_at > excluded.last_at then r.last_at else excluded.last_at end""",
        organisation_id=subject.organisation_id,
        key_id=subject.key_id,
        code=subject.code,
        origin=subject.origin,
        hour=subject.hour,
        count=count.count,
        last_at=count.last_at,
    )


def refused_origins(tx: Tx, key_id: str, from_hour: int, to_hour: int) -> set[str]:
    """The origins that are told apart for a key in the hours from `from_hour` to before `to_hour`."""
    rows = tx.all(
        """select distinct r.origin from refused_starts r join keys k on k.organisation_id = r.organisation_id
           where k.id = :key_id and r.key_id = :key_id and r.hour >= :from_hour and r.hour < :to_hour""",
        key_id=key_id,
        from_hour=from_hour,
        to_hour=to_hour,
    )
    return {row["origin"] for row in rows}


def refused_starts(tx: Tx, organisation_id: str, key_id: str | None, since: int, most: int = 200) -> list[Row]:
    """Refused starts of the organisation or of one key since then, most recent first.

    Each row has `key_id`, `key_name` (None once the key is gone), `code`, `origin` (empty: none was sent; `other`: one
    of too many), `count` and `last_at`. A refusal is seen here a few seconds later.
    """
    return tx.all(
        """select r.key_id, k.name as key_name, r.code, r.origin, sum(r.count) as count, max(r.last_at) as last_at
           from refused_starts r left join keys k on k.id = r.key_id and k.organisation_id = r.organisation_id
           where r.organisation_id = :organisation_id and (:key_id = '' or r.key_id = :key_id) and r.hour >= :hour
           group by r.key_id, k.name, r.code, r.origin order by last_at desc, r.code, r.origin limit :most""",
        organisation_id=organisation_id,
        key_id=key_id or "",
        hour=since // HOUR,
        most=most,
    )


def delete_refused_starts(tx: Tx, before_hour: int, most: int) -> int:
    return tx.run(
        """delete from refused_starts where (organisation_id, key_id, hour, code, origin) in
             (select organisation_id, key_id, hour, code, origin from refused_starts
              where hour < :before order by hour limit :most)""",
        before=before_hour,
        most=most,
    )


def denials(tx: Tx, organisation_id: str, key_id: str, since_day: int) -> list[Row]:
    """What was refused under a key: `day` (since 1970), `code`, `origin`, `count`, `last_at`, the newest first.

    `origin` is the address for calls of servers; empty where none was sent, `other` for one of too many.
    """
    return tx.all(
        """select hour / 24 as day, code, origin, cast(sum(count) as bigint) as count, max(last_at) as last_at
           from refused_starts where organisation_id = :organisation_id and key_id = :key_id and hour >= :since
           group by hour / 24, code, origin order by day desc, count desc, code, origin""",
        organisation_id=organisation_id,
        key_id=key_id,
        since=since_day * 24,
    )
