"""GET /v1/audit: the audit log in pages, or all of it as CSV."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.clock import iso
from eye.db import Row
from eye.http.bodies import answer
from eye.http.context import context
from eye.http.fields import Fields, wrong
from eye.http.pages import page, read_page
from eye.organisations.audit.as_csv import audit_csv
from eye.organisations.audit.store import Wanted, acts
from eye.organisations.principal import needs, principal_of


@needs("audit.view")
async def list_all(request: Request) -> Response:
    eye, organisation_id = context(request), principal_of(request).organisation_id
    asked, wanted = read_page(request), _wanted(request)
    if _wants_csv(request):
        return audit_csv(eye.db, organisation_id, wanted)
    rows = await eye.db.read(acts, organisation_id, wanted, asked.limit + 1)
    return answer(page([_document(row) for row in rows], asked))


def _wanted(request: Request) -> Wanted:
    fields = Fields(dict(request.query_params))
    return Wanted(
        actor=fields.text("actor") or "",
        act=fields.text("act") or "",
        subject=fields.text("subject") or "",
        since=fields.time("from"),
        until=fields.time("to"),
        before=read_page(request).before,
    )


def _wants_csv(request: Request) -> bool:
    format = request.query_params.get("format")
    if format not in (None, "csv", "json"):
        raise wrong("format", "must be csv or json")
    return format == "csv" or (format is None and request.headers.get("accept", "").strip().startswith("text/csv"))


def _document(row: Row) -> dict[str, object]:
    return {
        "id": row["id"],
        "at": iso(row["at"]),
        "actor": row["actor"],
        "act": row["act"],
        "subject": row["subject"],
        "address": row["address"],
        "data": msgspec.json.decode(row["data"]),
    }


routes = [Route("/v1/audit", list_all, methods=["GET"])]
