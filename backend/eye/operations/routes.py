"""/healthz, /readyz and /metrics."""

import asyncio
import logging

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.errors import Refusal, Refused
from eye.http.bodies import answer
from eye.http.client import client_address, is_within
from eye.http.context import Eye, context, refuse
from eye.operations import measures, store
from eye.operations.readiness import Readiness
from eye.operations.store import Figures

log = logging.getLogger("eye")

SECONDS = 2.0
# Whoever sends one of these asks for somebody else.
FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip", "via")


async def health(request: Request) -> Response:
    return answer({"status": "ok"})


async def ready(request: Request) -> Response:
    readiness: Readiness = request.app.state.readiness
    failing = await readiness.failing()
    if not failing:
        return answer({"status": "ready"})
    sentence = f"Eye is not ready: {', '.join(failing)}. Its log says what is wrong."
    return refuse(request, Refusal("unavailable", sentence, {"notReady": failing, "retryAfter": 1}))


async def metrics(request: Request) -> Response:
    """For the addresses of EYE_METRICS_FROM; everybody else finds nothing here."""
    eye = context(request)
    if not _may_measure(eye, request):
        raise Refused("not_found", "There is nothing at this address.")
    content = measures.text(eye, await _figures(eye))
    return Response(content, headers={"cache-control": "no-store", "content-type": CONTENT_TYPE_LATEST})


def _may_measure(eye: Eye, request: Request) -> bool:
    address = client_address(request, eye.settings.trusted_proxies)
    # Behind a proxy that nobody said is one, every request seems to come from the proxy's own address.
    itself = request.client is not None and address == request.client.host
    if itself and any(name in request.headers for name in FORWARDED):
        return False
    return is_within(address, eye.settings.metrics_from)


async def _figures(eye: Eye) -> Figures | None:
    try:
        async with asyncio.timeout(SECONDS):
            return await eye.db.read(store.figures, eye.clock.now())
    except Exception as problem:
        log.warning("the figures for /metrics could not be read: %s", type(problem).__name__)
        return None


routes = [
    Route("/healthz", health, methods=["GET"]),
    Route("/readyz", ready, methods=["GET"]),
    Route("/metrics", metrics, methods=["GET"]),
]
