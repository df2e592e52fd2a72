"""What a new organisation does first, and what of it is done."""

from dataclasses import dataclass

from eye.dashboard.overview.store import has_started, tag_was_seen
from eye.db import Row, Tx


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first steps of a new organisation."""

    title: str
    sentence: str
    path: str
    link: str
    done: bool


def first_steps(tx: Tx, organisation_id: str, counts: Row) -> list[Step]:
    """`counts` are those of the dashboard's `store.counts`."""
    started = has_started(tx, organisation_id)
    seen = started or tag_was_seen(tx, organisation_id)
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
            seen,
        ),
        Step(
            "Open your exam page",
            "The first session appears on this page as soon as it starts.",
            "/dashboard/sessions",
            "See sessions",
            started,
        ),
    ]
