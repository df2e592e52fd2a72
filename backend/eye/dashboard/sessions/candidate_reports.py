"""Settings → Candidate reports: whether candidates may see their own reports; and the links that let them."""

from starlette.datastructures import FormData
from starlette.responses import Response

from eye.dashboard.entrance import Halt
from eye.dashboard.render import go, page
from eye.dashboard.typed import typed
from eye.dashboard.visit import Visit
from eye.db import Tx
from eye.errors import Refusal
from eye.organisations.candidate_reports import change_candidate_reports
from eye.organisations.store import find_organisation
from eye.reports.candidate_link import LASTS, share_report, sign_link

PATH = "/dashboard/settings/candidate-reports"
MODES = ("off", "on")
STATUSES = {"not_found": 404, "session_not_ended": 409}


def is_shared(tx: Tx, organisation_id: str) -> bool:
    found = find_organisation(tx, organisation_id)
    return found is not None and found["candidate_reports_at"] is not None


async def candidate_reports(visit: Visit) -> Response:
    shared = await visit.eye.db.read(is_shared, visit.organisation_id)
    return page(visit, "sessions/candidate_reports.html", shared=shared)


async def submit_candidate_reports(visit: Visit, form: FormData) -> Response:
    mode = typed(form, "reports")
    if mode not in MODES:
        raise Halt(422, "The choice is off or on. Go back and choose again.")
    await visit.eye.db.write(change_candidate_reports, visit.principal, mode == "on", visit.now)
    return go(f"{PATH}?done={mode}")


async def submit_link(visit: Visit, form: FormData) -> Response:
    """A link for the candidate, shown once; Eye keeps none, and another one can be made at any time."""
    id, evidence = visit.request.path_params["session_id"], typed(form, "evidence") == "1"
    if evidence and not visit.may("media.view"):
        raise Halt(403, "Who shows evidence to a candidate has to be allowed to see it: that is media.view.")
    refusal = await visit.eye.db.write(share_report, visit.principal, id, evidence, visit.now)
    if isinstance(refusal, Refusal):
        raise Halt(STATUSES[refusal.code], refusal.detail)
    link = f"{visit.eye.settings.public_url}/report/{sign_link(visit.eye.secrets.signing, id, visit.now, evidence)}"
    values = {"session_id": id, "link": link, "evidence": evidence, "until": visit.now + LASTS}
    return page(visit, "sessions/candidate_link.html", **values)
