"""ETags on single resources: `If-None-Match` spares an answer that is known, `If-Match` a change to what is not.

A tag is made of the answer itself. `If-Match` is looked at in the transaction of the change; those who send it for the
same organisation wait for each other.
"""

import copy
import functools
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, request_response

from eye.db import Around, Database, Tx
from eye.errors import Refused
from eye.http.context import Eye, context
from eye.organisations import store as organisations
from eye.organisations.principal import principal_of

Endpoint = Callable[[Request], Awaitable[Response]]


def is_single(path: str) -> bool:
    """Whether this address is one thing, and no list and no act."""
    return path.endswith("}") or path == "/v1/organisation"


def tagged(routes: Sequence[BaseRoute]) -> list[BaseRoute]:
    """The same routes: GET of a single resource has an ETag, PATCH of one heeds If-Match."""
    shown = {
        route.path: route.endpoint
        for route in routes
        if isinstance(route, Route) and "GET" in (route.methods or ()) and is_single(route.path)
    }
    return [_tagged(route, shown) for route in routes]


def _tagged(route: BaseRoute, shown: dict[str, Endpoint]) -> BaseRoute:
    if not isinstance(route, Route) or route.path not in shown:
        return route
    methods = route.methods or set()
    if "GET" in methods:
        return _with(route, _conditional(route.endpoint))
    return _with(route, _guarded(route.endpoint, shown[route.path])) if "PATCH" in methods else route


def _with(route: Route, endpoint: Endpoint) -> Route:
    found = copy.copy(route)
    found.endpoint = endpoint
    found.app = request_response(endpoint)
    return found


def etag(answer: Response) -> str:
    return f'"{hashlib.sha256(bytes(answer.body)).hexdigest()[:32]}"'


def _matches(sent: str, tag: str) -> bool:
    """Weakly, as caches and proxies may have changed it (RFC 9110)."""
    return sent.strip() == "*" or tag in [one.strip().removeprefix("W/") for one in sent.split(",")]


def _conditional(endpoint: Endpoint) -> Endpoint:
    @functools.wraps(endpoint)
    async def asked(request: Request) -> Response:
        answer = await endpoint(request)
        if answer.status_code != 200:
            return answer
        tag = etag(answer)
        if _matches(request.headers.get("if-none-match", ""), tag):
            return Response(status_code=304, headers={"etag": tag, "cache-control": "no-store"})
        answer.headers["etag"] = tag
        return answer

    return asked


def _guarded(endpoint: Endpoint, shown: Endpoint) -> Endpoint:
    @functools.wraps(endpoint)
    async def asked(request: Request) -> Response:
        sent = request.headers.get("if-match")
        eye = context(request)
        if sent is not None:
            guard = functools.partial(_check, shown, request, eye, sent)
            request.scope["eye"] = replace(eye, db=_Guarded(eye.db, guard))
        answer = await endpoint(request)
        if answer.status_code == 200:
            answer.headers["etag"] = etag(answer)
        return answer

    return asked


def _check(shown: Endpoint, request: Request, eye: Eye, sent: str, tx: Tx) -> None:
    organisations.lock(tx, principal_of(request).organisation_id)
    now = _asked(shown(Request({**request.scope, "eye": replace(eye, db=_Within(eye.db, tx))})))
    if now.status_code == 200 and not _matches(sent, etag(now)):
        raise Refused(
            "precondition_failed",
            "It was changed since you read it: its ETag is not that of If-Match. Read it again, then change it.",
        )


def _asked(answering: Awaitable[Response]) -> Response:
    """What it answers without waiting for anything but the reads that happen at once."""
    steps = answering.__await__()
    try:
        next(steps)
    except StopIteration as done:
        found: Response = done.value
        return found
    finally:
        steps.close()
    raise AssertionError("the endpoint waits for something else than the database")


class _Guarded(Around):
    """Each write begins with the guard, which refuses by raising."""

    def __init__(self, db: Database, guard: Callable[[Tx], None]) -> None:
        super().__init__(db)
        self._guard = guard

    async def write(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        return await self.inside.write(self._begin, lambda tx: fn(tx, *args, **kwargs))

    def _begin(self, tx: Tx, act: Callable[[Tx], Any]) -> Any:
        self._guard(tx)
        return act(tx)


class _Within(Around):
    """Reads what the transaction sees, at once."""

    def __init__(self, db: Database, tx: Tx) -> None:
        super().__init__(db)
        self._tx = tx

    async def read(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        return fn(self._tx, *args, **kwargs)

    async def write(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        raise AssertionError("an endpoint that shows something writes")
