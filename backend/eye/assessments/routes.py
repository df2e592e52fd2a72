"""/v1/assessments: create, list, look at, change, duplicate, archive, restore."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.assessments import store
from eye.assessments.create import create_assessment
from eye.assessments.edit import (
    UNKNOWN,
    archive_assessment,
    duplicate_assessment,
    edit_assessment,
    restore_assessment,
)
from eye.assessments.wanted import read_assessment, wanted_of
from eye.clock import iso
from eye.db import Row
from eye.errors import Refusal
from eye.http.bodies import answer, read_body, read_object
from eye.http.context import context, refuse
from eye.http.fields import Fields
from eye.http.pages import FIRST, page, read_page, read_switch
from eye.organisations.principal import needs, principal_of

LIMIT = 64 * 1024


@needs("assessment.view")
async def list_all(request: Request) -> Response:
    eye, principal, asked = context(request), principal_of(request), read_page(request)
    after = "" if asked.before == FIRST else asked.before
    archived = read_switch(request, "archived") or False
    rows = await eye.db.read(store.list_assessments, principal.organisation_id, archived, after, asked.limit + 1)
    return answer(page([document(row) for row in rows], asked))


@needs("assessment.view")
async def show(request: Request) -> Response:
    row = await context(request).db.read(store.find, principal_of(request).organisation_id, request.path_params["id"])
    return answer(document(row)) if row else refuse(request, UNKNOWN)


@needs("assessment.create")
async def create(request: Request) -> Response:
    eye, principal = context(request), principal_of(request)
    wanted = read_assessment(Fields(read_object(await read_body(request, LIMIT))))
    made = await eye.db.write(create_assessment, principal.organisation_id, principal.actor, wanted, eye.clock.now())
    return refuse(request, made) if isinstance(made, Refusal) else answer(document(made), 201)


@needs("assessment.update")
async def change(request: Request) -> Response:
    asked = read_object(await read_body(request, LIMIT))
    return await _answer(request, edit_assessment, request.path_params["id"], asked)


@needs("assessment.create")
async def duplicate(request: Request) -> Response:
    asked = read_object(await read_body(request, LIMIT))
    return await _answer(request, duplicate_assessment, request.path_params["id"], asked, status=201)


@needs("assessment.delete")
async def archive(request: Request) -> Response:
    return await _answer(request, archive_assessment, request.path_params["id"])


@needs("assessment.delete")
async def restore(request: Request) -> Response:
    return await _answer(request, restore_assessment, request.path_params["id"])


async def _answer(request: Request, verb: Callable[..., Row | Refusal], *args: Any, status: int = 200) -> Response:
    eye, principal = context(request), principal_of(request)
    made = await eye.db.write(verb, principal.organisation_id, principal.actor, *args, eye.clock.now())
    return refuse(request, made) if isinstance(made, Refusal) else answer(document(made), status)


def document(row: Row) -> dict[str, Any]:
    """An assessment as the API shows it; `examDuration` in seconds."""
    return {**wanted_of(row), "createdAt": iso(row["created_at"]), "archivedAt": iso(row["archived_at"])}


routes = [
    Route("/v1/assessments", list_all, methods=["GET"]),
    Route("/v1/assessments", create, methods=["POST"]),
    Route("/v1/assessments/{id}", show, methods=["GET"]),
    Route("/v1/assessments/{id}", change, methods=["PATCH"]),
    Route("/v1/assessments/{id}/duplicate", duplicate, methods=["POST"]),
    Route("/v1/assessments/{id}/archive", archive, methods=["POST"]),
    Route("/v1/assessments/{id}/restore", restore, methods=["POST"]),
]
