"""SQL on the members of an organisation."""

from dataclasses import dataclass

import msgspec

from eye.db import Row, Tx
from eye.organisations.permissions import OWNER
from eye.organisations.roles.store import members_with

_COLUMNS = "id, email, name, roles, created_at, last_seen_at"


@dataclass(frozen=True, slots=True)
class Member:
    """`roles` are names of built-in roles and ids of others; `last_seen_at` is None for one who never signed in."""

    id: str
    email: str
    name: str
    roles: tuple[str, ...]
    created_at: int
    last_seen_at: int | None

    @property
    def invited(self) -> bool:
        return self.last_seen_at is None

    @property
    def owner(self) -> bool:
        return OWNER in self.roles


def find_member(tx: Tx, organisation_id: str, id: str) -> Member | None:
    row = tx.one(
        f"select {_COLUMNS} from members where organisation_id = :org and id = :id",  # noqa: S608
        org=organisation_id,
        id=id,
    )
    return _member(row) if row else None


def list_members(tx: Tx, organisation_id: str, before: str, limit: int) -> list[Member]:
    """Newest first; `before` is the last id of the page before."""
    rows = tx.all(
        f"""select {_COLUMNS} from members where organisation_id = :org and id < :before
            order by id desc limit :limit""",  # noqa: S608
        org=organisation_id,
        before=before,
        limit=limit,
    )
    return [_member(row) for row in rows]


def _member(row: Row) -> Member:
    roles = tuple(msgspec.json.decode(row["roles"], type=list[str]))
    return Member(row["id"], row["email"], row["name"], roles, row["created_at"], row["last_seen_at"])


def other_owners(tx: Tx, organisation_id: str, id: str) -> list[Row]:
    """`id` and `last_seen_at` of each owner but this one."""
    return [row for row in members_with(tx, organisation_id, OWNER) if row["id"] != id]


def set_roles(tx: Tx, organisation_id: str, id: str, roles: str) -> None:
    tx.run(
        "update members set roles = :roles where organisation_id = :org and id = :id",
        roles=roles,
        org=organisation_id,
        id=id,
    )


# Every table that says something of a member, to be emptied of them when they are removed.
OF_MEMBERS = ("sign_ins", "sign_in_links")


def delete_member(tx: Tx, organisation_id: str, id: str) -> None:
    """Forget a member of this organisation: who they are, where they are signed in, the links they were sent."""
    for table in OF_MEMBERS:
        tx.run(f"delete from {table} where member_id = :id", id=id)  # noqa: S608
    tx.run("delete from members where organisation_id = :org and id = :id", org=organisation_id, id=id)


def count_keys_made_by(tx: Tx, organisation_id: str, id: str) -> int:
    """How many keys that still exist this member made."""
    row = tx.one(
        """select count(*) as n from keys where organisation_id = :org and created_by = :id
           and revoked_at is null and deleted_at is null""",
        org=organisation_id,
        id=id,
    )
    return int(row["n"]) if row else 0


def signed_in_before(tx: Tx, organisation_id: str) -> list[Row]:
    """`email` and `roles` of those who have signed in at least once."""
    return tx.all(
        """select email, roles from members
           where organisation_id = :organisation_id and last_seen_at is not null order by id""",
        organisation_id=organisation_id,
    )
