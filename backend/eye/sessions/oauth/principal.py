"""Finds out who asks at the server endpoints: a secret key or an access token as Bearer.

The key is checked in the database on every request, so that what was made with it dies with it.
"""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from eye.db import Row, Tx
from eye.domains.check import check_origin
from eye.errors import Refusal, Refused
from eye.http.client import client_address
from eye.http.context import Eye, context, note_caller, note_quotas, refuse
from eye.keys import store as keys
from eye.keys.addresses import wrong_address
from eye.keys.check import check_key, check_key_id, unnoted
from eye.organisations.audit.log import Actor
from eye.organisations.principal import Principal
from eye.organisations.roles.grants import effective_permissions
from eye.sessions.oauth.access_token import AccessToken
from eye.sessions.oauth.bearer import Bearer, read_bearer

GUESSES = {"key_malformed", "key_unknown", "access_token_invalid"}


class Principals:
    """Middleware for the paths of which `asks(path)` says that they need a key."""

    def __init__(self, app: ASGIApp, prefix: str, browser: frozenset[str]) -> None:
        self.app = app
        self.prefix = prefix
        self.browser = browser

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(self.prefix) or scope["path"] in self.browser:
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        found = await find_principal(request)
        if isinstance(found, Response):
            await found(scope, receive, send)
            return
        scope["state"]["principal"] = found
        context(request).calls.count(found.organisation_id, str(found.actor))
        try:
            await self.app(scope, receive, send)
        except Refused as refused:
            if refused.refusal.code == "permission_missing":
                _note(context(request), found.organisation_id, found.actor, refused.refusal, found.address)
            raise


async def find_principal(request: Request) -> Principal | Response:
    """The principal, or the answer that refuses the request."""
    eye = context(request)
    address, now = client_address(request, eye.settings.trusted_proxies), eye.clock.now()
    text = _bearer(request)
    bearer = read_bearer(text, eye.secrets.signing, now)
    if not isinstance(bearer, AccessToken):
        note_quotas(request, lambda: eye.failures.quotas(address, text[:64], now))
    # A token that we signed is no guess: its server goes on, whatever else fails at this address.
    wait = 0 if isinstance(bearer, AccessToken) else eye.failures.wait(address, text[:64], now)
    if wait:
        return refuse(request, Refusal("rate_limited", "Too many keys failed here; wait.", {"retryAfter": wait}))
    if isinstance(bearer, Refusal):
        return _refused(request, eye, bearer, address, text, now)
    origin = _origin_of(request, eye)
    key, refusal = await eye.db.read(check_server_key, bearer, origin, address, eye.secrets.pepper, now)
    if key is not None:
        note_caller(request, key["organisation_id"], key["id"])
    if refusal is not None and key is not None:
        _note(eye, key["organisation_id"], key["id"], refusal, address)
    if refusal is not None or key is None:
        return _refused(request, eye, refusal, address, text, now)
    eye.failures.succeeded(address, text[:64], now)
    if unnoted(key, now):
        await eye.db.write(keys.touch, key["id"], address, now)
    return _principal(key, address)


def _note(eye: Eye, organisation_id: str, key_id: str, refusal: Refusal, address: str | None) -> None:
    seen_from = [address] if address else []
    eye.refused_starts.count(organisation_id, str(key_id), refusal.code, seen_from, eye.clock.now())


def _refused(request: Request, eye: Eye, refusal: Refusal | None, address: str, text: str, now: int) -> Response:
    refusal = refusal or Refusal("key_unknown", "No such API key exists.")
    if refusal.code in GUESSES:
        eye.failures.failed(address, text[:64], now)
    return refuse(request, refusal)


def _bearer(request: Request) -> str:
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    return text if scheme.lower() == "bearer" else ""


def check_server_key(
    tx: Tx, bearer: Bearer, origin: list[str], address: str, pepper: str, now: int
) -> tuple[Row | None, Refusal | None]:
    """The key that is sent, or that an access token names, with the `permissions` it gives to this request.

    `address` is where the request came from, for keys with an IP list.
    """
    if isinstance(bearer, AccessToken):
        key, refusal = check_key_id(tx, bearer.key_id, now)
    else:
        key, refusal = check_key(tx, bearer.text, pepper, now)
    refusal = refusal or (wrong_address(key, address) if key is not None else None)
    if refusal is not None or key is None:
        return key, refusal
    roles = msgspec.json.decode(key["roles"], type=list[str])
    permissions = effective_permissions(tx, key["organisation_id"], roles)
    if isinstance(bearer, AccessToken) and bearer.scope is not None:
        permissions &= bearer.scope
    return {**key, "permissions": permissions}, _wrong_origin(tx, key, origin)


def _origin_of(request: Request, eye: Eye) -> list[str]:
    """None for our own: that is the reference in /docs, on which people try these calls."""
    found = request.headers.getlist("origin")
    return [] if found == [eye.settings.public_url] else found


def _wrong_origin(tx: Tx, key: Row, origin: list[str]) -> Refusal | None:
    """Servers send no Origin. Where one is sent, it has to be registered (K10)."""
    if not origin:
        return None
    allowed = check_origin(tx, key["organisation_id"], origin)
    return allowed if isinstance(allowed, Refusal) else None


def _principal(key: Row, address: str) -> Principal:
    return Principal(key["organisation_id"], Actor(key["id"], address), key["permissions"], key["mode"])
