"""/openapi.json says all of what is served, and nothing else."""

from typing import Any

import jsonschema_rs
import msgspec
import pytest
from openapi_spec_validator import validate
from starlette.routing import Route

from eye.api.errors import PAGES
from eye.api.reference.openapi import OPERATIONS, document, example, operation_id, routes_of_api
from eye.app import BROWSER_ROUTES, OAUTH_ROUTES, SERVER_ROUTES
from eye.app import OPERATIONS as OPERATION_ROUTES
from eye.http.problems import KINDS
from eye.organisations.permissions import PERMISSIONS
from tests.world import World

ROUTES = [*BROWSER_ROUTES, *SERVER_ROUTES, *OAUTH_ROUTES, *OPERATION_ROUTES]
DOCUMENT = document(ROUTES, "https://eye.example.com")


def operations() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", one)
        for path, methods in DOCUMENT["paths"].items()
        for method, one in methods.items()
    ]


def test_every_route_is_described_and_nothing_else() -> None:
    assert set(routes_of_api(ROUTES)) == set(OPERATIONS) == {name for name, _ in operations()}


def test_it_is_valid() -> None:
    validate(DOCUMENT)


def test_it_is_served_to_anyone(world: World) -> None:
    answer = world.client.get("/openapi.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    found = answer.json()
    assert found["paths"].keys() == DOCUMENT["paths"].keys()
    assert found["servers"] == [{"url": "http://localhost:8000"}]


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_a_code_that_is_declared_exists(name: str) -> None:
    assert set(OPERATIONS[name][1].refuses) <= KINDS.keys() & PAGES.keys()


def test_an_operation_names_the_permission_that_its_route_asks_for() -> None:
    routes = routes_of_api(ROUTES)
    for name, operation in operations():
        wanted = getattr(routes[name].endpoint, "permission", None)
        assert operation.get("x-permission") == wanted
        if wanted is not None:
            assert wanted in PERMISSIONS
            assert f"`{wanted}`" in operation["description"]
            assert operation["security"] == [{"secretKey": []}, {"accessToken": []}]


def test_a_server_route_without_a_permission_is_an_exception() -> None:
    free = [
        route.path for route in SERVER_ROUTES if isinstance(route, Route) and not hasattr(route.endpoint, "permission")
    ]
    assert free == []


def test_operation_ids_are_unique() -> None:
    ids = [operation["operationId"] for _, operation in operations()]
    assert len(ids) == len(set(ids))
    assert operation_id("POST", "/v1/keys/{id}/rotate") == "postKeysByIdRotate"


def test_every_example_is_valid_against_its_schema() -> None:
    for name, operation in operations():
        bodies = [operation.get("requestBody", {}), *map(resolved, operation["responses"].values())]
        for content in (one for body in bodies for one in body.get("content", {}).values() if "example" in one):
            check(content["example"], content["schema"], name)
        for parameter in operation.get("parameters", []):
            if "example" in parameter:
                check(parameter["example"], parameter["schema"], name)
        for field, schema in OPERATIONS[name][1].query.items():
            check(example(schema, {}), schema, f"{name} {field}")


def resolved(response: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in response:
        return response
    found: dict[str, Any] = DOCUMENT["components"]["responses"][response["$ref"].rpartition("/")[2]]
    return found


def check(value: Any, schema: dict[str, Any], name: str) -> None:
    validator = jsonschema_rs.Draft202012Validator({**schema, "components": DOCUMENT["components"]})
    assert [f"{name}: {problem.message}" for problem in validator.iter_errors(value)] == []


@pytest.mark.parametrize("name", [name for name in sorted(OPERATIONS) if OPERATIONS[name][1].body is not None])
def test_a_field_of_a_body_tells_what_belongs_there(name: str) -> None:
    body = OPERATIONS[name][1].body
    assert body is not None
    for field, schema in body.schema.get("properties", {}).items():
        assert msgspec.json.encode(example(schema, {})), field
