"""`Idempotency-Key` on the servers' POSTs: a request that is sent again is answered as before and does nothing more.

The act and the answer to it are committed together wherever the answer follows from the act alone; where more has to
happen first (a mail), the act is marked with it and the answer stored afterwards. Nothing acts twice in either case.
"""

import copy
import functools
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, request_response
from starlette.types import Message

from eye.api import idempotency_store as store
from eye.api.act import Acting, Answering, Still
from eye.api.idempotency_store import Kept, Mark
from eye.clock import new_id
from eye.db import Row, Tx, Unavailable
from eye.errors import Refusal, Refused
from eye.http.bodies import read_body
from eye.http.context import Eye, context, refuse
from eye.organisations.principal import Principal, principal_of

HEADER = "idempotency-key"
LONGEST = 255
LARGEST_BODY = 1024 * 1024  # each endpoint has its own limit below this
# The members of answers that are shown once; they are never stored.
REVEALED = ("key", "secret", "token", "link")
_OWN_HEADERS = ("content-length", "x-request-id")

Endpoint = Callable[[Request], Awaitable[Response]]


def remembered(routes: Sequence[BaseRoute]) -> list[BaseRoute]:
    """The same routes, whose POSTs heed an Idempotency-Key."""
    return [_remembered(route) for route in routes]


def _remembered(route: BaseRoute) -> BaseRoute:
    if not isinstance(route, Route) or "POST" not in (route.methods or ()):
        return route
    found = copy.copy(route)
    found.endpoint = once(route.endpoint)
    found.app = request_response(found.endpoint)
    return found


def once(endpoint: Endpoint) -> Endpoint:
    """An endpoint that acts once for each Idempotency-Key, and as always without one."""

    @functools.wraps(endpoint)
    async def remembering(request: Request) -> Response:
        sent, principal = request.headers.getlist(HEADER), principal_of(request)
        permission = getattr(endpoint, "permission", None)
        # An answer to somebody who may ask no more is not repeated either; the endpoint refuses it.
        if not sent or (permission is not None and permission not in principal.permissions):
            return await endpoint(request)
        mark = _mark(request, principal, _name(sent))
        return await _once(endpoint, request, mark, await read_body(request, LARGEST_BODY))

    return remembering


def _name(sent: list[str]) -> str:
    name = sent[0]
    if len(sent) > 1 or not 1 <= len(name) <= LONGEST or not all("!" <= sign <= "~" for sign in name):
        raise Refused(
            "param_invalid",
            f"Idempotency-Key must be sent once, with 1 to {LONGEST} visible ASCII characters, such as a UUID.",
            field="Idempotency-Key",
        )
    return name


def _mark(request: Request, principal: Principal, name: str) -> Mark:
    return Mark(principal.organisation_id, principal.mode or "", name, f"{request.method} {request.url.path}")


async def _once(endpoint: Endpoint, request: Request, mark: Mark, body: bytes) -> Response:
    eye = context(request)
    now, hashed = eye.clock.now(), _hash(eye, request, body)
    claim = new_id("idk", now)
    before = await eye.db.write(store.claim, mark, claim, hashed, now)
    if before is not None:
        return _again(request, before, hashed, now)
    still = replace(eye, clock=Still(now))
    acting = Acting(still, _answering(endpoint, request, body), _hold(mark, claim, now), _keep(mark, claim))
    try:
        answer = await acting.answer(replace(still, db=acting))
    except BaseException:
        with suppress(Unavailable):  # then the claim lapses by itself
            await eye.db.write(store.release, mark, claim)
        raise
    if not acting.kept:
        await _settle(eye, mark, claim, answer, acted=acting.acted)
    return answer


def _hash(eye: Eye, request: Request, body: bytes) -> str:
    """Keyed, since a body may be as easy to guess as an email address."""
    return hmac.new(eye.secrets.pepper.encode(), request.url.query.encode() + b"\0" + body, hashlib.sha256).hexdigest()


def _answering(endpoint: Endpoint, request: Request, body: bytes) -> Answering:
    """Runs the endpoint on this request, as often as is asked, with an Eye of its own."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    def answering(eye: Eye) -> Awaitable[Response]:
        return endpoint(Request({**request.scope, "eye": eye}, receive))

    return answering


def _hold(mark: Mark, claim: str, now: int) -> Callable[[Tx], None]:
    def hold(tx: Tx) -> None:
        if not store.hold(tx, mark, claim, now):
            raise Refused("idempotency_in_flight", "Another request took over this Idempotency-Key; ask again.")

    return hold


def _keep(mark: Mark, claim: str) -> Callable[[Tx, Response], None]:
    return lambda tx, answer: store.keep(tx, mark, claim, _kept(answer))


async def _settle(eye: Eye, mark: Mark, claim: str, answer: Response, *, acted: bool) -> None:
    """Store what could not be known in the act; a refusal before any act leaves nothing behind."""
    with suppress(Unavailable):  # the act is done, and its answer is on the way
        if acted or answer.status_code < 400:
            await eye.db.write(store.keep, mark, claim, _kept(answer))
        else:
            await eye.db.write(store.release, mark, claim)


def _kept(answer: Response) -> Kept:
    headers = {name: value for name, value in answer.headers.items() if name not in _OWN_HEADERS}
    return Kept(answer.status_code, msgspec.json.encode(headers).decode(), _without_secrets(answer).decode())


def _without_secrets(answer: Response) -> bytes:
    body = bytes(answer.body)
    if answer.status_code >= 400 or not answer.headers.get("content-type", "").startswith("application/json"):
        return body
    found = msgspec.json.decode(body)
    shown = [name for name in REVEALED if isinstance(found, dict) and found.get(name) is not None]
    if not shown:
        return body
    return msgspec.json.encode({**{k: v for k, v in found.items() if k not in shown}, "secretShown": True})


def _again(request: Request, before: Row, hashed: str, now: int) -> Response:
    if before["body_hash"] != hashed:
        return refuse(request, _MISMATCH)
    if before["status"] is not None:
        headers = msgspec.json.decode(before["headers"], type=dict[str, str])
        return Response(before["answer"], before["status"], {**headers, "idempotency-replayed": "true"})
    lost = before["acted_at"] is not None and before["claimed_until"] <= now
    return refuse(request, _LOST if lost else _IN_FLIGHT)


_MISMATCH = Refusal(
    "idempotency_mismatch",
    "This Idempotency-Key was sent with another body within the last 24 hours; use a new key for a new request.",
)
_IN_FLIGHT = Refusal(
    "idempotency_in_flight", "The request with this Idempotency-Key is still under way; ask again.", {"retryAfter": 1}
)
_LOST = Refusal(
    "idempotency_answer_lost",
    "The request with this Idempotency-Key was carried out, but its answer was lost; read what it changed.",
)
