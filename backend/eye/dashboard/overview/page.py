"""The first page: what matters now, and what a new organisation still has to do."""

from dataclasses import dataclass

from starlette.responses import Response

from eye.billing.pace import WINDOW, Pace, pace
from eye.clock import DAY
from eye.dashboard import store
from eye.dashboard.bars import day_text
from eye.dashboard.menu import first_page
from eye.dashboard.overview.first_steps import Step, first_steps
from eye.dashboard.overview.remedies import CALLS_OF_SERVERS, remedy
from eye.dashboard.render import go, is_refresh, page
from eye.dashboard.review.queue import MOST_COUNTED, Counts, counts_of
from eye.dashboard.sessions import store as session_store
from eye.dashboard.sessions.store import Filter
from eye.dashboard.visit import Visit
from eye.dashboard.words import REFUSED_STARTS
from eye.db import Row, Tx
from eye.keys import store as keys
from eye.keys.alerts import Alert, alerts_of
from eye.reports.hours import Day, by_day

SHOWN = 6
MOST_REFUSED = 5
FEW_DAYS = 7
RANGES = {7: "7 days", 30: "30 days", 90: "90 days"}
USUAL = 30


@dataclass(frozen=True, slots=True)
class Refused:
    """`rows` of the last seven days, each with how many of its starts were `today`; `today` is all of them."""

    rows: list[Row]
    today: int


@dataclass(frozen=True, slots=True)
class Overview:
    counts: Row
    running: list[Row]
    flags: list[Row]
    waiting: Counts
    refused: Refused
    steps: list[Step]
    alerts: list[Alert]
    pace: Pace | None
    days: list[Day]


async def overview(visit: Visit) -> Response:
    """`?days=` is what the chart shows."""
    if not visit.may("session.view"):
        first = first_page(visit.permissions)
        return go(first) if first else page(visit, "overview/no_pages.html")
    days = _days(visit)
    found = await visit.eye.db.read(_find, visit.organisation_id, days, visit.now)
    return page(
        visit,
        "overview/_overview.html" if is_refresh(visit.request) else "overview/overview.html",
        found=found,
        free=found.counts["balance"] - found.counts["held"],
        few=0 < found.counts["low_credits"] >= found.counts["balance"],
        few_days=FEW_DAYS,
        most_counted=MOST_COUNTED,
        steps_left=sum(not step.done for step in found.steps),
        why_refused=REFUSED_STARTS,
        remedy=remedy,
        ranges=RANGES,
        days=days,
        day_text=day_text,
        totals={"sessions": sum(day.sessions for day in found.days), "flags": sum(day.flags for day in found.days)},
    )


def _days(visit: Visit) -> int:
    asked = visit.request.query_params.get("days", "")
    return next((days for days in RANGES if str(days) == asked), USUAL)


def _find(tx: Tx, organisation_id: str, days: int, now: int) -> Overview:
    counts = store.counts(tx, organisation_id, now)
    history = by_day(tx, organisation_id, max(days, WINDOW), now)
    return Overview(
        counts,
        session_store.sessions(tx, organisation_id, Filter(status="running"), SHOWN),
        session_store.newest_flags(tx, organisation_id, SHOWN),
        counts_of(tx, organisation_id),
        _refused(tx, organisation_id, now),
        first_steps(tx, organisation_id, counts),
        alerts_of(tx, organisation_id, now),
        _pace(counts, history, now),
        history[-days:],
    )


def _pace(counts: Row, history: list[Day], now: int) -> Pace | None:
    """The days before the organisation was there would only make it look slower than it is."""
    born = counts["created_at"] // DAY
    used = [day.credits for day in history if day.day >= born]
    return pace(counts["balance"] - counts["held"], used, now)


def _refused(tx: Tx, organisation_id: str, now: int) -> Refused:
    midnight = now - now % DAY
    today = {
        (row["key_id"], row["code"], row["origin"]): int(row["count"])
        for row in keys.refused_starts(tx, organisation_id, None, midnight)
    }
    rows = keys.refused_starts(tx, organisation_id, None, now - 7 * DAY, MOST_REFUSED)
    return Refused(
        [{**row, "today": today.get((row["key_id"], row["code"], row["origin"]), 0)} for row in rows],
        sum(count for (_, code, _), count in today.items() if code not in CALLS_OF_SERVERS),
    )
