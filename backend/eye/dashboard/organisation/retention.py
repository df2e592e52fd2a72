"""Settings → Retention: how long each assessment keeps its evidence, what is erased next, and what was."""

from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.responses import Response

from eye.assessments.model import policy_of
from eye.dashboard.organisation import retention_store as store
from eye.dashboard.render import page
from eye.dashboard.visit import Visit
from eye.db import Row, Tx
from eye.http.pages import FIRST
from eye.retention.store import list_erasures

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Found:
    kept: list[Row]
    due: list[Row]
    asked: list[Row]
    receipts: list[Row]


async def retention(visit: Visit) -> Response:
    found = await visit.eye.db.read(_find, visit.organisation_id)
    return page(visit, "organisation/retention.html", found=found, shown=SHOWN)


def _find(tx: Tx, organisation_id: str) -> Found:
    rows = store.policies(tx, organisation_id)
    kept = [{**row, "days": policy_of(row).retention_days} for row in rows]
    receipts = [{**row, **_counts(row)} for row in store.receipts(tx, organisation_id, SHOWN)]
    asked = list_erasures(tx, organisation_id, FIRST, SHOWN)
    return Found(kept, store.due_next(tx, organisation_id, SHOWN), asked, receipts)


def _counts(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(row["data"])
    return {kind: found.get(kind, 0) for kind in ("events", "flags", "media")}
