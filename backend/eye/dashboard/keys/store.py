"""The reading queries of the pages about keys."""

from eye.db import Row, Tx

_SELECT = """select k.id, k.organisation_id, k.name, k.note, k.kind, k.mode, k.plain, k.shown, k.roles, k.ip_allowlist,
  k.created_at, k.created_by, k.last_used_at, k.last_used_from, k.expires_at, k.inactive_at, k.revoked_at,
  k.exposed_at, k.rotated_to, k.rotated_from, k.rotated_at, k.retires_at, coalesce(m.name, c.name) as maker,
  o.id as old_id, o.name as old_name, o.last_used_at as old_last_used_at, o.last_used_from as old_last_used_from,
  o.rotated_at as old_rotated_at, o.retires_at as old_retires_at, o.expires_at as old_expires_at,
  o.revoked_at as old_revoked_at, o.inactive_at as old_inactive_at
  from keys k
  left join members m on m.id = k.created_by and m.organisation_id = k.organisation_id
  left join keys c on c.id = k.created_by and c.organisation_id = k.organisation_id
  left join keys o on o.id = k.rotated_from and o.organisation_id = k.organisation_id and o.deleted_at is null"""
MOST = 200


def keys(tx: Tx, organisation_id: str) -> list[Row]:
    """The keys that were not deleted, newest first, with `maker` (a name) and the key each one replaced (`old_…`)."""
    return tx.all(
        f"{_SELECT} where k.organisation_id = :org and k.deleted_at is null order by k.id desc limit {MOST}",
        org=organisation_id,
    )


def key(tx: Tx, organisation_id: str, id: str) -> Row | None:
    """One of them."""
    return tx.one(
        f"{_SELECT} where k.organisation_id = :org and k.id = :id and k.deleted_at is null", org=organisation_id, id=id
    )
