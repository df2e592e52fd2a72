"""Billing: what is left, what was used, the lots and the ledger. Every number leads to what it is made of."""

from collections import Counter
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.responses import Response

from eye.billing import lot_store, report_store
from eye.billing.csv import ledger_csv
from eye.billing.model import METERS
from eye.billing.pace import WINDOW, Pace, pace
from eye.billing.report_store import AFTER_ALL
from eye.clock import DAY
from eye.dashboard.bars import day_text
from eye.dashboard.billing.words import KINDS, month_text, what_changed
from eye.dashboard.entrance import Halt
from eye.dashboard.render import go, page
from eye.dashboard.typed import typed
from eye.dashboard.visit import Visit
from eye.db import Row, Tx
from eye.organisations.low_credits import MOST, change_low_credits
from eye.reports.hours import Day, by_day

PATH = "/dashboard/billing"
RANGES = {30: "30 days", 90: "90 days", 365: "a year"}
USUAL = 30
YEAR = 365
MOST_LOTS = 100
NEWEST = 8
ON_A_PAGE = 50
DONE = {"low": "The warning is set."}


@dataclass(frozen=True, slots=True)
class Billing:
    account: Row
    lots: list[Row]
    lines: list[Row]
    days: list[Day]


async def billing(visit: Visit) -> Response:
    """`?days=` is what the chart shows."""
    asked = visit.request.query_params.get("days", "")
    days = next((days for days in RANGES if str(days) == asked), USUAL)
    found = await visit.eye.db.read(_find, visit.organisation_id, visit.now)
    account, shown = found.account, found.days[-days:]
    return page(
        visit,
        "billing/billing.html",
        found=found,
        account=account,
        free=account["balance"] - account["held"],
        meter=METERS[account["meter"]],
        pace=_pace(found, visit.now),
        shown=shown,
        used=sum(day.credits for day in shown),
        months=_months(found.days),
        ranges=RANGES,
        days=days,
        day_text=day_text,
        kinds=KINDS,
        what_changed=what_changed,
        most_low=MOST,
        mails=visit.eye.mailer.sends,
        done=DONE,
        said=visit.request.query_params.get("done", ""),
    )


def _find(tx: Tx, organisation_id: str, now: int) -> Billing:
    return Billing(
        report_store.find_account(tx, organisation_id),
        lot_store.list_left(tx, organisation_id, MOST_LOTS),
        report_store.list_ledger(tx, organisation_id, AFTER_ALL, NEWEST),
        by_day(tx, organisation_id, YEAR, now),
    )


def _pace(found: Billing, now: int) -> Pace | None:
    """The days before the organisation was there would only make it look slower than it is."""
    born = found.account["created_at"] // DAY
    used = [day.credits for day in found.days[-WINDOW:] if day.day >= born]
    return pace(found.account["balance"] - found.account["held"], used, now)


def _months(days: list[Day]) -> list[Row]:
    """Of the last year, those in which something was used; newest first, with their first and last day."""
    used, dates = Counter[str](), dict[str, list[str]]()
    for day in days:
        text = day_text(day.day)
        used[text[:7]] += day.credits
        dates.setdefault(text[:7], []).append(text)
    return [
        {"name": month_text(month), "from": dates[month][0], "to": dates[month][-1], "credits": used[month]}
        for month in sorted(used, reverse=True)
        if used[month]
    ]


async def ledger(visit: Visit) -> Response:
    """`?before=` is the number of the last line of the page before."""
    asked = visit.request.query_params.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 18 else AFTER_ALL
    rows = await visit.eye.db.read(report_store.list_ledger, visit.organisation_id, before, ON_A_PAGE + 1)
    shown = rows[:ON_A_PAGE]
    return page(
        visit,
        "billing/ledger.html",
        rows=shown,
        kinds=KINDS,
        what_changed=what_changed,
        older=f"{PATH}/ledger?before={shown[-1]['number']}" if len(rows) > ON_A_PAGE else None,
        newest=f"{PATH}/ledger" if before != AFTER_ALL else None,
    )


async def download_ledger(visit: Visit) -> Response:
    return ledger_csv(visit.eye.db, visit.organisation_id)


async def submit_low_credits(visit: Visit, form: FormData) -> Response:
    text = typed(form, "credits").replace(",", "")
    if not (text.isascii() and text.isdigit() and int(text[:12]) <= MOST):
        raise Halt(422, f"The warning is a whole number from 0 to {MOST:,}. Go back and correct it.")
    await visit.eye.db.write(change_low_credits, visit.principal, int(text), visit.now)
    return go(f"{PATH}?done=low#warning")
