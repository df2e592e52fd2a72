"""Billing → Usage: what was charged, added up by anything, narrowed by anything, down to single charges."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from eye.billing import report_store
from eye.billing.csv import usage_csv
from eye.billing.wanted import Wanted
from eye.clock import DAY, from_iso, iso
from eye.dashboard.bars import day_text
from eye.dashboard.billing.words import units
from eye.dashboard.render import page
from eye.dashboard.typed import printable
from eye.dashboard.visit import Visit
from eye.db import Row, Tx
from eye.http.pages import FIRST

PATH = "/dashboard/billing/usage"
ON_A_PAGE = 50
# By what the page adds up; a charge is a line of its own.
VIEWS = {
    "day": "Day",
    "key": "API key",
    "domain": "Domain",
    "assessment": "Assessment",
    "candidate": "Candidate",
    "session": "Session",
    "charge": "Single charges",
}
FILTERS = ("key", "domain", "assessment", "candidate", "session")
_DATE = re.compile(r"(?:19[7-9]|[2-9][0-9]{2})[0-9]-[0-9]{2}-[0-9]{2}\Z")
_SHOWN_DAYS = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in the address; `values` has `by`, `from`, `to`, the filters and `after`."""

    values: dict[str, str]

    @property
    def by(self) -> str:
        return self.values["by"]

    def address(self, path: str = PATH, **changed: str) -> str:
        given = {**self.values, "after": "", **changed}
        return f"{path}?{urlencode({name: value for name, value in given.items() if value})}"


async def usage(visit: Visit) -> Response:
    asked = _asked(visit)
    rows, whole = await visit.eye.db.read(_find, visit.organisation_id, asked)
    shown = rows[:ON_A_PAGE]
    return page(
        visit,
        "billing/usage.html",
        asked=asked.values,
        views={by: (label, asked.address(by=by)) for by, label in VIEWS.items()},
        label=VIEWS[asked.by],
        rows=[_line(row, asked, visit) for row in shown],
        whole=whole,
        narrowed=[(name, asked.values[name], asked.address(**{name: ""})) for name in FILTERS if asked.values[name]],
        labels=VIEWS,
        download=asked.address(f"{PATH}.csv"),
        more=asked.address(after=_after(shown[-1], asked.by)) if len(rows) > ON_A_PAGE else None,
        first=asked.address() if asked.values["after"] else None,
    )


async def download_usage(visit: Visit) -> Response:
    asked = _asked(visit)
    by = None if asked.by == "charge" else asked.by
    return usage_csv(visit.eye.db, visit.organisation_id, _wanted(asked), by)


def _find(tx: Tx, organisation_id: str, asked: Asked) -> tuple[list[Row], Row]:
    wanted, after = _wanted(asked), asked.values["after"]
    whole = report_store.total(tx, organisation_id, wanted)
    if asked.by == "charge":
        return report_store.list_usage(tx, organisation_id, wanted, after or FIRST, ON_A_PAGE + 1), whole
    cursor = (int(after) if asked.by == "day" else after) if after else None
    return report_store.totals(tx, organisation_id, wanted, asked.by, cursor, ON_A_PAGE + 1), whole


def _asked(visit: Visit) -> Asked:
    """A date that is none counts as empty; without any, the last days are shown."""
    query = visit.request.query_params
    values = {name: printable(query.get(name, ""), 300) for name in ("by", *FILTERS, "after")}
    values["by"] = values["by"] if values["by"] in VIEWS else "day"
    if values["by"] == "day" and not (values["after"].isascii() and values["after"].isdigit()):
        values["after"] = ""
    values |= {name: _date(query.get(name, "")) for name in ("from", "to")}
    if not {"from", "to", *FILTERS} & set(query):
        values["from"] = str(iso(visit.now - (_SHOWN_DAYS - 1) * DAY))[:10]
    return Asked({**values, "after": values["after"][:300]})


def _date(text: str) -> str:
    try:
        return text if _DATE.match(text) and from_iso(text) else ""
    except ValueError:
        return ""


def _wanted(asked: Asked) -> Wanted:
    """Days are those of UTC; the last one is part of what is shown."""
    values = asked.values
    return Wanted(
        since=from_iso(values["from"]) if values["from"] else None,
        until=from_iso(values["to"]) + DAY if values["to"] else None,
        **{name: values[name] or None for name in FILTERS},
    )


def _after(row: Row, by: str) -> str:
    return str(row["id"] if by == "charge" else row["cursor"])


def _line(row: Row, asked: Asked, visit: Visit) -> dict[str, Any]:
    """What stands in one row: where its name leads is what it is made of."""
    if asked.by == "charge":
        return {**row, "units": units({row["meter"]: row["quantity"]})}
    return {
        **row,
        "shown": day_text(row["value"]) if asked.by == "day" else row["value"],
        "path": asked.address(**_below(row, asked.by)),
        "units": units({meter: row[meter] for meter in ("session", "minute", "assessment")}),
        "page": _page_of(row, asked.by, visit),
    }


def _below(row: Row, by: str) -> dict[str, str]:
    if by == "day":
        return {"by": "session", "from": day_text(row["value"]), "to": day_text(row["value"])}
    return {"by": "charge" if by == "session" else "session", by: row["value"]}


def _page_of(row: Row, by: str, visit: Visit) -> str | None:
    """The page of the thing itself, where this member may open it."""
    pages = {
        "session": ("session.view", "/dashboard/sessions/{}"),
        "candidate": ("candidate.view", "/dashboard/candidates/{}"),
        "key": ("api.key.view", "/dashboard/settings/api/keys/{}"),
    }
    permission, path = pages.get(by, ("", ""))
    return path.format(row["value"]) if path and visit.may(permission) else None
