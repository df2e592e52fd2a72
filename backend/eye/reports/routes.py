"""/v1/sessions/{id}: one session with its coverage and its risk, and its report in three forms."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.db import Row, Tx
from eye.errors import Refusal
from eye.flags import store as flags
from eye.http.bodies import answer
from eye.http.context import context, refuse
from eye.organisations.principal import needs, principal_of
from eye.reports.coverage import coverage_of
from eye.reports.document import coverage_document, risk_document
from eye.reports.downloads import as_csv, as_json, as_zip
from eye.reports.policies import find_versions
from eye.reports.report import Report, read_report
from eye.reports.risk import Risk, risk_of
from eye.sessions import store
from eye.sessions.document import document


@needs("session.view")
async def show(request: Request) -> Response:
    eye = context(request)
    now = eye.clock.now()
    found = await eye.db.read(_find, principal_of(request).organisation_id, request.path_params["id"], now)
    if found is None:
        return refuse(request, UNKNOWN)
    row, risk = found
    more = {"coverage": coverage_document(coverage_of(row, now)), "risk": risk_document(risk)}
    return answer({**document(row, now), **more})


def _find(tx: Tx, organisation_id: str, id: str, now: int) -> tuple[Row, Risk] | None:
    row = store.find_charged(tx, organisation_id, id)
    if row is None:
        return None
    policy = find_versions(tx, organisation_id).valid_for(row["created_at"])
    return row, risk_of(policy, flags.of_session(tx, id), now)


UNKNOWN = Refusal("not_found", "There is no such session.")


@needs("report.view")
async def report(request: Request) -> Response:
    found = await _report(request)
    return refuse(request, UNKNOWN) if found is None else as_json(found)


@needs("report.export")
async def csv(request: Request) -> Response:
    found = await _report(request)
    return refuse(request, UNKNOWN) if found is None else as_csv(found)


@needs("report.export")
@needs("media.view")
async def zipped(request: Request) -> Response:
    found = await _report(request)
    return refuse(request, UNKNOWN) if found is None else await as_zip(context(request), found)


async def _report(request: Request) -> Report | None:
    eye = context(request)
    about = principal_of(request).organisation_id, request.path_params["id"], eye.clock.now()
    return await eye.db.read(read_report, *about)


routes = [
    Route("/v1/sessions/{id}", show, methods=["GET"]),
    Route("/v1/sessions/{id}/report", report, methods=["GET"]),
    Route("/v1/sessions/{id}/report.csv", csv, methods=["GET"]),
    Route("/v1/sessions/{id}/report.zip", zipped, methods=["GET"]),
]
