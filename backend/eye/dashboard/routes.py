"""Every address of the dashboard: who may open it, and the page that answers."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from eye.dashboard.api_page import api
from eye.dashboard.assessments_page import assessments, submit_assessment
from eye.dashboard.domains_page import confirm_removal, domains, show_preview, submit_domain, submit_removal
from eye.dashboard.entrance import (
    Endpoint,
    Halt,
    Page,
    Submission,
    form_of_members,
    open_to_all,
    open_to_members,
)
from eye.dashboard.evidence import evidence
from eye.dashboard.link_pages import follow_link, submit_password
from eye.dashboard.overview_page import overview
from eye.dashboard.session_page import session
from eye.dashboard.sessions_page import sessions
from eye.dashboard.sign_in_pages import show_sign_in, submit_sign_in, submit_sign_out
from eye.dashboard.static import ADDRESS, files
from eye.dashboard.visit import Visit

LONGEST_FORM = 64 * 1024


def _page(path: str, show: Page, permission: str | None) -> Route:
    return Route(f"/dashboard{path}", open_to_members(show, permission), methods=["GET"])


def _form(path: str, submit: Submission, permission: str | None) -> Route:
    return Route(f"/dashboard{path}", form_of_members(submit, permission), methods=["POST"], max_body_size=LONGEST_FORM)


def _open(path: str, method: str, answer: Endpoint) -> Route:
    return Route(f"/dashboard{path}", open_to_all(answer), methods=[method], max_body_size=LONGEST_FORM)


async def _nothing_here(visit: Visit) -> Response:
    raise Halt(404)


async def _nothing_to_send(request: Request) -> Response:
    raise Halt(404)


routes: list[BaseRoute] = [
    Mount(ADDRESS, files),
    _open("/sign-in", "GET", show_sign_in),
    _open("/sign-in", "POST", submit_sign_in),
    _open("/link/{token}", "GET", follow_link),
    _open("/link/{token}", "POST", submit_password),
    _form("/sign-out", submit_sign_out, None),
    _page("", overview, None),
    _page("/sessions", sessions, "session.view"),
    _page("/sessions/{session_id}", session, "session.view"),
    _page("/media/{session_id}/{media_id}", evidence, "media.view"),
    _page("/assessments", assessments, "assessment.view"),
    _form("/assessments", submit_assessment, "assessment.create"),
    _page("/settings/domains", domains, "domain.view"),
    _form("/settings/domains", submit_domain, "domain.create"),
    _page("/settings/domains/preview", show_preview, "domain.view"),
    _page("/settings/domains/{domain_id}/remove", confirm_removal, "domain.delete"),
    _form("/settings/domains/{domain_id}/remove", submit_removal, "domain.delete"),
    _page("/settings/api", api, "api.key.view"),
    _page("/{rest:path}", _nothing_here, None),
    _open("/{rest:path}", "POST", _nothing_to_send),
]
