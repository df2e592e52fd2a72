"""The OpenAPI 3.1 document, made from the routes that serve, the permissions they ask for, and what is said of them."""

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from starlette.routing import BaseRoute, Route

import eye
from eye.api.etags import is_single
from eye.api.reference import AREAS
from eye.api.reference.fields import Body
from eye.api.reference.operation import Operation
from eye.api.reference.refusals import PROBLEM, by_status, problem_response

PREFIXES = ("/v1/", "/oauth/", "/healthz", "/readyz", "/metrics")
REF = "#/components/schemas/{name}"
OPERATIONS: dict[str, tuple[str, Operation]] = {
    route: (area, operation) for area, operations in AREAS.items() for route, operation in operations.items()
}
ONCE = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "description": "Such as a UUID. The same one within 24 hours does nothing more, and is answered as before.",
}
TAG = {"schema": {"type": "string"}, "in": "header"}
IF_NONE_MATCH = {"name": "If-None-Match", **TAG, "description": "The ETag that you have: 304 while it is still good."}
IF_MATCH = {"name": "If-Match", **TAG, "description": "The ETag that you read: 412 where somebody was faster."}
ETAG = {"ETag": {"description": "Of just this answer.", "schema": {"type": "string"}}}
PATH_EXAMPLES = {
    "keys": "key_06example",
    "domains": "dom_06example",
    "assessments": "algebra-1",
    "candidates": "student-42",
    "sessions": "ses_06example",
    "flags": "flg_06example",
    "webhooks": "whk_06example",
    "roles": "rol_06example",
    "members": "mem_06example",
    "erasures": "era_06example",
    "delivery": "dlv_06example",
    "media": "shot_1",
}
ABOUT = """Eye watches over online exams. Everything here is what its servers, its dashboard and its widget use.

Servers send a secret key, or an OAuth 2.0 access token, as `Authorization: Bearer …`. What a key may do is decided by
its roles; each operation names the permission it needs. Lists are `{items, nextCursor}`. Times are ISO 8601 in UTC.
Answers to servers carry `RateLimit` headers.
Every error is a problem document (RFC 9457) with a stable `code`, which `/docs/errors` explains. Fields may be added
to answers: ignore those that you do not know."""


def routes_of_api(routes: Iterable[BaseRoute]) -> dict[str, Route]:
    """By method and path, such as `GET /v1/keys/{id}`."""
    return {
        f"{method} {route.path}": route
        for route in routes
        if isinstance(route, Route) and route.path.startswith(PREFIXES)
        for method in sorted((route.methods or set()) - {"HEAD"})
    }


def document(routes: Sequence[BaseRoute], public_url: str) -> dict[str, Any]:
    """What `/openapi.json` answers. A route that nothing is said of is left out; a test sees to it that none is."""
    served = {name: route for name, route in routes_of_api(routes).items() if name in OPERATIONS}
    schemas = _schemas(OPERATIONS[name][1] for name in served)
    paths: dict[str, dict[str, Any]] = {}
    for area_and_route in OPERATIONS:  # in the order of the page
        if area_and_route in served:
            method, _, path = area_and_route.partition(" ")
            paths.setdefault(path, {})[method.lower()] = _operation(area_and_route, served[area_and_route], schemas)
    refusals = _shared(paths)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Eye",
            "version": eye.__version__,
            "description": ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": public_url}],
        "externalDocs": {"url": f"{public_url}/docs"},
        "tags": [{"name": area} for area in AREAS],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": refusals,
            "securitySchemes": _security_schemes(public_url),
        },
    }


def _shared(paths: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The refusals, each once, and a reference to it in every operation that can answer it."""
    found: dict[str, Any] = {}
    for operation in (one for path in paths.values() for one in path.values()):
        for status, response in operation["responses"].items():
            if "application/problem+json" in response.get("content", {}):
                name = _name_of(found, status, response)
                operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}
    return found


def _name_of(found: dict[str, Any], status: str, response: dict[str, Any]) -> str:
    for number in itertools.count(1):
        name = f"Refused{status}" if number == 1 else f"Refused{status}-{number}"
        if found.setdefault(name, response) == response:
            return name
    raise AssertionError


def _security_schemes(public_url: str) -> dict[str, Any]:
    flow = {"tokenUrl": f"{public_url}/oauth/token", "scopes": {}}
    return {
        "secretKey": {"type": "http", "scheme": "bearer", "description": "A secret key, `eye_sk_…`. Never in a page."},
        "accessToken": {
            "type": "oauth2",
            "flows": {"clientCredentials": flow},
            "description": "The client id is the key id, the client secret the secret key.",
        },
    }


def _schemas(operations: Iterable[Operation]) -> dict[str, Any]:
    types: list[Any] = []
    found: dict[str, Any] = {}
    for operation in operations:
        types += [answer for answer in operation.answers.values() if answer is not None and not isinstance(answer, str)]
        if operation.body is not None:
            found[operation.body.name] = operation.body.schema
    made = msgspec.json.schema_components(types, ref_template=REF)[1]
    # Strict for ourselves, open for clients: a field may be added at any time.
    open = {
        name: {word: value for word, value in one.items() if word != "additionalProperties" or value}
        for name, one in made.items()
    }
    return {**open, **found, "Problem": PROBLEM}


def _operation(name: str, route: Route, schemas: dict[str, Any]) -> dict[str, Any]:
    area, operation = OPERATIONS[name]
    method, _, path = name.partition(" ")
    permission = getattr(route.endpoint, "permission", None)
    found: dict[str, Any] = {
        "operationId": operation_id(method, path),
        "summary": operation.summary,
        "tags": [area],
        "description": _description(operation, permission),
        "security": [{"secretKey": []}, {"accessToken": []}] if permission else [],
        "responses": _responses(operation, name, permission, schemas),
    }
    if permission:
        found["x-permission"] = permission
    parameters = [*_path_parameters(path), *_query_parameters(operation)]
    if permission and method == "POST":
        parameters.append(ONCE)
    if permission and is_single(path) and method in ("GET", "PATCH"):
        parameters.append(IF_NONE_MATCH if method == "GET" else IF_MATCH)
        found["responses"]["200"]["headers"] = ETAG
        if method == "GET":
            found["responses"]["304"] = {"description": "It is as you know it.", "headers": ETAG}
    if parameters:
        found["parameters"] = parameters
    if operation.body is not None:
        found["requestBody"] = _request_body(operation.body, schemas)
    return found


def operation_id(method: str, path: str) -> str:
    """Such as `postKeysByIdRotate`."""
    words = [word for word in re.split(r"[/-]", path) if word not in ("", "v1")]
    named = [f"By{word[1:-1].capitalize()}" if word.startswith("{") else word.capitalize() for word in words]
    return method.lower() + "".join(named)


def _description(operation: Operation, permission: str | None) -> str:
    needs = f"Needs the permission `{permission}`." if permission else ""
    return " ".join(part for part in (operation.detail, needs) if part)


def _path_parameters(path: str) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string"},
            "example": PATH_EXAMPLES.get(path.split("/")[2] if name == "id" else name, "id"),
        }
        for name in re.findall(r"\{(\w+)\}", path)
    ]


def _query_parameters(operation: Operation) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "query",
            # No examples: the console would fill them in, and every list would come back filtered.
            "schema": {word: value for word, value in schema.items() if word not in ("description", "examples")},
            **({"description": schema["description"]} if "description" in schema else {}),
        }
        for name, schema in operation.query.items()
    ]


def _request_body(body: Body, schemas: dict[str, Any]) -> dict[str, Any]:
    if body.media == "application/octet-stream":
        return {"content": {body.media: {}}}
    reference = {"$ref": REF.format(name=body.name)}
    content: dict[str, Any] = {"schema": reference}
    if body.media != "multipart/form-data":
        content["example"] = example(reference, schemas)
    return {"required": not body.optional, "content": {body.media: content}}


def _responses(operation: Operation, name: str, permission: str | None, schemas: dict[str, Any]) -> dict[str, Any]:
    found = {str(status): _answer(answer, schemas) for status, answer in operation.answers.items()}
    method, _, path = name.partition(" ")
    if operation.also:
        found["200"]["content"][operation.also] = {}
    if not path.startswith("/oauth/"):
        for status, codes in by_status(operation, method, path, permission).items():
            found[str(status)] = problem_response(codes)
    return dict(sorted(found.items()))


def _answer(answer: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    if answer is None:
        return {"description": "Done."}
    if isinstance(answer, str):
        return {"description": "The bytes.", "content": {answer: {}}}
    reference = msgspec.json.schema_components([answer], ref_template=REF)[0][0]
    content = {"schema": reference, "example": example(reference, schemas)}
    return {
        "description": schemas[reference["$ref"].rpartition("/")[2]].get("description") or "The answer.",
        "content": {"application/json": content},
    }


def example(schema: Any, schemas: dict[str, Any]) -> Any:
    """A value that is valid against `schema`: its own example, or one made of those of its parts."""
    if "$ref" in schema:
        return example(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if "examples" in schema:
        return schema["examples"][0]
    if "default" in schema:
        return schema["default"]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return example(schema["anyOf"][0], schemas)
    kinds = schema.get("type", "object")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if kind == "array":
        return [example(schema["items"], schemas)] if "items" in schema else []
    if kind == "object":
        return {name: example(inner, schemas) for name, inner in schema.get("properties", {}).items()}
    return {"string": "text", "integer": 1, "number": 1, "boolean": True, "null": None}[kind]
