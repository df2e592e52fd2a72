"""The queue of flags, newest first: what waits for a decision, filtered by the address."""

import re
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.responses import Response

from eye.assessments.find import MOST, is_cut
from eye.clock import DAY, from_iso
from eye.dashboard import store
from eye.dashboard.render import page
from eye.dashboard.review.words import QUEUES, SEVERITIES, can_be_picked, ways
from eye.dashboard.typed import printable
from eye.dashboard.visit import Visit
from eye.dashboard.words import FLAGS
from eye.db import Row, Tx
from eye.flags import review_store
from eye.flags.review_store import FIRST, Wanted, list_flags
from eye.flags.rules import SEVERITIES as RANKED

PATH = "/dashboard/flags"
ON_A_PAGE = 50
MOST_COUNTED = 1_000
FIELDS = ("state", "severity", "type", "assessment", "candidate", "session", "from", "to")
_DATE = re.compile(r"(?:19[7-9]|[2-9][0-9]{2})[0-9]-[0-9]{2}-[0-9]{2}\Z")

Counts = dict[str, dict[str, int]]  # by list and severity, up to MOST_COUNTED


async def flags(visit: Visit) -> Response:
    asked = asked_of(visit.request.query_params)
    wanted, done = wanted_of(asked), printable(visit.request.query_params.get("done", ""))
    rows, counts, assessments, decided, cut = await visit.eye.db.read(find_queue, visit.organisation_id, wanted, done)
    shown = rows[:ON_A_PAGE]
    return page(
        visit,
        "review/flags.html",
        rows=shown,
        counts=counts,
        most_counted=MOST_COUNTED,
        assessments=assessments,
        decided=decided,
        dismissed=_number(visit, "dismissed"),
        kept=_number(visit, "kept"),
        asked=asked,
        cut=cut,
        most=MOST,
        queues=QUEUES,
        severities=SEVERITIES,
        types=FLAGS,
        narrowed=any(asked[name] for name in FIELDS if name != "state"),
        picking=visit.may("flag.review") and any(can_be_picked(row) for row in shown),
        every_one=every_one(asked),
        here=address(asked),
        older=address({**asked, "before": shown[-1]["id"]}) if len(rows) > ON_A_PAGE else None,
        newest=address({**asked, "before": ""}) if asked["before"] else None,
        **ways(visit.member.member_id),
    )


def find_queue(
    tx: Tx, organisation_id: str, wanted: Wanted, done: str
) -> tuple[list[Row], Counts, list[Row], Row | None, bool]:
    """A page of flags and one more, what is open, the assessments to choose from, the flag just decided, and
    whether more candidates are asked for than are looked at."""
    return (
        list_flags(tx, organisation_id, wanted, ON_A_PAGE + 1),
        counts_of(tx, organisation_id),
        store.assessments(tx, organisation_id),
        review_store.find(tx, organisation_id, done) if done else None,
        bool(wanted.person) and is_cut(tx, organisation_id, wanted.person),
    )


def counts_of(tx: Tx, organisation_id: str) -> Counts:
    """How many flags are open, by list and severity."""
    return {
        queue: {
            severity: review_store.count_waiting(tx, organisation_id, severity, queue, MOST_COUNTED)
            for severity in RANKED
        }
        for queue in ("waiting", "second_look")
    }


def asked_of(query: QueryParams) -> dict[str, str]:
    """The filter as it stands in the address; what is none counts as empty, and the state as waiting."""
    asked = {name: printable(query.get(name, "")) for name in (*FIELDS, "before")}
    return {
        **asked,
        "state": asked["state"] if asked["state"] in QUEUES else "waiting",
        "severity": asked["severity"] if asked["severity"] in SEVERITIES else "",
        "from": _date(asked["from"]),
        "to": _date(asked["to"]),
    }


def _date(text: str) -> str:
    if not _DATE.match(text):
        return ""
    try:
        from_iso(text)
    except ValueError:
        return ""
    return text


def wanted_of(asked: dict[str, str]) -> Wanted:
    """Days are those of UTC; the last one is part of what is shown."""
    return Wanted(
        queue="" if asked["state"] == "all" else asked["state"],
        severity=asked["severity"],
        type=asked["type"],
        assessment=asked["assessment"],
        person=asked["candidate"],
        session=asked["session"],
        since=from_iso(asked["from"]) if asked["from"] else None,
        until=from_iso(asked["to"]) + DAY if asked["to"] else None,
        before=asked["before"] or FIRST,
    )


def address(asked: dict[str, str], path: str = PATH, **more: str) -> str:
    fields = {**asked, "state": "" if asked["state"] == "waiting" else asked["state"], **more}
    given = urlencode({name: value for name, value in fields.items() if value})
    return f"{path}?{given}" if given else path


def every_one(asked: dict[str, str]) -> str | None:
    """Where all that the filter shows can be dismissed, if it is narrow enough for that."""
    narrow = asked["state"] == "waiting" and asked["severity"] == "low" and (asked["type"] or asked["session"])
    return address({**asked, "before": ""}, f"{PATH}/dismiss", every="1") if narrow else None


def _number(visit: Visit, name: str) -> int | None:
    text: Any = visit.request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else None
