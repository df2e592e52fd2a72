"""Every address of the dashboard, room by room; each room's `doors` says who may open it, and what answers."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from eye.dashboard.account.doors import ACCOUNT
from eye.dashboard.assessments.doors import ASSESSMENTS
from eye.dashboard.billing.doors import BILLING
from eye.dashboard.candidates.doors import CANDIDATES
from eye.dashboard.entrance import Halt
from eye.dashboard.integration.doors import INTEGRATION
from eye.dashboard.keys.doors import KEYS
from eye.dashboard.live.doors import LIVE
from eye.dashboard.organisation.doors import ORGANISATION
from eye.dashboard.overview.page import overview
from eye.dashboard.render import go
from eye.dashboard.review.doors import REVIEW
from eye.dashboard.sessions.doors import SESSIONS
from eye.dashboard.sessions.own_report import OWN_REPORT
from eye.dashboard.static import ADDRESS, files
from eye.dashboard.visit import Visit
from eye.dashboard.ways import open_to, page_at
from eye.dashboard.webhooks.doors import WEBHOOKS


async def _nothing_here(visit: Visit) -> Response:
    raise Halt(404)


async def _nothing_to_send(request: Request) -> Response:
    raise Halt(404)


async def _to_dashboard(request: Request) -> Response:
    return go("/dashboard")


routes: list[BaseRoute] = [
    Route("/", _to_dashboard, methods=["GET"]),
    Mount(ADDRESS, files),
    *OWN_REPORT,
    page_at("", overview, None),
    *ACCOUNT,
    *LIVE,
    *SESSIONS,
    *REVIEW,
    *ASSESSMENTS,
    *CANDIDATES,
    *BILLING,
    *INTEGRATION,
    *KEYS,
    *WEBHOOKS,
    *ORGANISATION,
    page_at("/{rest:path}", _nothing_here, None),
    open_to("/{rest:path}", "POST", _nothing_to_send),
]
