"""GET and PATCH /v1/organisation."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.clock import iso
from eye.db import Row, Tx
from eye.http.bodies import answer, read_body, read_object
from eye.http.context import context
from eye.http.fields import Fields
from eye.organisations import store
from eye.organisations.candidate_reports import change_candidate_reports
from eye.organisations.identity import MODES, change_identity
from eye.organisations.low_credits import MOST, change_low_credits
from eye.organisations.principal import Principal, needs, principal_of


@needs("organisation.view")
async def show(request: Request) -> Response:
    return answer(_document(await context(request).db.read(_find, principal_of(request).organisation_id)))


@needs("organisation.update")
async def change(request: Request) -> Response:
    eye, fields = context(request), Fields(read_object(await read_body(request, 64 * 1024)))
    identity = fields.choice("identity", MODES)
    low_credits = fields.integer("lowCredits", least=0, most=MOST)
    reports = fields.switch("candidateReports")
    changes = identity, low_credits, reports
    return answer(_document(await eye.db.write(_change, principal_of(request), *changes, eye.clock.now())))


def _find(tx: Tx, organisation_id: str) -> Row:
    found = store.find_organisation(tx, organisation_id)
    assert found is not None  # noqa: S101 - the principal was just read with it
    return found


def _change(
    tx: Tx, principal: Principal, identity: str | None, low_credits: int | None, reports: bool | None, now: int
) -> Row:
    if identity is not None:
        change_identity(tx, principal, identity, now)
    if low_credits is not None:
        change_low_credits(tx, principal, low_credits, now)
    if reports is not None:
        change_candidate_reports(tx, principal, reports, now)
    return _find(tx, principal.organisation_id)


def _document(row: Row) -> dict[str, object]:
    return {
        "id": row["id"],
        "name": row["name"],
        "identity": row["identity"],
        "keyLimit": row["key_limit"],
        "domainLimit": row["domain_limit"],
        "lowCredits": row["low_credits"],
        "candidateReports": row["candidate_reports_at"] is not None,
        "createdAt": iso(row["created_at"]),
    }


routes = [
    Route("/v1/organisation", show, methods=["GET"]),
    Route("/v1/organisation", change, methods=["PATCH"]),
]
