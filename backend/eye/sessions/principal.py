"""Finds out who asks at the server endpoints: a secret key as Bearer, checked in the database on every request."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from eye.db import Row, Tx
from eye.domains.check import check_origin
from eye.errors import Refusal
from eye.http.client import client_address
from eye.http.context import Eye, context, refuse
from eye.keys import store as keys
from eye.keys.check import check_key
from eye.organisations.audit import Actor
from eye.organisations.grants import effective_permissions
from eye.organisations.principal import Principal

MINUTE = 60_000
GUESSES = {"key_malformed", "key_unknown"}


class Principals:
    """Middleware for the paths of which `asks(path)` says that they need a key."""

    def __init__(self, app: ASGIApp, prefix: str, browser: frozenset[str]) -> None:
        self.app = app
        self.prefix = prefix
        self.browser = browser

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(self.prefix) and scope["path"] not in self.browser:
            found = await find_principal(Request(scope))
            if isinstance(found, Response):
                await found(scope, receive, send)
                return
            scope["state"]["principal"] = found
        await self.app(scope, receive, send)


async def find_principal(request: Request) -> Principal | Response:
    """The principal, or the answer that refuses the request."""
    eye = context(request)
    address, now = client_address(request, eye.settings.trusted_proxies), eye.clock.now()
    text = _bearer(request)
    wait = eye.failures.wait(address, text[:64], now)
    if wait:
        return refuse(request, Refusal("rate_limited", "Too many keys failed here; wait.", {"retryAfter": wait}))
    origin = request.headers.getlist("origin")
    key, refusal = await eye.db.read(_check, text, origin, eye.secrets.pepper, now)
    if refusal is not None or key is None:
        return _refused(request, eye, refusal, address, text, now)
    eye.failures.succeeded(address, text[:64], now)
    if key["last_used_at"] is None or key["last_used_at"] <= now - MINUTE:
        await eye.db.write(keys.touch, key["id"], address, now)
    return _principal(key, address)


def _refused(request: Request, eye: Eye, refusal: Refusal | None, address: str, text: str, now: int) -> Response:
    refusal = refusal or Refusal("key_unknown", "No such API key exists.")
    if refusal.code in GUESSES:
        eye.failures.failed(address, text[:64], now)
    return refuse(request, refusal)


def _bearer(request: Request) -> str:
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    return text if scheme.lower() == "bearer" else ""


def _check(tx: Tx, text: str, origin: list[str], pepper: str, now: int) -> tuple[Row | None, Refusal | None]:
    if not text:
        return None, Refusal("key_missing", "Send a secret key: Authorization: Bearer eye_sk_…")
    key, refusal = check_key(tx, text, pepper, now)
    if refusal is not None or key is None:
        return key, refusal
    if key["kind"] != "secret":
        return key, Refusal("key_wrong_kind", "This is a publishable key; servers use a secret key (eye_sk_…).")
    roles = msgspec.json.decode(key["roles"], type=list[str])
    permissions = effective_permissions(tx, key["organisation_id"], roles)
    return {**key, "permissions": permissions}, _wrong_origin(tx, key, origin)


def _wrong_origin(tx: Tx, key: Row, origin: list[str]) -> Refusal | None:
    """Servers send no Origin. Where one is sent, it has to be registered (K10)."""
    if not origin:
        return None
    allowed = check_origin(tx, key["organisation_id"], origin)
    return allowed if isinstance(allowed, Refusal) else None


def _principal(key: Row, address: str) -> Principal:
    return Principal(key["organisation_id"], Actor(key["id"], address), key["permissions"], key["mode"])
