"""SQL on the roles an organisation has made, and on who holds a role. Built-in roles are in `permissions.py`."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from eye.db import Row, Tx
from eye.organisations.permissions import FREE, ROLES


@dataclass(frozen=True, slots=True)
class Role:
    """`id` is what members and keys refer to it by: `rol_…`, or the name of a built-in one (`created_at` is None)."""

    id: str
    name: str
    permissions: frozenset[str]
    created_at: int | None = None

    @property
    def built_in(self) -> bool:
        return self.created_at is None


BUILT_IN = tuple(Role(name, name, permissions) for name, permissions in ROLES.items())


def custom_roles(tx: Tx, organisation_id: str) -> list[Role]:
    """The oldest first; there are at most `roles.MOST`."""
    rows = tx.all(
        "select id, name, permissions, created_at from roles where organisation_id = :org order by id",
        org=organisation_id,
    )
    return [_role(row) for row in rows]


def find_custom(tx: Tx, organisation_id: str, id: str) -> Role | None:
    row = tx.one(
        "select id, name, permissions, created_at from roles where organisation_id = :org and id = :id",
        org=organisation_id,
        id=id,
    )
    return _role(row) if row else None


def _role(row: Row) -> Role:
    # A permission that Eye no longer knows, or that no such role may hold, gives nothing.
    held = FREE & frozenset(msgspec.json.decode(row["permissions"], type=list[str]))
    return Role(row["id"], row["name"], held, row["created_at"])


def insert_role(tx: Tx, organisation_id: str, role: Role) -> None:
    tx.run(
        """insert into roles (organisation_id, id, name, permissions, created_at)
           values (:org, :id, :name, :permissions, :now)""",
        org=organisation_id,
        id=role.id,
        name=role.name,
        permissions=as_json(role.permissions),
        now=role.created_at,
    )


def update_role(tx: Tx, organisation_id: str, role: Role) -> None:
    tx.run(
        "update roles set name = :name, permissions = :permissions where organisation_id = :org and id = :id",
        org=organisation_id,
        id=role.id,
        name=role.name,
        permissions=as_json(role.permissions),
    )


def delete_role(tx: Tx, organisation_id: str, id: str) -> None:
    tx.run("delete from roles where organisation_id = :org and id = :id", org=organisation_id, id=id)


def as_json(texts: Iterable[str]) -> str:
    """A list as it is stored: sorted, so that the same set is always the same text."""
    return msgspec.json.encode(sorted(texts)).decode()


def members_with(tx: Tx, organisation_id: str, role_id: str) -> list[Row]:
    """`id`, `name` and `last_seen_at` of each member who holds the role."""
    return tx.all(
        """select id, name, last_seen_at from members
           where organisation_id = :org and roles like :pattern escape '!' order by id""",
        org=organisation_id,
        pattern=_pattern(role_id),
    )


def keys_with(tx: Tx, organisation_id: str, role_id: str) -> list[Row]:
    """`id` and `name` of each key that holds the role and was neither revoked nor deleted."""
    return tx.all(
        """select id, name from keys where organisation_id = :org and revoked_at is null and deleted_at is null
           and roles like :pattern escape '!' order by id""",
        org=organisation_id,
        pattern=_pattern(role_id),
    )


def _pattern(role_id: str) -> str:
    # Roles are stored as a JSON list of texts: with its quotes around it an id is no part of another one.
    escaped = role_id.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f'%"{escaped}"%'


def roles_of_member(tx: Tx, organisation_id: str, id: str) -> list[str]:
    row = tx.one("select roles from members where organisation_id = :org and id = :id", org=organisation_id, id=id)
    return msgspec.json.decode(row["roles"], type=list[str]) if row else []


def roles_of_key(tx: Tx, organisation_id: str, id: str) -> list[str]:
    """Empty for a key that was revoked, deleted or deactivated."""
    row = tx.one(
        """select roles from keys where organisation_id = :org and id = :id
           and revoked_at is null and deleted_at is null and inactive_at is null""",
        org=organisation_id,
        id=id,
    )
    return msgspec.json.decode(row["roles"], type=list[str]) if row else []
