"""Settings → Audit log: who changed what, when and from where; filtered by the address, downloaded as CSV."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from eye.clock import DAY, from_iso
from eye.dashboard.organisation import audit_words
from eye.dashboard.organisation.members import role_names
from eye.dashboard.render import page
from eye.dashboard.typed import printable
from eye.dashboard.visit import Visit
from eye.db import Row, Tx
from eye.organisations.audit.as_csv import audit_csv
from eye.organisations.audit.store import FIRST, Wanted, actors, acts

PATH = "/dashboard/settings/audit"
ON_A_PAGE = 50
FIELDS = ("actor", "act", "subject", "from", "to")
_DATE = re.compile(r"(?:19[7-9]|[2-9][0-9]{2})[0-9]-[0-9]{2}-[0-9]{2}\Z")


async def audit(visit: Visit) -> Response:
    asked = _asked(visit)
    wanted = _wanted(asked)
    rows, people, roles = await visit.eye.db.read(_find, visit.organisation_id, wanted)
    shown = rows[:ON_A_PAGE]
    return page(
        visit,
        "organisation/audit.html",
        rows=[_line(row, roles) for row in shown],
        people=people,
        kinds=audit_words.KINDS,
        asked=asked,
        narrowed=any(asked[name] for name in FIELDS),
        download=_address(f"{PATH}.csv", {**asked, "before": ""}),
        older=_address(PATH, {**asked, "before": shown[-1]["id"]}) if len(rows) > ON_A_PAGE else None,
        newest=_address(PATH, {**asked, "before": ""}) if asked["before"] else None,
    )


async def download_audit(visit: Visit) -> Response:
    return audit_csv(visit.eye.db, visit.organisation_id, _wanted(_asked(visit)))


def _find(tx: Tx, organisation_id: str, wanted: Wanted) -> tuple[list[Row], list[Row], dict[str, str]]:
    rows = acts(tx, organisation_id, wanted, ON_A_PAGE + 1)
    return rows, actors(tx, organisation_id), role_names(tx, organisation_id)


def _line(row: Row, roles: dict[str, str]) -> dict[str, Any]:
    return {
        **row,
        "who": audit_words.actor(row),
        "phrase": audit_words.phrase(row["act"]),
        "what": audit_words.subject(row, roles),
        "details": audit_words.details(row, roles),
    }


def _asked(visit: Visit) -> dict[str, str]:
    """The filter as it stands in the address; a date that is none counts as empty."""
    query = visit.request.query_params
    asked = {name: printable(query.get(name, "")) for name in (*FIELDS, "before")}
    return {**asked, "from": _date(asked["from"]), "to": _date(asked["to"])}


def _date(text: str) -> str:
    if not _DATE.match(text):
        return ""
    try:
        from_iso(text)
    except ValueError:
        return ""
    return text


def _wanted(asked: dict[str, str]) -> Wanted:
    """Days are those of UTC; the last one is part of what is shown."""
    wanted = Wanted(asked["actor"], asked["act"], asked["subject"], before=asked["before"] or FIRST)
    if asked["from"]:
        wanted = replace(wanted, since=from_iso(asked["from"]))
    return replace(wanted, until=from_iso(asked["to"]) + DAY) if asked["to"] else wanted


def _address(path: str, asked: dict[str, str]) -> str:
    given = urlencode({name: value for name, value in asked.items() if value})
    return f"{path}?{given}" if given else path
