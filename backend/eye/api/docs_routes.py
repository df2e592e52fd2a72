"""/docs: the manual, the reference, and a page for each error code, where `type` of each problem document leads."""

import re

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from eye.api.errors import PAGES
from eye.api.errors.browser import BROWSER
from eye.api.manual import Chapter, chapters, folder
from eye.api.pages import REFERENCE_POLICY, file, render
from eye.api.reference.openapi import document
from eye.errors import Refused
from eye.events.types import REJECTIONS
from eye.http.context import context
from eye.http.problems import KINDS

PICTURE = re.compile("[a-z-]{1,40}")


async def docs(request: Request) -> Response:
    """The first chapter; where there is none, the table of codes, which is always there."""
    found = _chapters(request)
    return RedirectResponse(f"/docs/{next(iter(found), 'errors')}", 307)


async def chapter(request: Request) -> Response:
    found = _chapters(request)
    shown = found.get(request.path_params["name"])
    if shown is None:
        raise Refused("not_found", "There is no such page in the documentation; it begins at /docs.")
    return render("chapter.html", chapters=found, shown=shown, current=shown.name)


async def reference(request: Request) -> Response:
    return render("reference.html", REFERENCE_POLICY, chapters=_chapters(request), current="reference")


async def openapi(request: Request) -> Response:
    state = request.app.state
    if not hasattr(state, "openapi"):
        made = document(request.app.routes, context(request).settings.public_url)
        state.openapi = msgspec.json.encode(made)
    return Response(
        state.openapi,
        headers={"cache-control": "no-cache", "x-content-type-options": "nosniff", "access-control-allow-origin": "*"},
        media_type="application/json",
    )


async def errors(request: Request) -> Response:
    return render(
        "errors.html",
        kinds=KINDS,
        rejections=REJECTIONS,
        browser=BROWSER,
        chapters=_chapters(request),
        current="errors",
    )


async def error(request: Request) -> Response:
    code = request.path_params["code"]
    page = PAGES.get(code)
    if page is None:
        raise Refused("not_found", "Eye has no such error code; the list is at /docs/errors.")
    kind = KINDS.get(code)
    return render(
        "error.html",
        code=code,
        page=page,
        status=kind.status if kind else None,
        title=_title(code),
        chapters=_chapters(request),
        current="errors",
    )


def _chapters(request: Request) -> dict[str, Chapter]:
    return chapters(context(request).settings.public_url)


def _title(code: str) -> str:
    kind = KINDS.get(code)
    if kind is not None:
        return kind.title
    return "An event was rejected" if code in REJECTIONS else "The widget did not start or go on"


async def picture(request: Request) -> Response:
    """What a chapter shows. Opened by itself it is a document, whose style is in it."""
    path = folder() / f"{request.path_params['name']}.svg"
    if not PICTURE.fullmatch(request.path_params["name"]) or not path.is_file():
        raise Refused("not_found", "There is no such picture in the documentation; it begins at /docs.")
    headers = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'", "cache-control": "no-cache"}
    return Response(
        path.read_bytes(), headers=headers | {"x-content-type-options": "nosniff"}, media_type="image/svg+xml"
    )


async def static(request: Request) -> Response:
    return file(request.url.path.rpartition("/")[2])


routes = [
    Route("/docs", docs),
    Route("/docs/errors", errors),
    Route("/docs/errors/{code}", error),
    Route("/docs/reference", reference),
    *(Route(f"/docs/{name}", static) for name in ("page.css", "docs.css", "docs.js", "reference.js", "icon.svg")),
    Route("/docs/{name}.svg", picture),
    Route("/docs/{name}", chapter),
    Route("/openapi.json", openapi),
]
