"""The report of a session: a page that prints as a document, and its downloads."""

from starlette.responses import Response

from eye.dashboard.entrance import Halt
from eye.dashboard.render import page
from eye.dashboard.review.words import outcome_badge, state_badge, who
from eye.dashboard.sessions.coverage_lines import lines_of
from eye.dashboard.show import clock_face
from eye.dashboard.visit import Visit
from eye.reports.downloads import as_csv, as_json, as_zip
from eye.reports.report import Report, read_report

MOST_PICTURES = 200  # a page of more pictures is not printed by anybody; the ZIP has them all


async def report(visit: Visit) -> Response:
    found = await _found(visit)
    start = found.session["activated_at"] or found.session["created_at"]
    return page(
        visit,
        "sessions/report.html",
        report=found,
        session={**found.session, **found.names},
        flags=[flag for flag in found.flags if flag["queue"] != "technical"],
        technical=sum(flag["queue"] == "technical" for flag in found.flags),
        points={term.flag_id: term for term in found.risk.terms},
        coverage=lines_of(found.session, visit.now),
        pictured={flag["id"] for flag in found.flags if (flag["content_type"] or "").startswith("image/")},
        most=MOST_PICTURES,
        clock=lambda at: clock_face(max(0, at - start)),
        state_badge=state_badge,
        outcome_badge=outcome_badge,
        who=who,
    )


async def download_json(visit: Visit) -> Response:
    return as_json(await _found(visit), download=True)


async def download_csv(visit: Visit) -> Response:
    return as_csv(await _found(visit))


async def download_zip(visit: Visit) -> Response:
    if not visit.may("media.view"):
        raise Halt(403, "The ZIP holds the evidence: it needs the permission media.view.")
    return await as_zip(visit.eye, await _found(visit))


async def _found(visit: Visit) -> Report:
    id = visit.request.path_params["session_id"]
    found = await visit.eye.db.read(read_report, visit.organisation_id, id, visit.now)
    if found is None:
        raise Halt(404)
    return found
