"""What is erased on request: DELETE /v1/candidates/{id}, DELETE /v1/sessions/{id}/evidence, and /v1/erasures."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.db import Row
from eye.errors import Refusal
from eye.http.bodies import answer
from eye.http.context import context, refuse
from eye.http.pages import page, read_page
from eye.organisations.principal import needs, principal_of
from eye.retention import store
from eye.retention.ask import erase_candidate, erase_evidence
from eye.retention.document import erasure_document, signed_document

UNKNOWN = Refusal("not_found", "There is no such erasure.")


@needs("candidate.delete")
async def delete_candidate(request: Request) -> Response:
    return await _ask(request, erase_candidate)


@needs("candidate.delete")
async def delete_evidence(request: Request) -> Response:
    return await _ask(request, erase_evidence)


async def _ask(request: Request, verb: Callable[..., Row | Refusal]) -> Response:
    eye = context(request)
    made = await eye.db.write(verb, principal_of(request), request.path_params["id"], eye.clock.now())
    if isinstance(made, Refusal):
        return refuse(request, made)
    headers = {"location": f"/v1/erasures/{made['id']}"}
    return answer(signed_document(made, eye.secrets.pepper), 202, headers)


@needs("retention.view")
async def list_all(request: Request) -> Response:
    asked, organisation_id = read_page(request), principal_of(request).organisation_id
    rows = await context(request).db.read(store.list_erasures, organisation_id, asked.before, asked.limit + 1)
    return answer(page([erasure_document(row) for row in rows], asked))


@needs("retention.view")
async def show(request: Request) -> Response:
    eye, organisation_id = context(request), principal_of(request).organisation_id
    row = await eye.db.read(store.find_erasure, organisation_id, request.path_params["id"])
    if row is None:
        return refuse(request, UNKNOWN)
    found: dict[str, Any] = signed_document(row, eye.secrets.pepper)
    return answer(found)


routes = [
    Route("/v1/candidates/{id}", delete_candidate, methods=["DELETE"]),
    Route("/v1/sessions/{id}/evidence", delete_evidence, methods=["DELETE"]),
    Route("/v1/erasures", list_all, methods=["GET"]),
    Route("/v1/erasures/{id}", show, methods=["GET"]),
]
