"""The sessions in progress, those that need somebody on top. A stream tells the page of every change by itself."""

from starlette.responses import Response

from eye.dashboard import store
from eye.dashboard.live.store import Wanted
from eye.dashboard.live.view import View, address, see, wanted_of
from eye.dashboard.render import page
from eye.dashboard.visit import Visit
from eye.db import Row, Tx


async def live(visit: Visit) -> Response:
    wanted = wanted_of(visit.request.query_params)
    view, assessments = await visit.eye.db.read(_find, visit.organisation_id, wanted, visit.now)
    return page(
        visit,
        "live/live.html",
        view=view,
        assessments=assessments,
        filter=wanted,
        stream=address(wanted, wanted.page, "/dashboard/live/stream", shown=view.etag),
        **view.pages,
    )


def _find(tx: Tx, organisation_id: str, wanted: Wanted, now: int) -> tuple[View, list[Row]]:
    return see(tx, organisation_id, wanted, now), store.assessments(tx, organisation_id)
