"""/docs/errors: every code with its status, where `type` of each problem document leads."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from eye.api.pages import file, render
from eye.events.types import REJECTIONS
from eye.http.problems import KINDS


async def errors(request: Request) -> Response:
    return render("errors.html", kinds=KINDS, rejections=REJECTIONS)


async def docs(request: Request) -> Response:
    return RedirectResponse("/docs/errors", 307)


async def style(request: Request) -> Response:
    return file("page.css")


routes = [
    Route("/docs", docs),
    Route("/docs/errors", errors),
    Route("/docs/page.css", style),
]
