"""/v1/candidates: who takes assessments, and what is switched off or relaxed for them."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.assessments import candidate_store
from eye.assessments.accommodate import accommodate
from eye.assessments.accommodations import read_accommodations, read_wanted
from eye.assessments.enrol import add_candidate, change_candidate, read_person
from eye.assessments.grant_attempt import grant_attempt
from eye.clock import iso
from eye.db import Row
from eye.errors import Refusal
from eye.http.bodies import answer, read_body, read_object
from eye.http.context import context, refuse
from eye.http.fields import Fields, wrong
from eye.http.pages import FIRST, page, read_page
from eye.organisations.principal import needs, principal_of

LIMIT = 64 * 1024
UNKNOWN = Refusal("not_found", "There is no such candidate.")


@needs("candidate.view")
async def list_all(request: Request) -> Response:
    eye, asked = context(request), read_page(request)
    after = "" if asked.before == FIRST else asked.before
    organisation_id = principal_of(request).organisation_id
    rows = await eye.db.read(candidate_store.list_candidates, organisation_id, after, asked.limit + 1)
    return answer(page([document(row) for row in rows], asked))


@needs("candidate.view")
async def show(request: Request) -> Response:
    row = await _find(request)
    return refuse(request, UNKNOWN) if row is None else answer(document(row))


@needs("candidate.create")
async def create(request: Request) -> Response:
    fields = Fields(read_object(await read_body(request, LIMIT)))
    return await _write(request, add_candidate, fields.outside_id("id"), read_person(fields), status=201)


@needs("candidate.update")
async def change(request: Request) -> Response:
    fields = Fields(read_object(await read_body(request, LIMIT)))
    id = request.path_params["id"]
    if fields.found.get("id", id) != id:
        raise wrong("id", "of a candidate cannot be changed")
    return await _write(request, change_candidate, id, read_person(fields))


async def _write(request: Request, verb: Callable[..., Row | Refusal], *args: Any, status: int = 200) -> Response:
    eye, principal = context(request), principal_of(request)
    made = await eye.db.write(verb, principal.organisation_id, principal.actor, *args, eye.clock.now())
    return refuse(request, made) if isinstance(made, Refusal) else answer(document(made), status)


@needs("candidate.view")
async def show_accommodations(request: Request) -> Response:
    row = await _find(request)
    return refuse(request, UNKNOWN) if row is None else answer(_accommodations(row))


@needs("candidate.update")
async def put_accommodations(request: Request) -> Response:
    eye, principal, id = context(request), principal_of(request), request.path_params["id"]
    wanted = read_wanted(Fields(read_object(await read_body(request, LIMIT))))
    made = await eye.db.write(accommodate, principal.organisation_id, principal.actor, id, wanted, eye.clock.now())
    return refuse(request, made) if isinstance(made, Refusal) else answer(_accommodations(made))


@needs("session.update")
async def post_attempt(request: Request) -> Response:
    eye, principal, id = context(request), principal_of(request), request.path_params["id"]
    assessment_id = Fields(read_object(await read_body(request, LIMIT))).outside_id("assessmentId")
    now = eye.clock.now()
    made = await eye.db.write(grant_attempt, principal.organisation_id, principal.actor, id, assessment_id, now)
    return refuse(request, made) if isinstance(made, Refusal) else answer(_attempts(made), 201)


async def _find(request: Request) -> Row | None:
    organisation_id = principal_of(request).organisation_id
    return await context(request).db.read(candidate_store.find, organisation_id, request.path_params["id"])


def document(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "firstName": row["first_name"],
        "lastName": row["last_name"],
        "email": row["email"],
        "createdAt": iso(row["created_at"]),
    }


def _accommodations(row: Row) -> dict[str, Any]:
    found = read_accommodations(row["accommodations"])
    return {"candidateId": row["id"], "everywhere": found.everywhere, "assessments": found.assessments}


def _attempts(row: Row) -> dict[str, Any]:
    return {
        "candidateId": row["candidate_id"],
        "assessmentId": row["assessment_id"],
        "attempts": row["attempts"],
        "granted": row["granted"],
    }


routes = [
    Route("/v1/candidates", list_all, methods=["GET"]),
    Route("/v1/candidates", create, methods=["POST"]),
    Route("/v1/candidates/{id}", show, methods=["GET"]),
    Route("/v1/candidates/{id}", change, methods=["PATCH"]),
    Route("/v1/candidates/{id}/accommodations", show_accommodations, methods=["GET"]),
    Route("/v1/candidates/{id}/accommodations", put_accommodations, methods=["PUT"]),
    Route("/v1/candidates/{id}/attempts", post_attempt, methods=["POST"]),
]
