"""The first page: what matters now, and what a new organisation still has to do."""

from dataclasses import dataclass

from starlette.responses import Response

from eye.clock import DAY
from eye.dashboard import session_store, store
from eye.dashboard.flags_page import MOST_COUNTED, Counts, counts_of
from eye.dashboard.key_words import entry_for
from eye.dashboard.menu import first_page
from eye.dashboard.render import go, is_refresh, page
from eye.dashboard.session_store import Filter
from eye.dashboard.visit import Visit
from eye.dashboard.words import REFUSED_STARTS
from eye.db import Row, Tx
from eye.keys import store as keys
from eye.keys.alerts import Alert, alerts_of

SHOWN = 6
MOST_REFUSED = 5
FEW_CREDITS = 10


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first steps of a new organisation."""

    title: str
    sentence: str
    path: str
    link: str
    done: bool


@dataclass(frozen=True, slots=True)
class Overview:
    counts: Row
    running: list[Row]
    flags: list[Row]
    waiting: Counts
    refused: list[Row]
    steps: list[Step]
    alerts: list[Alert]


async def overview(visit: Visit) -> Response:
    if not visit.may("session.view"):
        first = first_page(visit.permissions)
        return go(first) if first else page(visit, "no_pages.html")
    found = await visit.eye.db.read(_find, visit.organisation_id, visit.now)
    return page(
        visit,
        "_overview.html" if is_refresh(visit.request) else "overview.html",
        found=found,
        free=found.counts["balance"] - found.counts["held"],
        few_credits=FEW_CREDITS,
        most_counted=MOST_COUNTED,
        steps_left=sum(not step.done for step in found.steps),
        why_refused=REFUSED_STARTS,
        entry_for=entry_for,
    )


def _find(tx: Tx, organisation_id: str, now: int) -> Overview:
    counts = store.counts(tx, organisation_id, now)
    return Overview(
        counts,
        session_store.sessions(tx, organisation_id, Filter(status="running"), SHOWN),
        session_store.newest_flags(tx, organisation_id, SHOWN),
        counts_of(tx, organisation_id),
        keys.refused_starts(tx, organisation_id, None, now - 7 * DAY, MOST_REFUSED),
        _steps(counts, store.tag_was_seen(tx, organisation_id), store.has_started(tx, organisation_id)),
        alerts_of(tx, organisation_id, now),
    )


def _steps(counts: Row, seen: bool, started: bool) -> list[Step]:
    return [
        Step(
            "Register the domain of your exam page",
            "Eye starts only on websites that you name here.",
            "/dashboard/settings/domains",
            "Register a domain",
            counts["domains"] > 0,
        ),
        Step(
            "Create an assessment",
            "It has the id that your exam page gives to Eye.",
            "/dashboard/assessments",
            "Create an assessment",
            counts["assessments"] > 0,
        ),
        Step(
            "Put the tag into your exam page",
            "Copy the snippet with your own key; paste it into the page that candidates see.",
            "/dashboard/settings/api",
            "Copy the snippet",
            seen or started,
        ),
        Step(
            "Open your exam page",
            "The first session appears on this page as soon as it starts.",
            "/dashboard/sessions",
            "See sessions",
            started,
        ),
    ]
