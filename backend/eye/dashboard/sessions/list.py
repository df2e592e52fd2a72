"""The list of sessions, newest first, and the part of it that refreshes by itself."""

from dataclasses import replace
from urllib.parse import urlencode

from starlette.responses import Response

from eye.assessments.find import MOST, is_cut
from eye.dashboard import store
from eye.dashboard.render import is_refresh, page
from eye.dashboard.sessions import store as session_store
from eye.dashboard.sessions.store import Filter
from eye.dashboard.typed import printable
from eye.dashboard.visit import Visit
from eye.db import Row, Tx

ON_A_PAGE = 50
STATUSES = (
    ("", "All"),
    ("running", "Running"),
    ("created", "Created"),
    ("active", "Active"),
    ("paused", "Paused"),
    ("ended", "Ended"),
)


async def sessions(visit: Visit) -> Response:
    wanted = _filter(visit)
    rows, assessments, cut = await visit.eye.db.read(_find, visit.organisation_id, wanted)
    shown = rows[:ON_A_PAGE]
    return page(
        visit,
        "sessions/_sessions.html" if is_refresh(visit.request) else "sessions/sessions.html",
        rows=shown,
        assessments=assessments,
        statuses=STATUSES,
        filter=wanted,
        cut=cut,
        most=MOST,
        narrowed=bool(wanted.status or wanted.assessment or wanted.candidate or wanted.by_risk),
        here=_address(wanted, wanted.before),
        older=_after(wanted, shown[-1]) if len(rows) > ON_A_PAGE else None,
        newest=_address(replace(wanted, below=None), "") if wanted.before else None,
    )


def _filter(visit: Visit) -> Filter:
    asked = visit.request.query_params
    status, below = asked.get("status", ""), asked.get("below", "")
    return Filter(
        status=status if status in dict(STATUSES) else "",
        assessment=printable(asked.get("assessment", "")),
        candidate=printable(asked.get("candidate", "")),
        before=printable(asked.get("before", "")),
        by_risk=asked.get("sort") == "risk",
        below=int(below) if below.isascii() and below.isdigit() and len(below) <= 9 else None,
    )


def _find(tx: Tx, organisation_id: str, wanted: Filter) -> tuple[list[Row], list[Row], bool]:
    return (
        session_store.sessions(tx, organisation_id, wanted, ON_A_PAGE + 1),
        store.assessments(tx, organisation_id),
        bool(wanted.candidate) and is_cut(tx, organisation_id, wanted.candidate),
    )


def _after(wanted: Filter, last: Row) -> str:
    return _address(replace(wanted, below=last["risk"] if wanted.by_risk else None), last["id"])


def _address(wanted: Filter, before: str) -> str:
    fields = {
        "status": wanted.status,
        "assessment": wanted.assessment,
        "candidate": wanted.candidate,
        "sort": "risk" if wanted.by_risk else "",
        "below": "" if wanted.below is None else str(wanted.below),
        "before": before,
    }
    given = urlencode({name: value for name, value in fields.items() if value})
    return f"/dashboard/sessions?{given}" if given else "/dashboard/sessions"
