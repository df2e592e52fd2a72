"""Assessments: the list of those in use, or of the archived ones."""

from starlette.responses import Response

from eye.dashboard import store
from eye.dashboard.render import page
from eye.dashboard.visit import Visit


async def assessments(visit: Visit) -> Response:
    archived = visit.request.query_params.get("show") == "archived"
    rows = await visit.eye.db.read(store.assessments, visit.organisation_id, archived)
    return page(visit, "assessments/assessments.html", rows=rows, archived=archived)
