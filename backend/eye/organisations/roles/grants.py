"""What roles give, read from the database at each request; and that nobody hands out what they lack."""

from collections.abc import Iterable

from eye.db import Tx
from eye.errors import Refusal
from eye.organisations.permissions import ROLES
from eye.organisations.principal import Principal
from eye.organisations.roles import store as role_store

SYSTEM = "system"


def effective_permissions(tx: Tx, organisation_id: str, roles: Iterable[str]) -> frozenset[str]:
    """The union of what the roles give (names of built-in ones, ids of others). One that does not exist gives none."""
    wanted = set(roles)
    custom = role_store.custom_roles(tx, organisation_id) if wanted - ROLES.keys() else []
    held = [ROLES[role] for role in wanted & ROLES.keys()]
    return frozenset[str]().union(*held, *(role.permissions for role in custom if role.id in wanted))


def authority(tx: Tx, principal: Principal) -> frozenset[str]:
    """What the principal may do now. Ask under the lock: its roles may have changed since the request began."""
    if principal.actor == SYSTEM:
        return principal.permissions
    find = role_store.roles_of_key if principal.actor.startswith("key_") else role_store.roles_of_member
    roles = find(tx, principal.organisation_id, principal.actor)
    return principal.permissions & effective_permissions(tx, principal.organisation_id, roles)


def beyond(granted: frozenset[str], wanted: frozenset[str], what: str) -> Refusal | None:
    """`permission_missing`, naming the first of `wanted` that is not `granted`; `what` is what cannot be done."""
    if wanted <= granted:
        return None
    first = min(wanted - granted)
    return Refusal(
        "permission_missing", f"You lack the permission {first}, so you cannot {what}.", {"permission": first}
    )


def unknown_role(tx: Tx, organisation_id: str, roles: Iterable[str]) -> Refusal | None:
    """`param_invalid` for the first role that the organisation does not have."""
    custom = {role.id for role in role_store.custom_roles(tx, organisation_id)}
    for role in roles:
        if role not in ROLES and role not in custom:
            names = ", ".join(ROLES)
            detail = f"roles has {role[:40]!r}; give some of {names}, or ids of GET /v1/roles."
            return Refusal("param_invalid", detail, {"field": "roles"})
    return None
