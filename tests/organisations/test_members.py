"""Members, through the API: invited, given other roles, removed; nobody rises by it and an owner always remains."""

import re
from functools import partial
from typing import Any

import pytest

from eye.db.migrations import FOLDER as MIGRATIONS
from eye.organisations.members.manage import remove_member
from eye.organisations.members.store import OF_MEMBERS
from eye.organisations.permissions import ROLES
from eye.organisations.principal import Principal
from tests.organisations.keys import Key, invite, new_role, roles_of, seen_owner
from tests.sessions.neighbour import at_once, neighbour_of
from tests.sessions.outcome import refusal
from tests.world import Organisation, World


@pytest.fixture
def owner(acme: Organisation) -> Key:
    """A key with role Owner."""
    return Key(acme, "Owner")


@pytest.fixture
def lesser(acme: Organisation) -> Key:
    """May do everything with members, and see sessions."""
    permissions = ("member.view", "member.create", "member.update", "member.delete", "session.view")
    return Key(acme, new_role(acme, "Lesser", *permissions))


def sign_up(world: World, link: str) -> Any:
    """Choose a password by the link of an invitation; the signed-in browser's answer."""
    path = link.removeprefix(world.parts.settings.public_url)
    sent = {"password": "correct horse battery staple", "again": "correct horse battery staple"}
    answer = world.client.post(path, data=sent, headers={"origin": "http://testserver"}, follow_redirects=False)
    world.client.cookies.clear()
    return answer


def open_dashboard(world: World, cookie: str) -> int:
    """Status of a page that every member may open: 303 to the sign-in where nobody is signed in."""
    headers = {"cookie": f"eye_session={cookie}"}
    status: int = world.client.get("/dashboard/nothing-here", headers=headers, follow_redirects=False).status_code
    return status


def test_an_invited_member_chooses_a_password_and_is_in(acme: Organisation, world: World) -> None:
    world.clock.move(seconds=1)
    ada = invite(acme, "ada", "Viewer")
    assert (ada["status"], ada["mailed"], ada["roles"]) == ("invited", False, ["Viewer"])
    assert ada["link"].startswith(f"{world.parts.settings.public_url}/dashboard/link/")
    assert sign_up(world, ada["link"]).status_code == 303
    listed = acme.get("/v1/members").json()["items"]
    assert [(one["email"], one["status"]) for one in listed] == [
        ("ada@example.com", "active"),
        ("owner@acme.example", "invited"),
    ]
    assert "link" not in listed[0]
    assert sign_up(world, ada["link"]).status_code == 410


def test_the_list_comes_in_pages_newest_first(acme: Organisation, world: World) -> None:
    ids = [acme.owner_id]
    for number in range(4):
        world.clock.move(seconds=1)
        ids.append(invite(acme, f"member{number}", "Viewer")["id"])
    first = acme.get("/v1/members?limit=3").json()
    second = acme.get(f"/v1/members?limit=3&cursor={first['nextCursor']}").json()
    assert [one["id"] for one in first["items"] + second["items"]] == ids[::-1]
    assert len(first["items"]) == 3
    assert second["nextCursor"] is None


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "param_missing", "email"),
        ({"email": "ada", "roles": ["Viewer"]}, "param_invalid", "email"),
        ({"email": "a@b@c", "roles": ["Viewer"]}, "param_invalid", "email"),
        ({"email": "ada@example.com, eve@example.com", "roles": ["Viewer"]}, "param_invalid", "email"),
        ({"email": "Ada <ada@example.com>", "roles": ["Viewer"]}, "param_invalid", "email"),
        ({"email": "ada@example.com\r\nBcc: eve@example.com", "roles": ["Viewer"]}, "param_invalid", "email"),
        ({"email": f"{'a' * 250}@example.com", "roles": ["Viewer"]}, "param_invalid", "email"),
        ({"email": "ada@example.com", "name": "x" * 121, "roles": ["Viewer"]}, "param_invalid", "name"),
        ({"email": "ada@example.com"}, "param_missing", "roles"),
        ({"email": "ada@example.com", "roles": []}, "param_missing", "roles"),
        ({"email": "ada@example.com", "roles": ["viewer"]}, "param_invalid", "roles"),
        ({"email": "ada@example.com", "roles": ["rol_unknown"]}, "param_invalid", "roles"),
        ({"email": "ada@example.com", "roles": "Viewer"}, "param_invalid", "roles"),
    ],
)
def test_a_bad_invitation_is_refused_by_the_field(acme: Organisation, body: Any, code: str, field: str) -> None:
    answer = acme.call("POST", "/v1/members", body)
    assert (refusal(answer), answer.json()["field"]) == ((400, code), field)
    assert len(acme.get("/v1/members").json()["items"]) == 1


def test_one_address_signs_in_to_one_organisation(acme: Organisation, stranger: Organisation) -> None:
    invite(acme, "ada", "Viewer")
    wanted = {"email": " ADA@Example.com ", "roles": ["Viewer"]}
    own, theirs = acme.call("POST", "/v1/members", wanted), stranger.call("POST", "/v1/members", wanted)
    assert refusal(own) == refusal(theirs) == (409, "member_duplicate")
    assert own.json()["detail"] == theirs.json()["detail"]


def test_nobody_invites_with_a_role_beyond_their_own(acme: Organisation, lesser: Key) -> None:
    wanted = {"email": "eve@example.com", "roles": ["Admin"]}
    answer = lesser.call("POST", "/v1/members", wanted)
    assert (refusal(answer), answer.json()["permission"]) == ((403, "permission_missing"), "api.key.create")
    assert refusal(acme.call("POST", "/v1/members", {**wanted, "roles": ["Owner"]})) == (403, "permission_missing")
    assert len(acme.get("/v1/members").json()["items"]) == 1


def test_nobody_gives_more_than_they_have(acme: Organisation, lesser: Key, world: World) -> None:
    narrow = new_role(acme, "Narrow", "session.view")
    ada = invite(acme, "ada", narrow)
    for roles in (["Owner"], ["Admin"], ["Viewer"], [narrow, "Billing"]):
        answer = lesser.call("PATCH", f"/v1/members/{ada['id']}", {"roles": roles})
        assert refusal(answer) == (403, "permission_missing")
    assert roles_of(world, ada["id"]) == f'["{narrow}"]'


def test_nobody_touches_a_member_who_holds_what_they_lack(acme: Organisation, lesser: Key, world: World) -> None:
    ada = invite(acme, "ada", "Viewer")
    path = f"/v1/members/{ada['id']}"
    for answer in (
        lesser.call("PATCH", path, {"roles": ["Viewer"]}),
        lesser.call("DELETE", path),
        lesser.call("POST", f"{path}/invitation"),
    ):
        assert (refusal(answer), answer.json()["permission"]) == ((403, "permission_missing"), "assessment.view")
    assert roles_of(world, ada["id"]) == '["Viewer"]'


def test_an_admin_neither_makes_nor_unmakes_owners(acme: Organisation, world: World) -> None:
    second = seen_owner(acme)
    ada = invite(acme, "ada", "Admin")
    for answer in (
        acme.call("PATCH", f"/v1/members/{ada['id']}", {"roles": ["Owner"]}),
        acme.call("PATCH", f"/v1/members/{second}", {"roles": ["Admin"]}),
        acme.call("DELETE", f"/v1/members/{second}"),
        acme.call("POST", f"/v1/members/{acme.owner_id}/invitation"),
    ):
        assert (refusal(answer), answer.json()["permission"]) == ((403, "permission_missing"), "organisation.own")
    assert roles_of(world, second) == '["Owner"]'


def test_roles_are_changed_by_whoever_holds_them_all(acme: Organisation, owner: Key, world: World) -> None:
    ada = invite(acme, "ada", "Viewer")
    answer = acme.call("PATCH", f"/v1/members/{ada['id']}", {"roles": ["Viewer", "Billing", "Viewer"]})
    assert (answer.status_code, answer.json()["roles"]) == (200, ["Billing", "Viewer"])
    assert owner.call("PATCH", f"/v1/members/{ada['id']}", {"roles": ["Owner"]}).status_code == 200
    assert roles_of(world, ada["id"]) == '["Owner"]'


def test_a_removed_member_is_out_at_once_everywhere(acme: Organisation, world: World) -> None:
    ada = invite(acme, "ada", "Viewer")
    cookie = sign_up(world, ada["link"]).cookies["eye_session"]
    assert open_dashboard(world, cookie) == 404
    assert acme.call("DELETE", f"/v1/members/{ada['id']}").status_code == 204
    assert open_dashboard(world, cookie) == 303
    assert refusal(acme.call("DELETE", f"/v1/members/{ada['id']}")) == (404, "not_found")


def test_a_removed_member_is_forgotten_but_for_the_id_in_the_audit_log(acme: Organisation, world: World) -> None:
    ada = invite(acme, "Adalovelace", "Viewer")
    sign_up(world, ada["link"])
    acme.call("DELETE", f"/v1/members/{ada['id']}")
    for table in _tables(world):
        rows = world.rows(f"select * from {table}")  # noqa: S608
        assert not any("adalovelace" in str(row).casefold() for row in rows), table
        assert table == "audit" or not any(ada["id"] in str(row) for row in rows), table
    assert [row["act"] for row in world.rows("select act from audit where subject = :id", id=ada["id"])]


def test_no_table_keeps_a_removed_member_from_going() -> None:
    """Each that refers to members goes with them, or is emptied of them when they are removed."""
    found = []
    for file in sorted(MIGRATIONS.glob("*.sql")):
        for table, columns in re.findall(r"create table (\w+) \((.*?)\n\);", file.read_text(), re.DOTALL):
            if re.search(r"references members \(id\)(?! on delete cascade)", columns):
                found.append(table)
    assert sorted(found) == sorted(OF_MEMBERS)


def _tables(world: World) -> list[str]:
    sqlite = "select name from sqlite_master where type = 'table'"
    postgres = "select tablename as name from pg_tables where schemaname = 'public'"
    engine = sqlite if world.parts.settings.database_url.startswith("sqlite") else postgres
    return [row["name"] for row in world.rows(engine)]


def test_an_invitation_is_withdrawn_by_removing_the_member(acme: Organisation, world: World) -> None:
    ada = invite(acme, "ada", "Viewer")
    acme.call("DELETE", f"/v1/members/{ada['id']}")
    assert sign_up(world, ada["link"]).status_code == 410
    invite(acme, "ada", "Viewer")


def test_a_new_invitation_ends_the_old_one(acme: Organisation, world: World) -> None:
    ada = invite(acme, "ada", "Viewer")
    again = acme.call("POST", f"/v1/members/{ada['id']}/invitation")
    assert again.status_code == 201
    assert sign_up(world, ada["link"]).status_code == 410
    assert sign_up(world, again.json()["link"]).status_code == 303


def test_nobody_gets_a_link_into_the_account_of_a_member_who_is_in(acme: Organisation, world: World) -> None:
    ada = invite(acme, "ada", "Viewer")
    sign_up(world, ada["link"])
    assert refusal(acme.call("POST", f"/v1/members/{ada['id']}/invitation")) == (409, "member_active")


def test_the_last_owner_stays(acme: Organisation, owner: Key, world: World) -> None:
    path = f"/v1/members/{acme.owner_id}"
    assert refusal(owner.call("DELETE", path)) == (409, "last_owner")
    assert refusal(owner.call("PATCH", path, {"roles": ["Admin"]})) == (409, "last_owner")
    assert owner.call("PATCH", path, {"roles": ["Owner", "Viewer"]}).status_code == 200
    assert roles_of(world, acme.owner_id) == '["Owner","Viewer"]'


def test_an_owner_who_never_came_is_no_successor(acme: Organisation, owner: Key, world: World) -> None:
    world.execute("update members set last_seen_at = 1 where id = :id", id=acme.owner_id)
    heir = owner.call("POST", "/v1/members", {"email": "heir@example.com", "roles": ["Owner"]}).json()
    assert refusal(owner.call("DELETE", f"/v1/members/{acme.owner_id}")) == (409, "last_owner")
    assert sign_up(world, heir["link"]).status_code == 303
    assert owner.call("DELETE", f"/v1/members/{acme.owner_id}").status_code == 204


def test_two_owners_who_remove_each_other_at_once_leave_one(acme: Organisation, owner: Key, world: World) -> None:
    with neighbour_of(world) as other:
        for _ in range(8):
            world.execute("delete from members")
            pair = [seen_owner(acme), seen_owner(acme)]
            asks = [
                partial(eye.client.delete, f"/v1/members/{id}", headers={"authorization": f"Bearer {owner.text}"})
                for eye, id in zip((world, other), pair, strict=True)
            ]
            codes = sorted(answer.status_code for answer in at_once(*asks))
            assert codes == [204, 409]
            assert len(world.rows("select id from members")) == 1


def test_what_an_actor_may_is_read_again_under_the_lock(acme: Organisation, world: World) -> None:
    """Between the check of a request and its write the actor may have lost a role, or have been removed."""
    ada, bob = invite(acme, "ada", "Viewer"), invite(acme, "bob", "Viewer")
    for actor in (ada["id"], "mem_removed", "key_removed"):
        stale = Principal(acme.id, actor, ROLES["Owner"])
        refused = world.write(remove_member, stale, bob["id"], world.clock.at)
        assert refused is not None
        assert refused.code == "permission_missing"


def test_a_stranger_gets_404_for_every_member(acme: Organisation, stranger: Organisation, world: World) -> None:
    ada = invite(acme, "ada", "Viewer")
    path = f"/v1/members/{ada['id']}"
    assert refusal(stranger.call("PATCH", path, {"roles": ["Viewer"]})) == (404, "not_found")
    assert refusal(stranger.call("DELETE", path)) == (404, "not_found")
    assert refusal(stranger.call("POST", f"{path}/invitation")) == (404, "not_found")
    assert ada["id"] not in stranger.get("/v1/members").text
    theirs = new_role(stranger, "Theirs", "flag.view")
    assert refusal(acme.call("PATCH", path, {"roles": [theirs]})) == (400, "param_invalid")
    assert roles_of(world, ada["id"]) == '["Viewer"]'


def test_each_act_needs_its_own_permission(acme: Organisation) -> None:
    ada, key = invite(acme, "ada", "Viewer"), Key(acme, "Viewer")
    for method, path, permission in (
        ("GET", "/v1/members", "member.view"),
        ("POST", "/v1/members", "member.create"),
        ("PATCH", f"/v1/members/{ada['id']}", "member.update"),
        ("DELETE", f"/v1/members/{ada['id']}", "member.delete"),
        ("POST", f"/v1/members/{ada['id']}/invitation", "member.create"),
    ):
        answer = key.call(method, path, {"email": "b@example.com", "roles": ["Viewer"]})
        assert (refusal(answer), answer.json()["permission"]) == ((403, "permission_missing"), permission)
