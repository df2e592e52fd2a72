"""Changes what its owner may decide about a key: name, note, roles, expiry, IP list. The key itself stays the same."""

from dataclasses import dataclass
from typing import Any

import msgspec

from eye.clock import iso
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.keys import store
from eye.keys.hold import UPDATE, Held, addresses_of, beyond_key, found_again, hold_key, not_active, roles_of
from eye.organisations.audit import log as audit
from eye.organisations.principal import Principal
from eye.organisations.roles.grants import beyond, effective_permissions, unknown_role

HARMLESS = {"name", "note"}


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be changed, by the names below; what is not in `fields` stays.

    `name`, `note`: texts; `roles`, `ipAllowlist`: tuples; `expiresAt`: milliseconds UTC, or None for never.
    """

    fields: dict[str, Any]


def facts(row: Row) -> dict[str, Any]:
    """What can be changed of a key, as it is now."""
    return {
        "name": row["name"],
        "note": row["note"],
        "roles": roles_of(row),
        "expiresAt": row["expires_at"],
        "ipAllowlist": addresses_of(row),
    }


def edit_key(tx: Tx, principal: Principal, id: str, change: Change, now: int) -> Row | Refusal:
    """The key as it is afterwards."""
    held = hold_key(tx, principal, id, UPDATE, "change")
    if isinstance(held, Refusal):
        return held
    before = facts(held.row)
    after = before | change.fields
    changed = {name for name in after if after[name] != before[name]}
    refusal = _why_not(tx, held, after, changed, now)
    if refusal is not None:
        return refusal
    if changed:
        store.update(tx, principal.organisation_id, id, _columns(after))
        data = audit.changed(_shown(before), _shown(after))
        audit.record(tx, principal.organisation_id, principal.actor, "api.key.update", id, data, now)
    return found_again(tx, principal.organisation_id, id)


def _why_not(tx: Tx, held: Held, after: dict[str, Any], changed: set[str], now: int) -> Refusal | None:
    if changed <= HARMLESS:
        return None
    organisation_id = held.row["organisation_id"]
    given = effective_permissions(tx, organisation_id, after["roles"])
    return (
        not_active(held.row, now)
        or _wrong_kind(held.row, after)
        or unknown_role(tx, organisation_id, after["roles"])
        or beyond_key(tx, held, "change")
        or beyond(held.granted, given, "give it to a key")
        or _beyond_retirement(held.row, after["expiresAt"])
    )


def _wrong_kind(row: Row, after: dict[str, Any]) -> Refusal | None:
    if row["kind"] == "secret":
        return None
    for field, what in (("roles", "roles"), ("ipAllowlist", "an IP list")):
        if after[field]:
            detail = f"{field}: only secret keys have {what}; a publishable key only starts sessions."
            return Refusal("param_invalid", detail, {"field": field})
    return None


def _beyond_retirement(row: Row, expires_at: int | None) -> Refusal | None:
    """A key that was rotated ends with its overlap, at the latest."""
    ends = row["retires_at"]
    if ends is None or (expires_at is not None and expires_at <= ends):
        return None
    detail = f"This key was replaced and ends at {iso(ends)}; it can end sooner, not later."
    return Refusal("param_invalid", detail, {"field": "expiresAt"})


def _columns(after: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": after["name"],
        "note": after["note"],
        "roles": msgspec.json.encode(after["roles"]).decode(),
        "expires_at": after["expiresAt"],
        "ip_allowlist": msgspec.json.encode(after["ipAllowlist"]).decode(),
    }


def _shown(fields: dict[str, Any]) -> dict[str, Any]:
    return fields | {"expiresAt": iso(fields["expiresAt"])}
