"""The outermost layer: an id for every request, a problem for every exception, CORS for what is public."""

import logging
from collections.abc import Awaitable, Callable, Mapping

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from eye.clock import new_id
from eye.db import Unavailable
from eye.errors import Refusal, Refused
from eye.http.context import refuse

Endpoint = Callable[[Request], Awaitable[Response]]
log = logging.getLogger("eye")

_BY_STATUS = {
    404: Refusal("not_found", "There is nothing at this address; the reference is at /docs."),
    405: Refusal("method_not_allowed", "This address does not offer this method; the reference is at /docs."),
}
_CORS = [
    (b"access-control-allow-origin", b"*"),
    # So that a page can show the id of a refused request, and wait as long as it is told to.
    (b"access-control-expose-headers", b"x-request-id, retry-after"),
]
_PREFLIGHT = [
    (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
    (b"access-control-allow-headers", b"content-type"),
    (b"access-control-max-age", b"86400"),
]


class Doorway:
    """`public(path)` tells the addresses that any website may call. CORS lets it read the answer, never more.

    `direct` are the endpoints that thousands of pages ask every few seconds, by path: a POST goes to them without the
    way through the other layers and the route table, which costs more than some of them do themselves.
    """

    def __init__(self, app: ASGIApp, public: Callable[[str], bool], direct: Mapping[str, Endpoint]) -> None:
        self.app = app
        self.public = public
        self.direct = direct

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        now = scope["app"].state.eye.clock.now()
        id = new_id("req", now)
        scope.setdefault("state", {})["request_id"] = id
        public = self.public(scope["path"])
        headers = [(b"x-request-id", id.encode()), *(_CORS if public else [])]
        started = False

        async def send_on(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message["headers"], *headers]
            await send(message)

        if public and scope["method"] == "OPTIONS":
            await send_on({"type": "http.response.start", "status": 204, "headers": list(_PREFLIGHT)})
            await send_on({"type": "http.response.body", "body": b""})
            return
        try:
            _check_address(scope)
            endpoint = self.direct.get(scope["path"]) if scope["method"] == "POST" else None
            if endpoint is None:
                await self.app(scope, receive, send_on)
            else:
                answer = await endpoint(Request(scope, receive))
                await answer(scope, receive, send_on)
        except ClientDisconnect:
            return
        except Exception as problem:
            if started:
                raise
            answer = refuse(Request(scope), _refusal(problem, id))
            if isinstance(problem, HTTPException):
                answer.headers.update(problem.headers or {})  # a 405 names the methods that are offered
            await answer(scope, receive, send_on)


def _check_address(scope: Scope) -> None:
    # PostgreSQL keeps no such character in a text, so that nothing can be found by it.
    if "\0" in scope["path"] or b"%00" in scope["query_string"]:
        raise Refused("request_malformed", "The address contains a NUL character (%00); leave it out.")


def _refusal(problem: Exception, id: str) -> Refusal:
    if isinstance(problem, Refused):
        return problem.refusal
    if isinstance(problem, HTTPException) and problem.status_code in _BY_STATUS:
        return _BY_STATUS[problem.status_code]
    if isinstance(problem, Unavailable):
        log.warning("%s: storage is unavailable: %s", id, problem)
        return Refusal("unavailable", "Eye cannot reach its storage right now; try again.", {"retryAfter": 5})
    log.error("%s failed", id, exc_info=problem)
    return Refusal("internal", "Eye failed to answer this request; its operator finds it under the request id.")
