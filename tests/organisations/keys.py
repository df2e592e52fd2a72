"""Calls of the API by keys with certain roles, and the organisation's own roles."""

from typing import Any

from eye.clock import new_id
from eye.keys.model import hash_key
from tests.world import Organisation, World


class Key:
    """A secret key that asks the API; `id` is its key id."""

    def __init__(self, organisation: Organisation, *roles: str) -> None:
        self.world = organisation.world
        self.text = organisation.new_key("secret", roles=roles)
        hash = hash_key(self.text, self.world.parts.secrets.pepper)
        self.id = str(self.world.rows("select id from keys where hash = :hash", hash=hash)[0]["id"])

    def call(self, method: str, path: str, json: Any = None, **headers: str) -> Any:
        sent = {"authorization": f"Bearer {self.text}", **headers}
        return self.world.client.request(method, path, json=json, headers=sent)

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, **headers)


def new_role(organisation: Organisation, name: str, *permissions: str) -> str:
    """The id of a role of the organisation's own, made by its key with role Admin."""
    answer = organisation.call("POST", "/v1/roles", {"name": name, "permissions": list(permissions)})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def invite(organisation: Organisation, name: str, *roles: str) -> dict[str, Any]:
    """The answer to an invitation by the key with role Admin."""
    wanted = {"email": f"{name}@example.com", "name": name, "roles": list(roles)}
    answer = organisation.call("POST", "/v1/members", wanted)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def seen_owner(organisation: Organisation) -> str:
    """The id of one more owner, who has signed in before."""
    world, id = organisation.world, new_id("mem", organisation.world.clock.at)
    world.execute(
        "insert into members (id, organisation_id, email, name, roles, created_at, last_seen_at)"
        """ values (:id, :org, :email, 'Second', '["Owner"]', 1, 1)""",
        id=id,
        org=organisation.id,
        email=f"{id}@example.com",
    )
    return id


def roles_of(world: World, member_id: str) -> str | None:
    rows = world.rows("select roles from members where id = :id", id=member_id)
    return str(rows[0]["roles"]) if rows else None
