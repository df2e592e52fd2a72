"""/v1/sessions/{id}: one session with its coverage."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.errors import Refusal
from eye.http.bodies import answer
from eye.http.context import context, refuse
from eye.organisations.principal import needs, principal_of
from eye.reports.coverage import coverage_of
from eye.reports.document import coverage_document
from eye.sessions import store
from eye.sessions.document import document


@needs("session.view")
async def show(request: Request) -> Response:
    eye = context(request)
    row = await eye.db.read(store.find_charged, principal_of(request).organisation_id, request.path_params["id"])
    if row is None:
        return refuse(request, Refusal("not_found", "There is no such session."))
    now = eye.clock.now()
    return answer({**document(row, now), "coverage": coverage_document(coverage_of(row, now))})


routes = [Route("/v1/sessions/{id}", show, methods=["GET"])]
