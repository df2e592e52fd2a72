"""A key is changed, paused, ended: each counts from the next request on."""

from typing import Any

import pytest

from eye.clock import iso
from eye.keys.create import NewKey, create_key
from eye.keys.edit import Change, edit_key
from eye.organisations.permissions import ROLES
from eye.organisations.principal import Principal
from tests.keys.made import acts_on, make, make_publishable
from tests.reading import problem, session_of
from tests.world import ORIGIN, Organisation, World


def test_a_key_can_be_looked_at_by_its_id_and_never_shows_itself(acme: Organisation) -> None:
    made = make(acme, note="for the grader")
    answer = acme.get(f"/v1/keys/{made.id}")
    assert (answer.json()["name"], answer.json()["note"]) == ("Grader", "for the grader")
    assert made.text not in answer.text


def test_everything_of_a_key_can_be_changed_but_the_key(acme: Organisation, world: World) -> None:
    made = make(acme)
    ends = iso(world.clock.at + 1000)
    answer = made.change(name="Bills", note="n", roles=["Viewer"], expiresAt=ends, ipAllowlist=["testclient"])
    assert problem(answer) == (400, "param_invalid")
    answer = made.change(name="Bills", note="n", roles=["Viewer"], expiresAt=ends)
    found = answer.json()
    assert answer.status_code == 200
    assert (found["name"], found["note"], found["roles"], found["expiresAt"]) == ("Bills", "n", ["Viewer"], ends)
    assert made.call(path="/v1/sessions").status_code == 200
    assert made.refused() == (403, "permission_missing")
    world.clock.move(seconds=1)
    assert made.refused() == (401, "key_expired")


def test_what_is_not_sent_stays_and_null_empties(acme: Organisation, world: World) -> None:
    made = make(acme, note="n", expiresAt=iso(world.clock.at + 1000), ipAllowlist=["10.0.0.0/8"])
    before = made.shown()
    assert made.change(name="New").json() == before | {"name": "New"}
    found = made.change(note=None, expiresAt=None, ipAllowlist=None).json()
    assert (found["note"], found["expiresAt"], found["ipAllowlist"]) == ("", None, [])
    assert found["roles"] == ["Billing"]


def test_a_change_is_audited_with_before_and_after_and_no_change_is_not(acme: Organisation, world: World) -> None:
    made = make(acme)
    world.clock.move(seconds=1)
    made.change(name="Grader")
    assert acts_on(acme, made.id) == ["api.key.create"]
    made.change(name="Bills", roles=["Viewer"])
    row = world.rows("select data from audit where act = 'api.key.update'")[0]
    assert row["data"] == (
        '{"before":{"name":"Grader","roles":["Billing"]},"after":{"name":"Bills","roles":["Viewer"]}}'
    )


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"name": None}, "param_missing", "name"),
        ({"name": " "}, "param_missing", "name"),
        ({"note": "x" * 501}, "param_invalid", "note"),
        ({"roles": ["God"]}, "param_invalid", "roles"),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, "param_invalid", "expiresAt"),
        ({"ipAllowlist": "10.0.0.1"}, "param_invalid", "ipAllowlist"),
        ({"kind": "publishable"}, "param_invalid", "kind"),
        ({"mode": "test"}, "param_invalid", "mode"),
    ],
)
def test_a_wrong_change_is_named_and_changes_nothing(
    acme: Organisation, changed: dict[str, Any], code: str, field: str
) -> None:
    made = make(acme)
    before = made.shown()
    answer = made.change(**{"name": "New", **changed})
    assert (problem(answer), answer.json()["field"]) == ((400, code), field)
    assert made.shown() == before


@pytest.mark.parametrize("field", ["roles", "ipAllowlist"])
def test_a_publishable_key_gets_neither_roles_nor_an_ip_list(acme: Organisation, field: str) -> None:
    made = make_publishable(acme)
    answer = made.change(**{field: ["Viewer"] if field == "roles" else ["10.0.0.1"]})
    assert (problem(answer), answer.json()["field"]) == ((400, "param_invalid"), field)


def test_an_inactive_key_is_refused_until_it_is_reactivated(acme: Organisation) -> None:
    made = make(acme)
    assert made.do("deactivate").json()["status"] == "inactive"
    assert made.refused() == (403, "key_inactive")
    assert made.do("deactivate").status_code == 200
    assert made.do("reactivate").json()["status"] == "active"
    assert made.works()
    assert made.do("reactivate").status_code == 200
    assert acts_on(acme, made.id) == ["api.key.create", "api.key.deactivate", "api.key.reactivate"]


def test_an_inactive_publishable_key_starts_nothing_and_its_sessions_go_on(acme: Organisation, world: World) -> None:
    made = make_publishable(acme)
    token = acme.started(apiKey=made.text)["token"]
    made.do("deactivate")
    assert problem(acme.start(apiKey=made.text, candidateId="bob")) == (403, "key_inactive")
    assert world.send(token, world.event(1, "STARTED")).status_code == 202


def test_a_revoked_key_stays_in_the_list_and_a_deleted_one_does_not(acme: Organisation) -> None:
    revoked, deleted = make(acme), make(acme)
    assert revoked.do("revoke").json()["status"] == "revoked"
    assert deleted.delete().status_code == 204
    assert revoked.refused() == deleted.refused() == (401, "key_revoked")
    listed = [key["id"] for key in acme.get("/v1/keys").json()["items"]]
    assert revoked.id in listed
    assert deleted.id not in listed
    assert revoked.do("revoke").json()["endedSessions"] == 0
    assert acts_on(acme, revoked.id) == ["api.key.create", "api.key.revoke"]


@pytest.mark.parametrize("act", ["deactivate", "reactivate", "rotate"])
def test_the_end_of_a_key_is_final(acme: Organisation, world: World, act: str) -> None:
    revoked, expired = make(acme), make(acme, expiresAt=iso(world.clock.at + 1000))
    revoked.do("revoke")
    world.clock.move(seconds=1)
    for made in (revoked, expired):
        assert problem(made.do(act)) == (409, "key_not_active")
        assert problem(made.change(expiresAt=None, roles=["Viewer"])) == (409, "key_not_active")
        assert made.change(name="Old", note="do not use").status_code == 200


def test_sessions_end_with_a_revoked_key_only_when_that_is_asked_for(acme: Organisation) -> None:
    made = make_publishable(acme)
    first, second = (acme.started(apiKey=made.text, candidateId=name)["sessionId"] for name in ("ada", "bob"))
    assert acme.get(f"/v1/keys/{made.id}/usage").json()["runningSessions"] == 2
    assert made.do("revoke").json()["endedSessions"] == 0
    assert session_of(acme, first)["status"] == "created"
    assert made.do("revoke", endSessions=True).json()["endedSessions"] == 2
    assert [session_of(acme, id)["endReason"] for id in (first, second)] == ["revoked", "revoked"]
    assert acts_on(acme, made.id) == ["api.key.create", "api.key.end_sessions", "api.key.revoke"]


def test_ending_sessions_needs_the_permission_to_end_sessions(acme: Organisation, world: World) -> None:
    made, developer = make_publishable(acme), make(acme, roles=["Developer"])
    session = acme.started(apiKey=made.text)["sessionId"]
    for method, path, body in (
        ("DELETE", f"/v1/keys/{made.id}?endSessions=true", None),
        ("POST", f"/v1/keys/{made.id}/revoke", {"endSessions": True}),
    ):
        answer = developer.call(method, path, body)
        assert (problem(answer), answer.json()["permission"]) == ((403, "permission_missing"), "session.end")
    assert made.shown()["status"] == "active"
    assert session_of(acme, session)["status"] == "created"
    assert developer.call("POST", f"/v1/keys/{made.id}/revoke").status_code == 200


def test_nobody_widens_a_key_beyond_themselves(acme: Organisation) -> None:
    admin, developer, own = make(acme, roles=["Admin"]), make(acme, roles=["Developer"]), make(acme)
    for method, path, body in (
        ("PATCH", f"/v1/keys/{own.id}", {"roles": ["Admin"]}),
        ("PATCH", f"/v1/keys/{admin.id}", {"ipAllowlist": ["10.0.0.1"]}),
        ("PATCH", f"/v1/keys/{admin.id}", {"roles": ["Developer"]}),
        ("POST", f"/v1/keys/{admin.id}/rotate", None),
        ("PATCH", f"/v1/keys/{developer.id}", {"roles": ["Developer", "Admin"]}),
    ):
        answer = developer.call(method, path, body)
        assert problem(answer) == (403, "permission_missing"), path
    assert developer.call("PATCH", f"/v1/keys/{admin.id}", {"name": "Ours"}).status_code == 200
    assert developer.call("POST", f"/v1/keys/{admin.id}/deactivate").status_code == 200
    assert problem(developer.call("POST", f"/v1/keys/{admin.id}/reactivate")) == (403, "permission_missing")
    assert developer.call("POST", f"/v1/keys/{admin.id}/revoke").status_code == 200


def test_a_role_that_was_taken_away_meanwhile_gives_nothing_more(acme: Organisation, world: World) -> None:
    """What the request began with is not enough: the verb asks again, under the lock."""
    made = make(acme)
    admin = Principal(acme.id, make(acme, roles=["Viewer"]).id, ROLES["Admin"])
    outcome = world.write(edit_key, admin, made.id, Change({"roles": ("Admin",)}), world.clock.at)
    assert getattr(outcome, "code", None) == "permission_missing"
    wanted, pepper = NewKey("Mine", "secret", "live", roles=("Admin",)), world.parts.secrets.pepper
    made_now = world.write(create_key, acme.id, admin.actor, admin.permissions, wanted, pepper, world.clock.at)
    assert getattr(made_now, "code", None) == "permission_missing"


def test_a_secret_key_that_was_seen_in_a_browser_says_so(acme: Organisation) -> None:
    made = make(acme)
    assert problem(acme.start(apiKey=made.text)) == (401, "key_secret_in_browser")
    assert made.shown()["exposedAt"] is not None
    assert acme.start(origin=ORIGIN).status_code == 201
