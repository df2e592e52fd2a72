"""/docs/errors: the list of codes, and a page for each, where `type` of each problem document leads."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from eye.api.errors import PAGES
from eye.api.errors.browser import BROWSER
from eye.api.pages import file, render
from eye.errors import Refused
from eye.events.types import REJECTIONS
from eye.http.problems import KINDS


async def errors(request: Request) -> Response:
    return render("errors.html", kinds=KINDS, rejections=REJECTIONS, browser=BROWSER)


async def error(request: Request) -> Response:
    code = request.path_params["code"]
    page = PAGES.get(code)
    if page is None:
        raise Refused("not_found", "Eye has no such error code; the list is at /docs/errors.")
    kind = KINDS.get(code)
    return render("error.html", code=code, page=page, status=kind.status if kind else None, title=_title(code))


def _title(code: str) -> str:
    kind = KINDS.get(code)
    if kind is not None:
        return kind.title
    return "An event was rejected" if code in REJECTIONS else "The widget did not start or go on"


async def docs(request: Request) -> Response:
    return RedirectResponse("/docs/errors", 307)


async def style(request: Request) -> Response:
    return file("page.css")


async def icon(request: Request) -> Response:
    return file("icon.svg")


routes = [
    Route("/docs", docs),
    Route("/docs/errors", errors),
    Route("/docs/errors/{code}", error),
    Route("/docs/page.css", style),
    Route("/docs/icon.svg", icon),
]
