"""GET /v1/usage and GET /v1/credits: what was charged, to what, and what is left."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.billing import lot_store, report_store
from eye.billing.csv import ledger_csv, usage_csv
from eye.billing.documents import account_document, line_document, total_document, usage_document
from eye.billing.model import METERS
from eye.billing.report_store import AFTER_ALL, GROUPS
from eye.billing.wanted import Wanted
from eye.clock import DAY, from_iso
from eye.db import Row, Tx
from eye.http.bodies import answer
from eye.http.context import context
from eye.http.fields import Fields, wrong
from eye.http.pages import FIRST, Page, page, read_page
from eye.organisations.principal import needs, principal_of

MOST_LOTS = 100


@needs("billing.view")
async def list_usage(request: Request) -> Response:
    eye, organisation_id = context(request), principal_of(request).organisation_id
    asked, wanted, by = read_page(request), _wanted(request), _by(request)
    if _wants_csv(request):
        return usage_csv(eye.db, organisation_id, wanted, by)
    if by is None:
        rows = await eye.db.read(report_store.list_usage, organisation_id, wanted, asked.before, asked.limit + 1)
        return answer(page([usage_document(row) for row in rows], asked))
    cursor = _cursor(asked, by)
    rows = await eye.db.read(report_store.totals, organisation_id, wanted, by, cursor, asked.limit + 1)
    found = page([total_document(row, by) for row in rows], asked, "group")
    if by == "candidate" and found["nextCursor"] is not None:
        found["nextCursor"] = rows[asked.limit - 1]["cursor"]
    return answer(found)


@needs("billing.view")
async def download_usage(request: Request) -> Response:
    eye = context(request)
    return usage_csv(eye.db, principal_of(request).organisation_id, _wanted(request), _by(request))


@needs("billing.view")
async def show_credits(request: Request) -> Response:
    eye, asked = context(request), read_page(request)
    organisation_id = principal_of(request).organisation_id
    if _wants_csv(request):
        return ledger_csv(eye.db, organisation_id)
    account, lots, lines = await eye.db.read(_credits, organisation_id, _line(asked), asked.limit + 1)
    ledger = page([line_document(row) for row in lines], asked, "number")
    more = ledger["nextCursor"]
    ledger["nextCursor"] = None if more is None else str(more)
    return answer({**account_document(account, lots), "ledger": ledger})


def _credits(tx: Tx, organisation_id: str, before: int, limit: int) -> tuple[Row, list[Row], list[Row]]:
    account = report_store.find_account(tx, organisation_id)
    lots = lot_store.list_left(tx, organisation_id, MOST_LOTS)
    return account, lots, report_store.list_ledger(tx, organisation_id, before, limit)


def _wanted(request: Request) -> Wanted:
    fields = Fields(dict(request.query_params))
    names = ("key", "domain", "assessment", "candidate", "session")
    texts = {name: fields.text(name, most=300) for name in names}
    return Wanted(
        since=fields.time("from"),
        until=fields.time("to"),
        meter=fields.choice("meter", tuple(METERS)),
        **texts,
    )


def _by(request: Request) -> str | None:
    return Fields(dict(request.query_params)).choice("groupBy", tuple(GROUPS))


def _cursor(asked: Page, by: str) -> str | int | None:
    if asked.before == FIRST:
        return None
    if by != "day":
        return asked.before
    try:
        return from_iso(asked.before) // DAY
    except ValueError:
        raise wrong("cursor", "must be the nextCursor of the page before") from None


def _line(asked: Page) -> int:
    if asked.before == FIRST:
        return AFTER_ALL
    if not asked.before.isdigit() or len(asked.before) > 18:
        raise wrong("cursor", "must be the nextCursor of the page before")
    return int(asked.before)


def _wants_csv(request: Request) -> bool:
    return request.headers.get("accept", "").strip().startswith("text/csv")


routes: list[Any] = [
    Route("/v1/usage", list_usage, methods=["GET"]),
    Route("/v1/usage.csv", download_usage, methods=["GET"]),
    Route("/v1/credits", show_credits, methods=["GET"]),
]
