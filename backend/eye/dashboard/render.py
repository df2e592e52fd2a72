"""Makes pages: the templates, what every one of them can use, and the headers that guard them."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from eye.dashboard import person, show, words
from eye.dashboard.browsers import browser_in_words
from eye.dashboard.menu import menu_for
from eye.dashboard.static import STYLES, asset
from eye.dashboard.visit import Visit

HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
    " media-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals.update(
    asset=asset,
    styles=STYLES,
    status_badge=words.status_badge,
    connectivity_badge=words.connectivity_badge,
    severity_badge=words.severity_badge,
    identity_badge=words.identity_badge,
    lasted=person.lasted,
)
_templates.filters.update(
    show.FILTERS,
    candidate_name=person.candidate_name,
    end_sentence=person.end_sentence,
    flag_title=words.flag_title,
    browser=browser_in_words,
)


def page(visit: Visit, template: str, /, *, status: int = 200, **values: Any) -> Response:
    """A page of the dashboard for a signed-in member."""
    return HTMLResponse(part(visit, template, **values), status, HEADERS)


def part(visit: Visit, template: str, /, **values: Any) -> str:
    """The text of a page, or of a piece of one, for a signed-in member."""
    return _templates.get_template(template).render(
        visit=visit,
        member=visit.member,
        menu=menu_for(visit.permissions, visit.request.url.path),
        now=visit.now,
        **values,
    )


def outside_page(template: str, /, *, status: int = 200, **values: Any) -> Response:
    """A page for somebody who is not signed in."""
    return HTMLResponse(_templates.get_template(template).render(values), status, HEADERS)


def go(path: str) -> Response:
    """Send the browser on to a page after a form was accepted."""
    return RedirectResponse(path, 303, {"cache-control": "no-store", "referrer-policy": "same-origin"})


def is_refresh(request: Request) -> bool:
    """Whether htmx asks for a part of the page only."""
    return request.headers.get("hx-request") == "true"
