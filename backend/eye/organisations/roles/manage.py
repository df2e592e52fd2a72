"""Creates, changes and deletes the roles of an organisation. Nobody puts a permission into a role that they lack.

A role names permissions, never another role: there is nothing that could go round in circles.
"""

from dataclasses import dataclass, replace

from eye.clock import new_id
from eye.db import Tx
from eye.errors import Refusal
from eye.organisations import store
from eye.organisations.audit import log as audit
from eye.organisations.permissions import FREE, ROLES
from eye.organisations.principal import Principal
from eye.organisations.roles import store as role_store
from eye.organisations.roles.grants import authority, beyond
from eye.organisations.roles.store import Role

MOST = 50
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class NewRole:
    """What somebody wants a role to be."""

    name: str
    permissions: frozenset[str]


def create_role(tx: Tx, principal: Principal, wanted: NewRole, now: int) -> Role | Refusal:
    """The new role; its `id` is what members and keys name."""
    organisation_id = principal.organisation_id
    store.lock(tx, organisation_id)
    role = Role(new_id("rol", now), wanted.name, wanted.permissions, now)
    granted = authority(tx, principal)
    refusal = (
        beyond(granted, frozenset({"role.create"}), "create roles")
        or beyond(granted, wanted.permissions, "put it into a role")
        or _why_not(tx, organisation_id, role)
    )
    if refusal is not None:
        return refusal
    role_store.insert_role(tx, organisation_id, role)
    audit.record(tx, organisation_id, principal.actor, "role.create", role.id, _facts(role), now)
    return role


def update_role(tx: Tx, principal: Principal, id: str, wanted: NewRole, seen: str | None, now: int) -> Role | Refusal:
    """`seen` is the `version` that was shown to whoever decided, None if unknown."""
    organisation_id = principal.organisation_id
    store.lock(tx, organisation_id)
    before = role_store.find_custom(tx, organisation_id, id)
    if before is None:
        return _unknown()
    after = replace(before, name=wanted.name, permissions=wanted.permissions)
    refusal = (
        _beyond_role(tx, principal, "role.update", "change", before)
        or beyond(authority(tx, principal), after.permissions, "put it into a role")
        or (_changed_meanwhile() if seen not in (None, version(before)) else None)
        or _why_not(tx, organisation_id, after)
    )
    if refusal is not None:
        return refusal
    if after != before:
        role_store.update_role(tx, organisation_id, after)
        data = audit.changed(_facts(before), _facts(after))
        audit.record(tx, organisation_id, principal.actor, "role.update", id, data, now)
    return after


def delete_role(tx: Tx, principal: Principal, id: str, now: int) -> Refusal | None:
    """A refusal of `role_in_use` says by whom: `members` and `keys` are their ids."""
    organisation_id = principal.organisation_id
    store.lock(tx, organisation_id)
    role = role_store.find_custom(tx, organisation_id, id)
    if role is None:
        return _unknown()
    refusal = _beyond_role(tx, principal, "role.delete", "delete", role) or _in_use(tx, organisation_id, id)
    if refusal is not None:
        return refusal
    role_store.delete_role(tx, organisation_id, id)
    audit.record(tx, organisation_id, principal.actor, "role.delete", id, _facts(role), now)
    return None


def version(role: Role) -> str:
    """Differs when the role does: a form that was filled in from an older one is not taken."""
    return role_store.as_json([role.name, *role.permissions])


def _beyond_role(tx: Tx, principal: Principal, permission: str, verb: str, role: Role) -> Refusal | None:
    granted = authority(tx, principal)
    return beyond(granted, frozenset({permission}), f"{verb} roles") or beyond(
        granted, role.permissions, f"{verb} a role that has it"
    )


def _why_not(tx: Tx, organisation_id: str, role: Role) -> Refusal | None:
    others = [other for other in role_store.custom_roles(tx, organisation_id) if other.id != role.id]
    if not 1 <= len(role.name) <= LONGEST_NAME:
        return Refusal("param_missing", f"Give it a name of 1 to {LONGEST_NAME} characters.", {"field": "name"})
    if not role.permissions:
        return Refusal("param_invalid", "A role needs at least one permission.", {"field": "permissions"})
    if role.permissions - FREE:
        detail = f"{min(role.permissions - FREE)} cannot be part of such a role."
        return Refusal("param_invalid", detail, {"field": "permissions"})
    if role.name.casefold() in {name.casefold() for name in (*ROLES, *(other.name for other in others))}:
        return Refusal("role_duplicate", "Another role has this name already.", {"field": "name"})
    if len(others) >= MOST:
        return Refusal("role_limit_reached", f"An organisation can have {MOST} roles of its own; delete one first.")
    return None


def _in_use(tx: Tx, organisation_id: str, id: str) -> Refusal | None:
    members = role_store.members_with(tx, organisation_id, id)
    keys = role_store.keys_with(tx, organisation_id, id)
    if not members and not keys:
        return None
    detail = f"{len(members)} members and {len(keys)} API keys have this role; give them another one first."
    return Refusal(
        "role_in_use", detail, {"members": [row["id"] for row in members], "keys": [row["id"] for row in keys]}
    )


def _unknown() -> Refusal:
    return Refusal("not_found", "There is no such role.")


def _changed_meanwhile() -> Refusal:
    return Refusal("changed_meanwhile", "Somebody else has changed this role; look at it again before you do.")


def _facts(role: Role) -> dict[str, object]:
    return {"name": role.name, "permissions": sorted(role.permissions)}
