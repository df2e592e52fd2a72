"""/v1/speed: bytes to fetch and to send, from which the check before the exam tells how fast the connection is."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.errors import Refused
from eye.http.bodies import read_body
from eye.http.client import client_address
from eye.http.context import context, note_quotas
from eye.http.fields import wrong

DOWN = 512_000  # bytes
UP = 132_000  # what the widget sends is 128,000
# No proxy on the way makes it shorter.
_NOISE = hashlib.shake_256(b"eye").digest(DOWN)
_HEADERS = {"cache-control": "no-store, no-transform", "x-content-type-options": "nosniff"}


async def down(request: Request) -> Response:
    _slow_down(request)
    count = _bytes(request.query_params.get("bytes"))
    return Response(_NOISE[:count], headers=_HEADERS, media_type="application/octet-stream")


async def up(request: Request) -> Response:
    _slow_down(request)
    await read_body(request, UP)
    return Response(status_code=204, headers=_HEADERS)


def _bytes(asked: str | None) -> int:
    if asked is None:
        return DOWN
    if asked.isascii() and asked.isdigit() and len(asked) <= len(str(DOWN)) and 1 <= int(asked) <= DOWN:
        return int(asked)
    raise wrong("bytes", f"must be a whole number from 1 to {DOWN}")


def _slow_down(request: Request) -> None:
    eye = context(request)
    address, now = client_address(request, eye.settings.trusted_proxies), eye.clock.now()
    note_quotas(request, lambda: [eye.speed_rate.quota(address, now)])
    wait = eye.speed_rate.wait(address, now)
    if wait:
        raise Refused("rate_limited", "Too many measurements came from this address; wait a moment.", retryAfter=wait)


browser_routes = [
    Route("/v1/speed", down, methods=["GET"]),
    Route("/v1/speed", up, methods=["POST"]),
]
