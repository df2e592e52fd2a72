"""Replaces a key by a new one; for a while, the overlap, both work, so that nothing stops in between."""

from dataclasses import dataclass

from eye.clock import DAY, HOUR, MINUTE, iso
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.keys import store
from eye.keys.create import NewKey, add_key
from eye.keys.hold import UPDATE, Held, addresses_of, beyond_key, found_again, hold_key, not_active, roles_of
from eye.keys.model import KeyText, status
from eye.organisations.audit import log as audit
from eye.organisations.principal import Principal
from eye.outbox import tell

OVERLAPS = {0: "none", 15 * MINUTE: "15 minutes", HOUR: "1 hour", DAY: "24 hours", 7 * DAY: "7 days"}
DEFAULT_OVERLAP = DAY


@dataclass(frozen=True, slots=True)
class Rotation:
    """`overlap` is one of OVERLAPS, in milliseconds; `expires_at` is the new key's own, in milliseconds UTC."""

    overlap: int = DEFAULT_OVERLAP
    expires_at: int | None = None


@dataclass(frozen=True, slots=True)
class Rotated:
    """`key` is the new key itself, which is shown this once."""

    old: Row
    new: Row
    key: KeyText


def rotate_key(tx: Tx, principal: Principal, id: str, rotation: Rotation, pepper: str, now: int) -> Rotated | Refusal:
    """A new key with the same name, note, kind, mode, roles and IP list. The old one never outlives its own expiry.

    Possible at the limit of keys: a key whose successor works does not count (`store.count_active`).
    """
    held = hold_key(tx, principal, id, UPDATE, "rotate")
    if isinstance(held, Refusal):
        return held
    refusal = _why_not(tx, held, now)
    if refusal is not None:
        return refusal
    retires_at = min(now + rotation.overlap, held.row["expires_at"] or now + rotation.overlap)
    new_id, key = add_key(tx, principal.organisation_id, principal.actor, _same(held.row, rotation), pepper, now, id)
    store.set_rotated(tx, principal.organisation_id, id, new_id, retires_at, now)
    data = {"rotatedTo": new_id, "retiresAt": iso(retires_at)}
    audit.record(tx, principal.organisation_id, principal.actor, "api.key.rotate", id, data, now)
    told = {"keyId": id, **data}
    test = held.row["mode"] == "test"
    tell(tx, principal.organisation_id, "key.rotated", told, session_id=None, test=test, now=now)
    old, new = (found_again(tx, principal.organisation_id, one) for one in (id, new_id))
    return Rotated(old, new, key)


def _why_not(tx: Tx, held: Held, now: int) -> Refusal | None:
    return not_active(held.row, now) or _inactive(held.row) or _under_way(tx, held.row, now) or _beyond(tx, held)


def _beyond(tx: Tx, held: Held) -> Refusal | None:
    return beyond_key(tx, held, "rotate")


def _inactive(row: Row) -> Refusal | None:
    if row["inactive_at"] is None:
        return None
    return Refusal("key_not_active", "This key is inactive; reactivate it first, then rotate it.", {"keyId": row["id"]})


def _under_way(tx: Tx, row: Row, now: int) -> Refusal | None:
    """One rotation at a time: else each would leave one more key that works and does not count."""
    if row["rotated_to"] is not None:
        fields = {"keyId": row["id"], "rotatedTo": row["rotated_to"]}
        return Refusal("key_rotated", f"This key was replaced by {row['rotated_to']} already; rotate that one.", fields)
    old = store.find(tx, row["organisation_id"], row["rotated_from"] or "")
    if old is None or status(old, now) not in ("active", "inactive"):
        return None
    detail = f"The key before this one, {old['id']}, still works until {iso(old['expires_at'])}; revoke it first."
    return Refusal("key_rotated", detail, {"keyId": row["id"], "rotatedFrom": old["id"]})


def _same(row: Row, rotation: Rotation) -> NewKey:
    return NewKey(
        name=row["name"],
        kind=row["kind"],
        mode=row["mode"],
        note=row["note"],
        roles=roles_of(row),
        expires_at=rotation.expires_at,
        ip_allowlist=addresses_of(row),
    )
