"""The list of candidates, by id, each with how many sessions they have taken."""

from urllib.parse import urlencode

from starlette.responses import Response

from eye.dashboard.candidates import store as candidate_list
from eye.dashboard.render import page
from eye.dashboard.typed import printable
from eye.dashboard.visit import Visit

ON_A_PAGE = 50
PATH = "/dashboard/candidates"


async def candidates(visit: Visit) -> Response:
    """`?find=` narrows by id, name or email; `?after=` is the last id of the page before."""
    asked = visit.request.query_params
    find, after = printable(asked.get("find", "")), printable(asked.get("after", ""))
    rows = await visit.eye.db.read(candidate_list.candidates, visit.organisation_id, find, after, ON_A_PAGE + 1)
    shown = rows[:ON_A_PAGE]
    return page(
        visit,
        "candidates/candidates.html",
        rows=shown,
        find=find,
        first=_address(find, "") if after else None,
        more=_address(find, shown[-1]["id"]) if len(rows) > ON_A_PAGE else None,
    )


def _address(find: str, after: str) -> str:
    given = urlencode({name: value for name, value in {"find": find, "after": after}.items() if value})
    return f"{PATH}?{given}" if given else PATH
