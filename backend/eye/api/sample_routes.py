"""The pages of `eye demo`: an exam as an assessment platform would make it, and one whose camera is a simulator."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.api.pages import EXAM_POLICY, file, render
from eye.api.sample import ASSESSMENT, SIMULATED, sample_key, stored_by_sample
from eye.errors import Refusal
from eye.http.bodies import answer
from eye.http.context import context, refuse

PARTS = ("simulator.js", "simulator-camera.js", "simulator-microphone.js", "astronaut.jpg")


async def exam(request: Request) -> Response:
    key = await context(request).db.read(sample_key)
    return render("sample.html", EXAM_POLICY, key=key or "", assessment=ASSESSMENT, origin=request.url.netloc)


async def simulator(request: Request) -> Response:
    key = await context(request).db.read(sample_key)
    return render("simulator.html", EXAM_POLICY, key=key or "", assessment=SIMULATED)


async def stored(request: Request) -> Response:
    found = await context(request).db.read(stored_by_sample, request.path_params["session"])
    if found is None:
        return refuse(request, Refusal("not_found", "The sample organisation has no such session."))
    return answer(found)


async def part(request: Request) -> Response:
    return file(request.url.path.removeprefix("/sample/"))


async def script(request: Request) -> Response:
    return file("sample.js")


async def style(request: Request) -> Response:
    return file("page.css")


routes = [
    Route("/sample", exam),
    Route("/sample/exam.js", script),
    Route("/sample/page.css", style),
    Route("/sample/simulator", simulator),
    *(Route(f"/sample/{name}", part) for name in PARTS),
    Route("/sample/stored/{session}", stored),
]
