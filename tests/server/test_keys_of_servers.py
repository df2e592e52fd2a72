"""Who may ask at the server endpoints: a secret key that works, with the permission that the endpoint names."""

import re

import pytest
from starlette.routing import Route

from eye.app import SERVER_ROUTES
from eye.organisations.permissions import ROLES
from tests.reading import problem
from tests.world import ORIGIN, Organisation, World

ENDPOINTS = [
    (method, route.path, route.endpoint.permission)  # type: ignore[attr-defined]
    for route in SERVER_ROUTES
    if isinstance(route, Route)
    for method in sorted((route.methods or set()) - {"HEAD"})
]


def anything(path: str) -> str:
    return re.sub(r"\{\w+\}", "any", path)


@pytest.mark.parametrize(("method", "path", "permission"), ENDPOINTS)
def test_a_key_without_the_permission_is_told_which(
    acme: Organisation, world: World, method: str, path: str, permission: str
) -> None:
    key = acme.new_key("secret")
    headers = {"authorization": f"Bearer {key}"}
    answer = world.client.request(method, anything(path), headers=headers, json={})
    assert problem(answer) == (403, "permission_missing")
    assert answer.json()["permission"] == permission
    assert permission in answer.json()["detail"]


@pytest.mark.parametrize(("method", "path", "permission"), ENDPOINTS)
def test_nobody_gets_in_without_a_secret_key(
    acme: Organisation, world: World, method: str, path: str, permission: str
) -> None:
    def asked(**headers: str) -> tuple[int, str]:
        return problem(world.client.request(method, anything(path), headers=headers, json={}))

    assert asked() == (401, "key_missing")
    assert asked(authorization=f"Basic {acme.secret}") == (401, "key_missing")
    assert asked(authorization="Bearer ") == (401, "key_missing")
    assert asked(authorization=f"Bearer {acme.publishable}") == (401, "key_wrong_kind")
    assert asked(authorization=f"Bearer {acme.secret[:-1]}") == (401, "key_malformed")


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("Reviewer", "/v1/sessions", 200),
        ("Reviewer", "/v1/keys", 403),
        ("Developer", "/v1/keys", 200),
        ("Developer", "/v1/sessions", 403),
        ("Viewer", "/v1/assessments", 200),
        ("Billing", "/v1/organisation", 200),
        ("Billing", "/v1/domains", 403),
    ],
)
def test_a_role_gives_what_it_says(acme: Organisation, role: str, path: str, status: int) -> None:
    assert acme.get(path, acme.new_key("secret", roles=(role,))).status_code == status


def test_roles_add_up(acme: Organisation) -> None:
    key = acme.new_key("secret", roles=("Reviewer", "Billing"))
    assert acme.get("/v1/sessions", key).status_code == acme.get("/v1/organisation", key).status_code == 200


def test_a_website_that_is_not_registered_cannot_use_a_secret_key(acme: Organisation, world: World) -> None:
    def asked(*origins: str) -> int:
        headers = [("authorization", f"Bearer {acme.secret}"), *(("origin", origin) for origin in origins)]
        return int(world.client.get("/v1/organisation", headers=headers).status_code)

    assert asked() == asked(ORIGIN) == 200
    assert asked("https://evil.example.org") == asked("null") == 403
    assert asked(ORIGIN, ORIGIN) == 400


def test_the_reference_of_this_eye_may_use_one(acme: Organisation, world: World) -> None:
    own = world.parts.settings.public_url
    for origins, status in (([own], 200), ([own, own], 400), (["http://localhost:8001"], 403)):
        headers = [("authorization", f"Bearer {acme.secret}"), *(("origin", origin) for origin in origins)]
        assert world.client.get("/v1/organisation", headers=headers).status_code == status


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ("revoked_at = 1", 401, "key_revoked"),
        ("deleted_at = 1", 401, "key_revoked"),
        ("expires_at = 1", 401, "key_expired"),
        ("inactive_at = 1", 403, "key_inactive"),
    ],
)
def test_a_change_of_a_key_counts_on_the_next_request(
    acme: Organisation, world: World, change: str, status: int, code: str
) -> None:
    assert acme.get("/v1/organisation").status_code == 200
    world.execute(f"update keys set {change} where organisation_id = :id and kind = 'secret'", id=acme.id)  # noqa: S608
    answer = acme.get("/v1/organisation")
    assert problem(answer) == (status, code)
    assert answer.json()["keyId"].startswith("key_")
    assert acme.secret not in answer.text


def test_a_suspended_organisation_is_told_so(acme: Organisation, world: World) -> None:
    world.execute("update organisations set suspended_at = 1 where id = :id", id=acme.id)
    assert problem(acme.get("/v1/organisation")) == (403, "organisation_suspended")


def test_the_use_of_a_key_is_noted_at_most_once_a_minute(acme: Organisation, world: World) -> None:
    def last_used() -> str:
        keys = acme.get("/v1/keys").json()["items"]
        return next(str(key["lastUsedAt"]) for key in keys if key["kind"] == "secret")

    acme.get("/v1/organisation")
    first = last_used()
    world.clock.move(seconds=59)
    assert last_used() == first
    world.clock.move(seconds=1)
    last_used()
    assert last_used() > first


def test_the_roles_of_this_table_exist() -> None:
    assert {"Reviewer", "Developer", "Viewer", "Billing"} <= ROLES.keys()
