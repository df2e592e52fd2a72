"""Settings → Members & Roles → Roles: the built-in ones to look at, and one's own in a table of boxes."""

import html
import re

import pytest

from eye.organisations.permissions import FREE, PERMISSIONS, ROLES
from tests.dashboard.people import Person, colleague_of
from tests.organisations.keys import Key, invite, new_role
from tests.world import Organisation, World

ROLES_PAGE = "/dashboard/settings/members/roles"


@pytest.fixture
def viewer(acme: Organisation) -> Person:
    return colleague_of(acme, "Viewer").follow_new_link()


@pytest.fixture
def editor(acme: Organisation) -> Person:
    """May change roles and see sessions, nothing else."""
    own = new_role(acme, "Editor", "role.view", "role.create", "role.update", "role.delete", "session.view")
    return colleague_of(acme, own).follow_new_link()


def ticked(text: str) -> set[str]:
    return set(re.findall(r'name="permissions" value="([^"]+)" checked', text))


def tickable(text: str) -> set[str]:
    return set(re.findall(r'name="permissions" value="([^"]+)"(?: checked)? aria', text))


def held(text: str) -> set[str]:
    """The permissions of a role that is only looked at."""
    return set(re.findall(r'<span class="hint mono">([^<]+)</span>', text))


def seen(person: Person, path: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', person.get(path).text)
    assert found is not None
    return html.unescape(found[1])


def stored(world: World, id: str) -> str:
    return str(world.rows("select permissions from roles where id = :id", id=id)[0]["permissions"])


def test_a_role_is_created_from_boxes(owner: Person, world: World) -> None:
    text = owner.read(f"{ROLES_PAGE}/new")
    assert tickable(text) == FREE
    for name in FREE:
        assert PERMISSIONS[name] in text
    answer = owner.send(f"{ROLES_PAGE}/new", name="Night <proctor>", permissions=["session.view", "session.end"])
    assert answer.headers["location"] == f"{ROLES_PAGE}?done=created"
    assert "Night &lt;proctor&gt;" in owner.get(ROLES_PAGE).text
    id = world.rows("select id from roles")[0]["id"]
    assert ticked(owner.read(f"{ROLES_PAGE}/{id}")) == {"session.view", "session.end"}


def test_every_box_ticked_is_a_form_that_is_taken(owner: Person, world: World) -> None:
    answer = owner.send(f"{ROLES_PAGE}/new", name="Nearly everything", permissions=sorted(FREE))
    assert answer.status_code == 303
    id = world.rows("select id from roles")[0]["id"]
    assert ticked(owner.read(f"{ROLES_PAGE}/{id}")) == FREE


def test_built_in_roles_are_shown_and_cannot_be_changed(owner: Person) -> None:
    for role, permissions in ROLES.items():
        text = owner.read(f"{ROLES_PAGE}/{role}")
        assert held(text) == permissions
        assert tickable(text) == set()
        assert owner.send(f"{ROLES_PAGE}/{role}", name="Mine", permissions=["flag.view"]).status_code == 409
        assert owner.get(f"{ROLES_PAGE}/{role}/delete").status_code == 404
        assert owner.send(f"{ROLES_PAGE}/{role}/delete").status_code == 404


def test_a_change_counts_on_the_next_click(acme: Organisation, owner: Person) -> None:
    own = new_role(acme, "Night", "session.view")
    night = colleague_of(acme, own).follow_new_link()
    assert night.get("/dashboard/sessions").status_code == 200
    path = f"{ROLES_PAGE}/{own}"
    assert owner.send(path, name="Night", permissions=["flag.view"], seen=seen(owner, path)).status_code == 303
    assert night.get("/dashboard/sessions").status_code == 403


def test_what_one_lacks_cannot_be_ticked_nor_sent(editor: Person, acme: Organisation, world: World) -> None:
    assert tickable(editor.read(f"{ROLES_PAGE}/new")) == {
        "role.view",
        "role.create",
        "role.update",
        "role.delete",
        "session.view",
    }
    answer = editor.send(f"{ROLES_PAGE}/new", name="More", permissions=["session.view", "media.view"])
    assert answer.status_code == 403
    assert "You lack the permission media.view" in answer.text
    own = world.rows("select id, permissions from roles")[0]
    path = f"{ROLES_PAGE}/{own['id']}"
    raised = editor.send(path, name="Editor", permissions=["role.update", "member.update"], seen=seen(editor, path))
    assert raised.status_code == 403
    assert stored(world, own["id"]) == own["permissions"]


def test_a_role_beyond_ones_own_is_only_looked_at(editor: Person, acme: Organisation, world: World) -> None:
    strong = new_role(acme, "Strong", "billing.update", "session.view")
    path = f"{ROLES_PAGE}/{strong}"
    text = editor.read(path)
    assert "holds permissions that you lack" in text
    assert held(text) == {"billing.update", "session.view"}
    assert editor.send(path, name="Weak", permissions=["session.view"], seen="").status_code == 403
    assert editor.send(f"{path}/delete").status_code == 403
    assert stored(world, strong) == '["billing.update","session.view"]'


def test_a_form_that_was_overtaken_changes_nothing(acme: Organisation, owner: Person, world: World) -> None:
    own = new_role(acme, "Night", "session.view")
    path = f"{ROLES_PAGE}/{own}"
    old = seen(owner, path)
    acme.call("PATCH", f"/v1/roles/{own}", {"permissions": ["flag.view"]})
    answer = owner.send(path, name="Night", permissions=["session.view", "media.view"], seen=old)
    assert answer.status_code == 409
    assert "Somebody else has changed this role" in answer.text
    assert ticked(answer.text) == {"flag.view"}
    assert stored(world, own) == '["flag.view"]'


def test_a_bad_role_is_explained_beside_what_was_ticked(owner: Person, world: World) -> None:
    for name, permissions, status, sentence in (
        ("", ["flag.view"], 422, "Give it a name"),
        ("Night", [], 422, "at least one permission"),
        ("Night", ["no.such"], 422, "at least one permission"),
        ("owner", ["flag.view"], 409, "Another role has this name"),
        ("Heir", ["organisation.own", "flag.view"], 422, "organisation.own cannot be part"),
    ):
        answer = owner.send(f"{ROLES_PAGE}/new", name=name, permissions=permissions)
        assert answer.status_code == status, name
        assert sentence in answer.text
        assert ticked(answer.text) == set(permissions) & FREE
    assert world.rows("select id from roles") == []


def test_a_role_in_use_says_who_has_it(acme: Organisation, owner: Person, world: World) -> None:
    own = new_role(acme, "Night", "session.view")
    invite(acme, "Ada", own)
    key = Key(acme, own)
    path = f"{ROLES_PAGE}/{own}/delete"
    text = owner.read(path)
    assert "Ada" in text
    assert key.id in text
    answer = owner.send(path)
    assert answer.status_code == 409
    assert "cannot be deleted while somebody has it" in answer.text
    assert "1 member, 1 key" in owner.read(ROLES_PAGE)


def test_a_role_that_nobody_has_is_deleted(acme: Organisation, owner: Person, world: World) -> None:
    own = new_role(acme, "Night", "session.view")
    assert owner.send(f"{ROLES_PAGE}/{own}/delete").headers["location"] == f"{ROLES_PAGE}?done=deleted"
    assert world.rows("select id from roles") == []
    assert owner.get(f"{ROLES_PAGE}/{own}").status_code == 404


def test_a_colleague_is_told_which_permission_is_missing(acme: Organisation, viewer: Person) -> None:
    own = new_role(acme, "Night", "session.view")
    for method, path, permission in (
        ("GET", ROLES_PAGE, "role.view"),
        ("GET", f"{ROLES_PAGE}/new", "role.create"),
        ("POST", f"{ROLES_PAGE}/new", "role.create"),
        ("GET", f"{ROLES_PAGE}/{own}", "role.view"),
        ("POST", f"{ROLES_PAGE}/{own}", "role.update"),
        ("GET", f"{ROLES_PAGE}/{own}/delete", "role.delete"),
        ("POST", f"{ROLES_PAGE}/{own}/delete", "role.delete"),
    ):
        answer = viewer.get(path) if method == "GET" else viewer.send(path, name="A", permissions=["flag.view"])
        assert answer.status_code == 403, path
        assert f"permission {permission}" in answer.text


def test_a_stranger_gets_404_for_every_role(acme: Organisation, outsider: Person, world: World) -> None:
    own = new_role(acme, "Nightly", "session.view")
    path = f"{ROLES_PAGE}/{own}"
    assert outsider.get(path).status_code == 404
    assert outsider.get(f"{path}/delete").status_code == 404
    assert outsider.send(path, name="Mine", permissions=["flag.view"]).status_code == 404
    assert outsider.send(f"{path}/delete").status_code == 404
    assert "Nightly" not in outsider.read(ROLES_PAGE)
    assert stored(world, own) == '["session.view"]'
