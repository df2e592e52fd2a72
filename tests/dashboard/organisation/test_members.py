"""Settings → Members & Roles: inviting, changing and removing members, by whoever may."""

import html
import re

import pytest

from tests.dashboard.people import Person, colleague_of
from tests.mailbox import Mailbox
from tests.organisations.keys import invite, new_role, roles_of
from tests.world import Organisation, World

MEMBERS = "/dashboard/settings/members"
LINK = re.compile(r"http://[^<\s]+(/dashboard/link/[A-Za-z0-9]+)")


@pytest.fixture
def viewer(acme: Organisation) -> Person:
    """A colleague who may look at sessions, and at no settings."""
    return colleague_of(acme, "Viewer").follow_new_link()


@pytest.fixture
def admin(acme: Organisation) -> Person:
    return colleague_of(acme, "Admin").follow_new_link()


def test_an_invitation_shows_its_link_once(owner: Person, nobody: Person) -> None:
    answer = owner.send(f"{MEMBERS}/invite", email=" Grace@Example.com", name="Grace <Hopper>", roles=["Viewer"])
    assert answer.status_code == 200
    assert "Grace &lt;Hopper&gt;" in answer.text
    link = LINK.search(answer.text)
    assert link is not None
    text = owner.read(MEMBERS)
    assert "grace@example.com" in text
    assert "Invited" in text
    assert link[1] not in text
    password = {"password": "correct horse battery", "again": "correct horse battery"}
    assert nobody.ask("POST", link[1], password, origin="http://testserver").status_code == 303
    assert "Viewer" in owner.read(MEMBERS)


def test_where_there_is_a_mail_server_the_link_goes_by_mail(owner: Person, mailbox: Mailbox, world: World) -> None:
    mailbox.serve(world)
    answer = owner.send(f"{MEMBERS}/invite", email="grace@example.com", roles=["Viewer"])
    assert answer.status_code == 200
    assert LINK.search(answer.text) is None
    assert "is on its way to" in answer.text
    assert mailbox.only()["To"] == "grace@example.com"
    assert LINK.search(mailbox.text()) is not None


def test_a_mail_that_fails_leaves_the_link_to_copy(owner: Person, mailbox: Mailbox, world: World) -> None:
    mailbox.serve(world)
    mailbox.refuse = "550 no such mailbox"
    answer = owner.send(f"{MEMBERS}/invite", email="grace@example.com", roles=["Viewer"])
    assert "The mail server did not take the mail" in answer.text
    assert LINK.search(answer.text) is not None


def test_a_bad_invitation_is_explained_beside_what_was_typed(owner: Person, world: World) -> None:
    before = len(world.rows("select id from members"))
    for fields, status in (
        ({"email": "grace"}, 422),
        ({"email": "", "roles": ["Viewer"]}, 422),
        ({"email": "grace@example.com"}, 409),
        ({"email": "grace@example.com", "roles": ["Nobody"]}, 409),
        ({"email": owner.email, "roles": ["Viewer"]}, 409),
    ):
        answer = owner.send(f"{MEMBERS}/invite", name='My "name"', **fields)
        assert answer.status_code == status, fields
        assert "field-wrong" in answer.text
        assert "My &#34;name&#34;" in answer.text
    assert len(world.rows("select id from members")) == before


def test_roles_are_changed_and_count_on_the_next_click(acme: Organisation, owner: Person, viewer: Person) -> None:
    assert viewer.get(MEMBERS).status_code == 403
    own = new_role(acme, "Registrar", "member.view")
    path = f"{MEMBERS}/{viewer.member_id}"
    seen = _seen(owner, path)
    assert owner.send(path, roles=["Viewer", own], seen=seen).headers["location"] == f"{MEMBERS}?done=changed"
    assert "Registrar" in viewer.read(MEMBERS)
    owner.send(path, roles=["Viewer"], seen=_seen(owner, path))
    assert viewer.get(MEMBERS).status_code == 403


def _seen(person: Person, path: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', person.get(path).text)
    assert found is not None
    return html.unescape(found[1])


def test_a_form_that_was_overtaken_changes_nothing(owner: Person, viewer: Person, world: World) -> None:
    path = f"{MEMBERS}/{viewer.member_id}"
    answer = owner.send(path, roles=["Admin"], seen='["Billing"]')
    assert answer.status_code == 409
    assert "Somebody else has changed this member" in answer.text
    assert 'value="Viewer" checked' in answer.text
    assert roles_of(world, viewer.member_id) == '["Viewer"]'


def test_nobody_promotes_themselves(acme: Organisation, admin: Person, viewer: Person, world: World) -> None:
    for person, roles in ((viewer, ["Admin"]), (viewer, ["Owner"]), (admin, ["Owner"]), (admin, ["Admin", "Owner"])):
        before = roles_of(world, person.member_id)
        answer = person.send(f"{MEMBERS}/{person.member_id}", roles=roles, seen=before)
        assert answer.status_code == 403
        assert roles_of(world, person.member_id) == before
    assert "organisation.own" in answer.text


def test_an_admin_touches_no_owner(acme: Organisation, admin: Person, owner: Person, world: World) -> None:
    path = f"{MEMBERS}/{owner.member_id}"
    assert f'href="{path}' not in admin.read(MEMBERS)
    assert "holds permissions that you lack" in admin.read(path)
    assert "holds permissions that you lack" in admin.read(f"{path}/remove")
    assert admin.send(path, roles=["Viewer"], seen='["Owner"]').status_code == 403
    assert admin.send(f"{path}/remove").status_code == 403
    assert admin.send(f"{path}/invitation").status_code == 403
    assert roles_of(world, owner.member_id) == '["Owner"]'


def test_what_one_may_not_give_cannot_be_ticked(admin: Person) -> None:
    text = admin.read(f"{MEMBERS}/invite")
    assert re.search(r'value="Owner" disabled', text)
    assert re.search(r'value="Admin" aria', text)


def test_the_last_owner_is_told_to_find_another(acme: Organisation, owner: Person, world: World) -> None:
    path = f"{MEMBERS}/{owner.member_id}"
    assert "This is you." in owner.read(f"{path}/remove")
    answer = owner.send(f"{path}/remove")
    assert answer.status_code == 409
    assert "This is the last owner" in answer.text
    answer = owner.send(path, roles=["Viewer"], seen='["Owner"]')
    assert answer.status_code == 409
    assert "This is the last owner" in answer.text
    assert roles_of(world, owner.member_id) == '["Owner"]'


def test_a_removed_colleague_is_signed_out_at_once(acme: Organisation, owner: Person, viewer: Person) -> None:
    assert viewer.get("/dashboard/sessions").status_code == 200
    path = f"{MEMBERS}/{viewer.member_id}/remove"
    assert "is signed out everywhere at once" in owner.read(path)
    assert owner.send(path).headers["location"] == f"{MEMBERS}?done=removed"
    assert viewer.get("/dashboard/sessions").headers["location"].startswith("/dashboard/sign-in")
    assert viewer.email not in owner.read(MEMBERS)


def test_before_a_member_is_removed_it_says_which_keys_go_on(acme: Organisation, owner: Person) -> None:
    second = colleague_of(acme, "Owner").follow_new_link()
    assert "2 API keys that they made go on working." in second.read(f"{MEMBERS}/{owner.member_id}/remove")


def test_an_invitation_is_made_again(acme: Organisation, owner: Person, nobody: Person, viewer: Person) -> None:
    ada = invite(acme, "ada", "Viewer")
    answer = owner.send(f"{MEMBERS}/{ada['id']}/invitation")
    assert LINK.search(answer.text) is not None
    assert nobody.get(ada["link"].removeprefix("http://localhost:8000")).status_code == 410
    refused = owner.send(f"{MEMBERS}/{viewer.member_id}/invitation")
    assert refused.status_code == 409
    assert "has signed in already" in refused.text


def test_a_colleague_is_told_which_permission_is_missing(acme: Organisation, viewer: Person, owner: Person) -> None:
    other = owner.member_id
    for method, path, permission in (
        ("GET", MEMBERS, "member.view"),
        ("GET", f"{MEMBERS}/invite", "member.create"),
        ("POST", f"{MEMBERS}/invite", "member.create"),
        ("GET", f"{MEMBERS}/{other}", "member.update"),
        ("POST", f"{MEMBERS}/{other}", "member.update"),
        ("GET", f"{MEMBERS}/{other}/remove", "member.delete"),
        ("POST", f"{MEMBERS}/{other}/remove", "member.delete"),
        ("POST", f"{MEMBERS}/{other}/invitation", "member.create"),
    ):
        answer = viewer.get(path) if method == "GET" else viewer.send(path, roles=["Viewer"])
        assert answer.status_code == 403, path
        assert f"permission {permission}" in answer.text


def test_a_stranger_gets_404_for_every_member(outsider: Person, owner: Person, viewer: Person) -> None:
    path = f"{MEMBERS}/{viewer.member_id}"
    assert outsider.get(path).status_code == 404
    assert outsider.get(f"{path}/remove").status_code == 404
    assert outsider.send(path, roles=["Viewer"], seen='["Viewer"]').status_code == 404
    assert outsider.send(f"{path}/remove").status_code == 404
    assert outsider.send(f"{path}/invitation").status_code == 404
    assert viewer.email not in outsider.read(MEMBERS)
    assert viewer.get("/dashboard/sessions").status_code == 200


def test_many_members_come_in_pages(acme: Organisation, owner: Person, world: World) -> None:
    for number in range(103):
        world.execute(
            "insert into members (id, organisation_id, email, name, roles, created_at)"
            " values (:id, :org, :email, :name, '[]', 1)",
            id=f"mem_{number:05}",
            org=acme.id,
            email=f"{number}@example.com",
            name=f"Number {number}",
        )
    text = owner.read(MEMBERS)
    older = re.search(rf'href="({MEMBERS}\?before=[^"]+)"', text)
    assert older is not None
    assert "Number 0<" not in text
    assert "Number 0<" in owner.read(older[1])
