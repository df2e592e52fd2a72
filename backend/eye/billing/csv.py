"""Usage, its sums and the ledger as CSV: all of what is asked for, read and sent in pieces."""

from collections.abc import AsyncIterator
from typing import Any

from starlette.responses import StreamingResponse

from eye.billing import report_store
from eye.billing.documents import line_document, total_document, usage_document
from eye.billing.report_store import AFTER_ALL
from eye.billing.wanted import Wanted
from eye.db import Database
from eye.http.csv_lines import csv_line
from eye.http.pages import FIRST

PIECE = 500
_USAGE = (
    "id at meter quantity price priceVersion credits keyId domainId domain assessmentId candidateId sessionId reverses"
)
_TOTALS = "group name credits charges sessions"
_LEDGER = "number id at kind credits balance usageId sessionId lotId note"


def usage_csv(db: Database, organisation_id: str, wanted: Wanted, by: str | None) -> StreamingResponse:
    """Times in UTC. With `by` the sums of each group, without it every charge."""
    if by is None:
        return _download(_usage(db, organisation_id, wanted), "usage.csv")
    return _download(_totals(db, organisation_id, wanted, by), f"usage-by-{by}.csv")


def ledger_csv(db: Database, organisation_id: str) -> StreamingResponse:
    return _download(_ledger(db, organisation_id), "ledger.csv")


async def _usage(db: Database, organisation_id: str, wanted: Wanted) -> AsyncIterator[str]:
    yield csv_line(_USAGE.split())
    before = FIRST
    while rows := await db.read(report_store.list_usage, organisation_id, wanted, before, PIECE):
        yield _lines([usage_document(row) for row in rows], _USAGE)
        before = rows[-1]["id"]


async def _totals(db: Database, organisation_id: str, wanted: Wanted, by: str) -> AsyncIterator[str]:
    yield csv_line([*_TOTALS.split(), "session", "minute", "assessment"])
    cursor = None
    while rows := await db.read(report_store.totals, organisation_id, wanted, by, cursor, PIECE):
        found = [total_document(row, by) for row in rows]
        yield _lines([{**one, **one["quantities"]} for one in found], f"{_TOTALS} session minute assessment")
        cursor = rows[-1]["cursor"]


async def _ledger(db: Database, organisation_id: str) -> AsyncIterator[str]:
    yield csv_line(_LEDGER.split())
    before = AFTER_ALL
    while rows := await db.read(report_store.list_ledger, organisation_id, before, PIECE):
        yield _lines([line_document(row) for row in rows], _LEDGER)
        before = rows[-1]["number"]


def _lines(documents: list[dict[str, Any]], columns: str) -> str:
    return "".join(csv_line(document[name] for name in columns.split()) for document in documents)


def _download(lines: AsyncIterator[str], name: str) -> StreamingResponse:
    return StreamingResponse(
        lines,
        media_type="text/csv",
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        },
    )
