"""SQL on API keys."""

from eye.clock import DAY, MINUTE
from eye.db import Row, Tx

_COLUMNS = """id, organisation_id, name, note, kind, mode, plain, shown, roles, ip_allowlist, created_at, created_by,
  last_used_at, last_used_from, expires_at, inactive_at, revoked_at, deleted_at, exposed_at"""


def find_by_hash(tx: Tx, hash: str) -> Row | None:
    """The key with its organisation's standing: what every check of a key needs, in one query."""
    return tx.one(
        """select k.id, k.organisation_id, k.kind, k.mode, k.roles, k.ip_allowlist, k.last_used_at, k.expires_at,
             k.inactive_at, k.revoked_at, k.deleted_at, o.suspended_at, o.identity
           from keys k join organisations o on o.id = k.organisation_id where k.hash = :hash""",
        hash=hash,
    )


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
    row = tx.one(
        """select count(*) as n from keys where organisation_id = :organisation_id and deleted_at is null
             and revoked_at is null and (expires_at is null or expires_at > :now)""",
        organisation_id=organisation_id,
        now=now,
    )
    return int(row["n"]) if row else 0


def insert(tx: Tx, row: Row) -> None:
    tx.run(
        """insert into keys (id, organisation_id, name, note, kind, mode, hash, plain, shown, roles, ip_allowlist,
             created_at, created_by, expires_at)
           values (:id, :organisation_id, :name, :note, :kind, :mode, :hash, :plain, :shown, :roles, :ip_allowlist,
             :created_at, :created_by, :expires_at)""",
        **row,
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
    """Note the use, at most once a minute: a busy key must not become a busy row."""
    tx.run(
        """update keys set last_used_at = :now, last_used_from = :used_from
           where id = :id and (last_used_at is null or last_used_at <= :limit)""",
        id=id,
        now=now,
        used_from=used_from,
        limit=now - MINUTE,
    )


def set_exposed(tx: Tx, id: str, now: int) -> bool:
    """True the first time."""
    return bool(tx.run("update keys set exposed_at = :now where id = :id and exposed_at is null", id=id, now=now))


def count_refused_start(tx: Tx, organisation_id: str, key_id: str, code: str, origin: str | None, now: int) -> None:
    tx.run(
        """insert into refused_starts as r (organisation_id, key_id, day, code, count, last_at, last_origin)
           values (:organisation_id, :key_id, :day, :code, 1, :now, :origin)
           on conflict (organisation_id, day, key_id, code)
           do update set count = r.count + 1, last_at = excluded.last_at, last_origin = excluded.last_origin""",
        organisation_id=organisation_id,
        key_id=key_id,
        day=now // DAY,
        code=code,
        now=now,
        origin=origin,
    )
