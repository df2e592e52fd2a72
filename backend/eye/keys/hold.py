"""How every change of a key begins: the organisation locked, what its actor may do read under the lock, the key found.

Nobody widens what a key can do beyond what they can do themselves.
"""

from dataclasses import dataclass

import msgspec

from eye.db import Row, Tx
from eye.errors import Refusal
from eye.keys import store
from eye.keys.model import status
from eye.organisations import store as organisations
from eye.organisations.principal import Principal
from eye.organisations.roles.grants import authority, beyond, effective_permissions

UPDATE, DELETE = "api.key.update", "api.key.delete"


@dataclass(frozen=True, slots=True)
class Held:
    """A key that was not deleted, and what the principal may do now."""

    row: Row
    granted: frozenset[str]


def hold_key(tx: Tx, principal: Principal, id: str, permission: str, verb: str) -> Held | Refusal:
    """`verb` completes "so you cannot … keys"."""
    organisations.lock(tx, principal.organisation_id)
    row = store.find(tx, principal.organisation_id, id)
    if row is None:
        return Refusal("not_found", "There is no such key.")
    granted = authority(tx, principal)
    return beyond(granted, frozenset({permission}), f"{verb} keys") or Held(row, granted)


def beyond_key(tx: Tx, held: Held, verb: str) -> Refusal | None:
    """`permission_missing` when the key can do more than the principal."""
    roles = roles_of(held.row)
    given = effective_permissions(tx, held.row["organisation_id"], roles)
    return beyond(held.granted, given, f"{verb} a key that has it")


def not_active(row: Row, now: int) -> Refusal | None:
    """`key_not_active` for a key that was revoked or has expired: its end is final."""
    found = status(row, now)
    if found in ("active", "inactive"):
        return None
    how = "was revoked" if found == "revoked" else "has expired"
    return Refusal("key_not_active", f"This key {how}; that is final. Create a new one.", {"keyId": row["id"]})


def roles_of(row: Row) -> tuple[str, ...]:
    return tuple(msgspec.json.decode(row["roles"], type=list[str]))


def addresses_of(row: Row) -> tuple[str, ...]:
    return tuple(msgspec.json.decode(row["ip_allowlist"], type=list[str]))


def found_again(tx: Tx, organisation_id: str, id: str) -> Row:
    row = store.find(tx, organisation_id, id)
    assert row is not None  # noqa: S101 - held or inserted in this transaction
    return row
