"""Roles of an organisation's own, through the API: nobody makes, changes or deletes one beyond what they hold."""

from typing import Any

import pytest

from eye.organisations.permissions import ROLES
from eye.organisations.roles.manage import MOST
from tests.organisations.keys import Key, invite, new_role
from tests.sessions.outcome import refusal
from tests.world import Organisation, World

EDITOR = ("role.view", "role.create", "role.update", "role.delete", "session.view")


@pytest.fixture
def editor(acme: Organisation) -> Key:
    """May change roles and see sessions, nothing else."""
    return Key(acme, new_role(acme, "Editor", *EDITOR))


def custom(acme: Organisation) -> dict[str, Any]:
    items = acme.get("/v1/roles").json()["items"]
    return {item["name"]: item for item in items if not item["builtIn"]}


def test_a_role_is_created_changed_and_deleted(acme: Organisation) -> None:
    answer = acme.call("POST", "/v1/roles", {"name": "  Night ", "permissions": ["session.view", "flag.view"]})
    assert answer.status_code == 201
    role = answer.json()
    assert (role["name"], role["permissions"], role["builtIn"]) == ("Night", ["flag.view", "session.view"], False)
    assert role["id"].startswith("rol_")
    changed = acme.call("PATCH", f"/v1/roles/{role['id']}", {"name": "Day"})
    assert (changed.json()["name"], changed.json()["permissions"]) == ("Day", ["flag.view", "session.view"])
    assert acme.call("DELETE", f"/v1/roles/{role['id']}").status_code == 204
    assert custom(acme) == {}
    assert refusal(acme.call("DELETE", f"/v1/roles/{role['id']}")) == (404, "not_found")


def test_the_list_begins_with_the_built_in_ones(acme: Organisation) -> None:
    new_role(acme, "Night", "flag.view")
    items = acme.get("/v1/roles").json()["items"]
    assert [item["id"] for item in items[:-1]] == list(ROLES)
    assert all(item["builtIn"] for item in items[:-1])
    assert items[0]["permissions"] == sorted(ROLES["Owner"])
    assert items[-1]["name"] == "Night"


def test_nobody_puts_into_a_role_what_they_lack(editor: Key, acme: Organisation) -> None:
    answer = editor.call("POST", "/v1/roles", {"name": "More", "permissions": ["session.view", "media.view"]})
    assert (refusal(answer), answer.json()["permission"]) == ((403, "permission_missing"), "media.view")
    assert "More" not in custom(acme)
    own = custom(acme)["Editor"]["id"]
    raised = editor.call("PATCH", f"/v1/roles/{own}", {"permissions": [*EDITOR, "member.update"]})
    assert (refusal(raised), raised.json()["permission"]) == ((403, "permission_missing"), "member.update")
    assert custom(acme)["Editor"]["permissions"] == sorted(EDITOR)


def test_nobody_changes_or_deletes_a_role_that_holds_what_they_lack(editor: Key, acme: Organisation) -> None:
    strong = new_role(acme, "Strong", "session.view", "billing.update")
    for answer in (
        editor.call("PATCH", f"/v1/roles/{strong}", {"permissions": ["session.view"]}),
        editor.call("PATCH", f"/v1/roles/{strong}", {"name": "Weak"}),
        editor.call("DELETE", f"/v1/roles/{strong}"),
    ):
        assert (refusal(answer), answer.json()["permission"]) == ((403, "permission_missing"), "billing.update")
    assert custom(acme)["Strong"]["permissions"] == ["billing.update", "session.view"]


def test_ownership_is_in_no_role_of_ones_own(acme: Organisation) -> None:
    owner = Key(acme, "Owner")
    answer = owner.call("POST", "/v1/roles", {"name": "Heir", "permissions": ["organisation.own"]})
    assert (refusal(answer), answer.json()["field"]) == ((400, "param_invalid"), "permissions")


def test_a_role_names_permissions_and_never_a_role(acme: Organisation) -> None:
    """So there is nothing that could go round in circles."""
    first = new_role(acme, "First", "flag.view")
    for name in (first, "First", "Owner", "Admin"):
        answer = acme.call("POST", "/v1/roles", {"name": "Second", "permissions": ["flag.view", name]})
        assert (refusal(answer), answer.json()["field"]) == ((400, "param_invalid"), "permissions")
        answer = acme.call("PATCH", f"/v1/roles/{first}", {"permissions": [name]})
        assert (refusal(answer), answer.json()["field"]) == ((400, "param_invalid"), "permissions")
    assert custom(acme)["First"]["permissions"] == ["flag.view"]


@pytest.mark.parametrize("role", list(ROLES))
def test_a_built_in_role_stays_as_it_is(acme: Organisation, role: str) -> None:
    assert refusal(acme.call("PATCH", f"/v1/roles/{role}", {"name": "Mine"})) == (400, "param_invalid")
    assert refusal(acme.call("DELETE", f"/v1/roles/{role}")) == (400, "param_invalid")


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "param_missing", "name"),
        ({"name": "   ", "permissions": ["flag.view"]}, "param_missing", "name"),
        ({"name": "x" * 61, "permissions": ["flag.view"]}, "param_invalid", "name"),
        ({"name": "a\nb", "permissions": ["flag.view"]}, "param_invalid", "name"),
        ({"name": "Night"}, "param_invalid", "permissions"),
        ({"name": "Night", "permissions": []}, "param_invalid", "permissions"),
        ({"name": "Night", "permissions": "flag.view"}, "param_invalid", "permissions"),
        ({"name": "Night", "permissions": ["flag.*"]}, "param_invalid", "permissions"),
        ({"name": "Night", "permissions": ["FLAG.VIEW"]}, "param_invalid", "permissions"),
        ({"name": "Night", "permissions": [None]}, "param_invalid", "permissions"),
    ],
)
def test_a_bad_role_is_refused_by_the_field(acme: Organisation, body: Any, code: str, field: str) -> None:
    answer = acme.call("POST", "/v1/roles", body)
    assert (refusal(answer), answer.json()["field"]) == ((400, code), field)
    assert custom(acme) == {}


def test_two_roles_never_have_one_name(acme: Organisation) -> None:
    new_role(acme, "Night", "flag.view")
    for name in ("Night", "NIGHT", "owner", "Viewer"):
        answer = acme.call("POST", "/v1/roles", {"name": name, "permissions": ["flag.view"]})
        assert (refusal(answer), answer.json()["field"]) == ((409, "role_duplicate"), "name")
    own = new_role(acme, "Day", "flag.view")
    assert refusal(acme.call("PATCH", f"/v1/roles/{own}", {"name": "night"})) == (409, "role_duplicate")
    assert acme.call("PATCH", f"/v1/roles/{own}", {"name": "DAY"}).json()["name"] == "DAY"


def test_there_are_so_many_roles_and_no_more(acme: Organisation) -> None:
    for number in range(MOST):
        new_role(acme, f"Role {number}", "flag.view")
    answer = acme.call("POST", "/v1/roles", {"name": "One more", "permissions": ["flag.view"]})
    assert refusal(answer) == (409, "role_limit_reached")


def test_a_role_in_use_is_not_deleted_and_says_by_whom(acme: Organisation, world: World) -> None:
    own = new_role(acme, "Night", "session.view")
    ada, key = invite(acme, "ada", own, "Viewer"), Key(acme, own)
    answer = acme.call("DELETE", f"/v1/roles/{own}")
    assert refusal(answer) == (409, "role_in_use")
    assert (answer.json()["members"], answer.json()["keys"]) == ([ada["id"]], [key.id])
    acme.call("PATCH", f"/v1/members/{ada['id']}", {"roles": ["Viewer"]})
    assert acme.call("DELETE", f"/v1/roles/{own}").json()["members"] == []
    world.execute("update keys set revoked_at = 1 where id = :id", id=key.id)
    assert acme.call("DELETE", f"/v1/roles/{own}").status_code == 204


def test_a_strangers_role_is_none(acme: Organisation, stranger: Organisation) -> None:
    own = new_role(acme, "Night", "flag.view")
    assert refusal(stranger.call("PATCH", f"/v1/roles/{own}", {"name": "Mine"})) == (404, "not_found")
    assert refusal(stranger.call("DELETE", f"/v1/roles/{own}")) == (404, "not_found")
    assert list(custom(acme)) == ["Night"]
    assert custom(stranger) == {}
    new_role(stranger, "Night", "flag.view")


def test_each_act_needs_its_own_permission(acme: Organisation) -> None:
    own = new_role(acme, "Night", "flag.view")
    key = Key(acme, new_role(acme, "Almost nothing", "flag.view"))
    for method, path, permission in (
        ("GET", "/v1/permissions", "role.view"),
        ("GET", "/v1/roles", "role.view"),
        ("POST", "/v1/roles", "role.create"),
        ("PATCH", f"/v1/roles/{own}", "role.update"),
        ("DELETE", f"/v1/roles/{own}", "role.delete"),
    ):
        answer = key.call(method, path, {"name": "A", "permissions": ["flag.view"]})
        assert (refusal(answer), answer.json()["permission"]) == ((403, "permission_missing"), permission)


def test_what_becomes_of_a_role_is_audited(acme: Organisation, world: World) -> None:
    own = new_role(acme, "Night", "flag.view")
    for _ in range(2):
        world.clock.move(seconds=1)
        acme.call("PATCH", f"/v1/roles/{own}", {"permissions": ["flag.view", "session.view"]})
    world.clock.move(seconds=1)
    acme.call("DELETE", f"/v1/roles/{own}")
    items = acme.get(f"/v1/audit?subject={own}").json()["items"]
    assert [item["act"] for item in items] == ["role.delete", "role.update", "role.create"]
    assert items[1]["data"] == {
        "before": {"permissions": ["flag.view"]},
        "after": {"permissions": ["flag.view", "session.view"]},
    }
