"""/v1/keys: create, list, delete."""

from typing import Any

import pytest

from eye.clock import iso
from tests.reading import problem
from tests.world import Organisation, World

NEW = {"name": "Production", "kind": "secret", "mode": "live", "roles": ["Reviewer"]}
FIELDS = {
    "id",
    "name",
    "note",
    "kind",
    "mode",
    "shown",
    "status",
    "roles",
    "ipAllowlist",
    "createdAt",
    "createdBy",
    "lastUsedAt",
    "lastUsedFrom",
    "expiresAt",
    "exposedAt",
    "rotatedTo",
    "rotatedFrom",
    "rotatedAt",
    "retiresAt",
    "stillUsed",
}


def create(owner: Organisation, **changed: Any) -> Any:
    return owner.call("POST", "/v1/keys", {**NEW, **changed})


def test_a_new_key_is_shown_once_and_works(acme: Organisation, world: World) -> None:
    answer = create(acme, note="for the grader", expiresAt="2027-01-01T00:00:00Z")
    assert answer.status_code == 201
    made = answer.json()
    key = made.pop("key")
    assert made.keys() == FIELDS
    assert (made["name"], made["note"], made["kind"], made["mode"]) == (
        "Production",
        "for the grader",
        "secret",
        "live",
    )
    assert (made["status"], made["roles"], made["createdAt"]) == ("active", ["Reviewer"], iso(world.clock.at))
    assert made["expiresAt"] == "2027-01-01T00:00:00.000Z"
    assert made["shown"] == f"eye_sk_live_{key[12:16]}…{key[-10:-6]}"
    assert acme.get("/v1/sessions", key).status_code == 200
    assert answer.headers["cache-control"] == "no-store"


def test_no_list_ever_shows_a_secret_key(acme: Organisation) -> None:
    key = create(acme).json()["key"]
    listed = acme.get("/v1/keys")
    assert key not in listed.text
    assert acme.secret not in listed.text
    assert "hash" not in listed.text
    assert listed.json()["items"][0].keys() == FIELDS


def test_a_publishable_key_starts_sessions(acme: Organisation) -> None:
    key = create(acme, kind="publishable", roles=[]).json()["key"]
    assert key.startswith("eye_pk_live_")
    assert acme.start(apiKey=key).status_code == 201


def test_a_deleted_key_gets_401_on_the_next_request(acme: Organisation) -> None:
    made = create(acme).json()
    assert acme.get("/v1/sessions", made["key"]).status_code == 200
    assert acme.call("DELETE", f"/v1/keys/{made['id']}").status_code == 204
    assert problem(acme.get("/v1/sessions", made["key"])) == (401, "key_revoked")
    assert made["id"] not in acme.get("/v1/keys").text
    assert problem(acme.call("DELETE", f"/v1/keys/{made['id']}")) == (404, "not_found")


def test_sessions_that_run_go_on_when_their_key_is_deleted(acme: Organisation, world: World) -> None:
    made = create(acme, kind="publishable", roles=[]).json()
    token = acme.started(apiKey=made["key"])["token"]
    acme.call("DELETE", f"/v1/keys/{made['id']}")
    assert world.send(token, world.event(1, "STARTED")).status_code == 202
    assert problem(acme.start(apiKey=made["key"], candidateId="bob")) == (401, "key_revoked")


def test_the_plan_limits_the_keys_and_a_deleted_one_makes_room(acme: Organisation) -> None:
    made = [create(acme) for _ in range(19)]
    assert [answer.status_code for answer in made] == [201] * 18 + [409]
    assert problem(made[-1]) == (409, "key_limit_reached")
    acme.call("DELETE", f"/v1/keys/{made[0].json()['id']}")
    assert create(acme).status_code == 201


def test_an_expired_key_says_so_and_makes_room(acme: Organisation, world: World) -> None:
    made = create(acme, expiresAt=iso(world.clock.at + 1000)).json()
    world.clock.move(seconds=1)
    assert problem(acme.get("/v1/sessions", made["key"])) == (401, "key_expired")
    listed = {key["id"]: key["status"] for key in acme.get("/v1/keys").json()["items"]}
    assert listed[made["id"]] == "expired"


def test_nobody_hands_out_what_they_lack(acme: Organisation, world: World) -> None:
    developer = acme.new_key("secret", roles=("Developer",))
    headers = {"authorization": f"Bearer {developer}"}
    answer = world.client.post("/v1/keys", json={**NEW, "roles": ["Admin"]}, headers=headers)
    assert problem(answer) == (403, "permission_missing")
    assert world.client.post("/v1/keys", json={**NEW, "roles": ["Developer"]}, headers=headers).status_code == 201


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"name": ""}, "param_missing", "name"),
        ({"name": "  "}, "param_missing", "name"),
        ({"name": 5}, "param_invalid", "name"),
        ({"name": "x" * 81}, "param_invalid", "name"),
        ({"name": "a\0"}, "param_invalid", "name"),
        ({"kind": None}, "param_missing", "kind"),
        ({"kind": "public"}, "param_invalid", "kind"),
        ({"mode": None}, "param_missing", "mode"),
        ({"mode": []}, "param_invalid", "mode"),
        ({"roles": "Admin"}, "param_invalid", "roles"),
        ({"roles": ["God"]}, "param_invalid", "roles"),
        ({"kind": "publishable"}, "param_invalid", "roles"),
        ({"expiresAt": "tomorrow"}, "param_invalid", "expiresAt"),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, "param_invalid", "expiresAt"),
        ({"expiresAt": "9999-12-31T23:59:59-23:59"}, "param_invalid", "expiresAt"),
    ],
)
def test_a_wrong_field_is_named(acme: Organisation, changed: dict[str, Any], code: str, field: str) -> None:
    answer = create(acme, **changed)
    assert problem(answer) == (400, code)
    assert answer.json()["field"] == field


def test_keys_are_audited_without_the_key(acme: Organisation, world: World) -> None:
    made = create(acme).json()
    world.clock.move(seconds=1)
    acme.call("DELETE", f"/v1/keys/{made['id']}")
    rows = world.rows("select act, data from audit where subject = :id order by id", id=made["id"])
    assert [row["act"] for row in rows] == ["api.key.create", "api.key.delete"]
    assert not [row for row in rows if made["key"] in row["data"]]
