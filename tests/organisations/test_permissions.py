"""The table of permissions, the built-in roles made of it, and what a key may do from one call to the next."""

from typing import Any

import pytest

from eye.organisations.permissions import AREAS, FREE, OWNERSHIP, PERMISSIONS, ROLES, SENTENCES
from eye.organisations.roles.grants import effective_permissions
from tests.organisations.keys import Key, new_role
from tests.sessions.outcome import refusal
from tests.world import Organisation, World


def test_every_permission_stands_in_one_area_with_a_sentence() -> None:
    assert sum(len(area) for area in AREAS.values()) == len(PERMISSIONS)
    for name, sentence in PERMISSIONS.items():
        assert name == name.lower()
        assert "." in name
        assert sentence[0].isupper()
        assert not sentence.endswith(".")


def test_every_permission_that_a_route_needs_is_in_the_table(world: World) -> None:
    routes: Any = world.client.app.routes  # type: ignore[attr-defined]
    needed = {route.endpoint.permission for route in routes if hasattr(getattr(route, "endpoint", None), "permission")}
    assert len(needed) > 10
    assert needed <= PERMISSIONS.keys()


def test_the_built_in_roles_hold_only_what_is_in_the_table() -> None:
    assert list(ROLES) == list(SENTENCES) == ["Owner", "Admin", "Developer", "Reviewer", "Billing", "Viewer"]
    for role, permissions in ROLES.items():
        assert permissions <= PERMISSIONS.keys(), role
    assert ROLES["Owner"] - ROLES["Admin"] == {OWNERSHIP}
    assert all(name.endswith(".view") for name in ROLES["Viewer"])
    assert "media.view" not in ROLES["Viewer"]


def test_permissions_are_the_union_of_the_roles(world: World, acme: Organisation) -> None:
    own = new_role(acme, "Night", "session.end")
    found = world.read(effective_permissions, acme.id, ["Billing", own, "Viewer"])
    assert found == ROLES["Billing"] | ROLES["Viewer"] | {"session.end"}


def test_a_role_of_a_stranger_or_of_nobody_gives_nothing(
    world: World, acme: Organisation, stranger: Organisation
) -> None:
    theirs = new_role(stranger, "Night", "session.end")
    for role in (theirs, "rol_unknown", "owner", "OWNER", "", "Night"):
        assert world.read(effective_permissions, acme.id, [role]) == frozenset()


def test_a_stored_role_never_gives_what_no_such_role_may_hold(world: World, acme: Organisation) -> None:
    own = new_role(acme, "Night", "session.end")
    world.execute('update roles set permissions = \'["organisation.own", "no.more", "session.end"]\'')
    assert world.read(effective_permissions, acme.id, [own]) == {"session.end"}


def test_a_key_without_roles_may_nothing(acme: Organisation) -> None:
    key = Key(acme)
    for path in ("/v1/roles", "/v1/members", "/v1/audit", "/v1/keys", "/v1/domains", "/v1/organisation"):
        assert refusal(key.get(path)) == (403, "permission_missing"), path


@pytest.mark.parametrize("role", list(ROLES))
def test_a_key_may_what_its_role_gives_and_is_told_what_it_lacks(acme: Organisation, role: str) -> None:
    key = Key(acme, role)
    for path, permission in (
        ("/v1/roles", "role.view"),
        ("/v1/members", "member.view"),
        ("/v1/audit", "audit.view"),
        ("/v1/sessions", "session.view"),
        ("/v1/keys", "api.key.view"),
    ):
        answer = key.get(path)
        if permission in ROLES[role]:
            assert answer.status_code == 200, path
        else:
            assert refusal(answer) == (403, "permission_missing"), path
            assert answer.json()["permission"] == permission


def test_a_changed_role_counts_on_the_next_call(acme: Organisation) -> None:
    own = new_role(acme, "Night", "session.view")
    key = Key(acme, own)
    assert key.get("/v1/sessions").status_code == 200
    acme.call("PATCH", f"/v1/roles/{own}", {"permissions": ["flag.view"]})
    assert refusal(key.get("/v1/sessions")) == (403, "permission_missing")
    acme.call("PATCH", f"/v1/roles/{own}", {"permissions": ["session.view"]})
    assert key.get("/v1/sessions").status_code == 200


def test_a_key_cannot_make_a_key_that_may_more(acme: Organisation) -> None:
    developer = Key(acme, "Developer")
    wanted = {"name": "More", "kind": "secret", "mode": "live"}
    answer = developer.call("POST", "/v1/keys", {**wanted, "roles": ["Admin"]})
    assert refusal(answer) == (403, "permission_missing")
    assert answer.json()["permission"] == min(ROLES["Admin"] - ROLES["Developer"])
    assert developer.call("POST", "/v1/keys", {**wanted, "roles": ["Developer"]}).status_code == 201


def test_an_admin_key_cannot_make_an_owner_key(acme: Organisation) -> None:
    answer = acme.call("POST", "/v1/keys", {"name": "More", "kind": "secret", "mode": "live", "roles": ["Owner"]})
    assert (refusal(answer), answer.json()["permission"]) == ((403, "permission_missing"), OWNERSHIP)


def test_a_key_with_a_role_that_is_none_is_refused_by_name(acme: Organisation, stranger: Organisation) -> None:
    theirs = new_role(stranger, "Night", "session.end")
    for role in ("Night", theirs, "rol_unknown"):
        answer = acme.call("POST", "/v1/keys", {"name": "A", "kind": "secret", "mode": "live", "roles": [role]})
        assert (refusal(answer), answer.json()["field"]) == ((400, "param_invalid"), "roles")


def test_the_table_can_be_read(acme: Organisation) -> None:
    items = acme.get("/v1/permissions").json()["items"]
    assert {item["name"]: item["description"] for item in items} == PERMISSIONS
    assert {item["area"] for item in items} == set(AREAS)
    assert PERMISSIONS.keys() - {OWNERSHIP} == FREE
