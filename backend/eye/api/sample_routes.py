"""The sample exam of `eye demo`: a page as an assessment platform would make it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.api.pages import EXAM_POLICY, file, render
from eye.api.sample import ASSESSMENT, sample_key
from eye.http.context import context


async def exam(request: Request) -> Response:
    key = await context(request).db.read(sample_key)
    return render("sample.html", EXAM_POLICY, key=key or "", assessment=ASSESSMENT, origin=request.url.netloc)


async def script(request: Request) -> Response:
    return file("sample.js")


async def style(request: Request) -> Response:
    return file("page.css")


routes = [
    Route("/sample", exam),
    Route("/sample/exam.js", script),
    Route("/sample/page.css", style),
]
