"""The list of candidates, by id, each with how many sessions they have taken."""

from urllib.parse import urlencode

from starlette.responses import Response

from eye.assessments.find import MOST, is_cut
from eye.dashboard.candidates import store as candidate_list
from eye.dashboard.render import page
from eye.dashboard.typed import printable
from eye.dashboard.visit import Visit
from eye.db import Row, Tx

ON_A_PAGE = 50
PATH = "/dashboard/candidates"


async def candidates(visit: Visit) -> Response:
    """`?find=` narrows to those whose id, name or email begins so; `?after=` is the last id of the page before."""
    asked = visit.request.query_params
    find, after = printable(asked.get("find", "")), printable(asked.get("after", ""))
    rows, cut = await visit.eye.db.read(_find, visit.organisation_id, find, after)
    shown = rows[:ON_A_PAGE]
    return page(
        visit,
        "candidates/candidates.html",
        rows=shown,
        find=find,
        cut=cut,
        most=MOST,
        first=_address(find, "") if after else None,
        more=_address(find, shown[-1]["id"]) if len(rows) > ON_A_PAGE else None,
    )


def _find(tx: Tx, organisation_id: str, find: str, after: str) -> tuple[list[Row], bool]:
    rows = candidate_list.candidates(tx, organisation_id, find, after, ON_A_PAGE + 1)
    return rows, bool(find) and is_cut(tx, organisation_id, find)


def _address(find: str, after: str) -> str:
    given = urlencode({name: value for name, value in {"find": find, "after": after}.items() if value})
    return f"{PATH}?{given}" if given else PATH
