"""The outermost layer: an id for every request, a problem for every exception, CORS for what is public.

It counts every answer, and logs those that were refused, slow or failed.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from eye.clock import new_id, stopwatch
from eye.db import Unavailable
from eye.errors import Refusal, Refused
from eye.http import addresses
from eye.http.context import refuse
from eye.http.limits import quota_headers
from eye.http.request_log import SLOW, log_request
from eye.http.tally import Row, Tally

Endpoint = Callable[[Request], Awaitable[Response]]
log = logging.getLogger("eye")

START = "/v1/init"
_CORS = [
    (b"access-control-allow-origin", b"*"),
    # So that a page can show the id of a refused request, and wait as long as it is told to.
    (b"access-control-expose-headers", b"x-request-id, retry-after, ratelimit, ratelimit-policy"),
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

    def __init__(
        self, app: ASGIApp, public: Callable[[str], bool], direct: Mapping[str, Endpoint], tally: Tally
    ) -> None:
        self.app = app
        self.public = public
        self.direct = {path: (endpoint, tally.row("POST", path)) for path, endpoint in direct.items()}
        self.tally = tally

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = stopwatch()
        id = new_id("req", scope["app"].state.eye.clock.now())
        state = scope.setdefault("state", {})
        state["request_id"] = id
        public = self.public(scope["path"])
        headers = [(b"x-request-id", id.encode()), *(_CORS if public else [])]
        endpoint, row = self.direct.get(scope["path"], _NOWHERE) if scope["method"] == "POST" else _NOWHERE
        started = False

        async def send_on(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                quotas = state.get("quotas")
                more = quota_headers(quotas()) if quotas is not None else []
                given = message["headers"]
                message["headers"] = [*given, *headers, *more, *(_GUARDED if endpoint else guards(given))]
                self._note(scope, row, message["status"], stopwatch() - began)
            await send(message)

        if public and scope["method"] == "OPTIONS":
            await send_on({"type": "http.response.start", "status": 204, "headers": list(_PREFLIGHT)})
            await send_on({"type": "http.response.body", "body": b""})
            return
        try:
            _check_address(scope)
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
            await _answer(scope, problem, id)(scope, receive, send_on)

    def _note(self, scope: Scope, row: Row | None, status: int, seconds: float) -> None:
        """`row` is where it counts, for the endpoints that are asked most."""
        found = row or self.tally.row(scope["method"], addresses.template(scope))
        found.add(status, seconds)
        if status >= 400 and scope["path"] == START and scope["method"] == "POST":
            self.tally.starts_refused[scope["state"].get("refused", "none")] += 1
        if status >= 400 or seconds >= SLOW:
            log_request(scope, addresses.template(scope), status, seconds)


_SNIFF = (b"x-content-type-options", b"nosniff")
_CLOSED = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_GUARDED = [_SNIFF, _CLOSED]  # of those that are asked most: they answer JSON and say nothing of it themselves


def guards(given: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """What keeps an answer from being taken for a page, for those that do not say themselves how they are meant."""
    found = dict(given)
    added = [] if _SNIFF[0] in found else [_SNIFF]
    kind = found.get(b"content-type", b"json")
    is_data = b"json" in kind or kind.startswith(b"text/csv")
    return [*added, _CLOSED] if is_data and _CLOSED[0] not in found else added


_NOWHERE: tuple[Endpoint | None, Row | None] = (None, None)


def _check_address(scope: Scope) -> None:
    # PostgreSQL keeps no such character in a text, so that nothing can be found by it.
    if "\0" in scope["path"] or b"%00" in scope["query_string"]:
        raise Refused("request_malformed", "The address contains a NUL character (%00); leave it out.")


def _answer(scope: Scope, problem: Exception, id: str) -> Response:
    if isinstance(problem, HTTPException) and problem.status_code == 404:
        shorter = addresses.without_slash(scope)
        if shorter is not None:
            return RedirectResponse(shorter, 307)
    if not isinstance(problem, HTTPException) or problem.status_code != 405:
        return refuse(Request(scope), _refusal(scope, problem, id))
    offered = {"allow": addresses.methods(scope)}
    if scope["method"] == "OPTIONS":
        return Response(status_code=204, headers=offered)
    answer = refuse(Request(scope), Refusal("method_not_allowed", f"This address offers {offered['allow']} only."))
    answer.headers.update(offered)
    return answer


def _refusal(scope: Scope, problem: Exception, id: str) -> Refusal:
    if isinstance(problem, Refused):
        return problem.refusal
    if isinstance(problem, HTTPException) and problem.status_code == 404:
        return _nothing(scope)
    if isinstance(problem, Unavailable):
        log.warning("%s: storage is unavailable: %s", id, problem)
        return Refusal("unavailable", "Eye cannot reach its storage right now; try again.", {"retryAfter": 5})
    log.error("%s failed", id, exc_info=problem)
    return Refusal("internal", "Eye failed to answer this request; its operator finds it under the request id.")


def _nothing(scope: Scope) -> Refusal:
    if scope["path"].startswith("/v1") and addresses.has_reference(scope):
        return Refusal("not_found", "There is nothing at this address; the reference is at /docs.")
    return Refusal("not_found", "There is nothing at this address.")
