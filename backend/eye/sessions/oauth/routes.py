"""`POST /oauth/token`: client credentials (RFC 6749) and token exchange (RFC 8693), with their own form of errors."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.db import Row, Unavailable
from eye.errors import Refusal
from eye.http.bodies import answer
from eye.http.client import client_address
from eye.http.context import Eye, context, note_caller, note_quotas, request_id
from eye.keys import store as keys
from eye.keys.check import unnoted
from eye.keys.model import read_key
from eye.sessions.oauth import give as oauth
from eye.sessions.oauth.form import Credentials, OAuthError, read_credentials, read_form, required
from eye.sessions.oauth.principal import check_server_key

GRANTS = {oauth.CLIENT_CREDENTIALS: oauth.access, oauth.TOKEN_EXCHANGE: oauth.candidate}
STATUSES = {"invalid_client": 401, "temporarily_unavailable": 503}
# Not that the client is unknown, but that it may not do this from here.
UNAUTHORIZED = ("ip_not_allowed", "origin_", "no_domains_registered")
WRONG = "The key id and the secret key do not belong together, or there is no such key."


async def token(request: Request) -> Response:
    eye = context(request)
    try:
        found = await _token(eye, request, eye.clock.now())
    except OAuthError as problem:
        return _refused(eye, request, problem)
    except Unavailable:
        sentence = "Eye cannot reach its storage right now; try again."
        return _refused(eye, request, OAuthError("temporarily_unavailable", sentence, "unavailable", 5))
    return answer(found, headers={"pragma": "no-cache"})


async def _token(eye: Eye, request: Request, now: int) -> dict[str, Any]:
    form = await read_form(request)
    grant = GRANTS.get(required(form, "grant_type"))
    if grant is None:
        raise OAuthError("unsupported_grant_type", f"grant_type must be one of {', '.join(GRANTS)}.")
    credentials = read_credentials(request.headers.getlist("authorization"), form)
    return grant(await _authenticated(eye, request, credentials, now), form, eye.secrets.signing, now)


async def _authenticated(eye: Eye, request: Request, credentials: Credentials, now: int) -> Row:
    """The client's key. Failures are counted as those of keys are, before the database hears of them."""
    address, subject = client_address(request, eye.settings.trusted_proxies), credentials.secret[:64]
    note_quotas(request, lambda: eye.failures.quotas(address, subject, now))
    wait = eye.failures.wait(address, subject, now)
    if wait:
        raise OAuthError("temporarily_unavailable", "Too many clients failed here; wait.", "rate_limited", wait)
    try:
        key = await _key(eye, request, credentials, now)
    except OAuthError as problem:
        if problem.refusal_code in ("key_malformed", "key_unknown"):
            eye.failures.failed(address, subject, now)
        raise
    eye.failures.succeeded(address, subject, now)
    if unnoted(key, now):
        await eye.db.write(keys.touch, key["id"], address, now)
    return key


async def _key(eye: Eye, request: Request, credentials: Credentials, now: int) -> Row:
    text = read_key(credentials.secret)
    if isinstance(text, Refusal):
        raise OAuthError("invalid_client", text.detail, text.code)
    if text.kind != "secret":
        raise OAuthError("invalid_client", "This is a publishable key; use a secret key.", "key_wrong_kind")
    origin = request.headers.getlist("origin")
    address = client_address(request, eye.settings.trusted_proxies)
    key, refusal = await eye.db.read(check_server_key, text, origin, address, eye.secrets.pepper, now)
    # Only who has the secret learns anything of its key.
    if key is None or key["id"] != credentials.client_id:
        raise OAuthError("invalid_client", WRONG, "key_unknown")
    note_caller(request, key["organisation_id"], key["id"])
    if refusal is not None:
        eye.refused_starts.count(key["organisation_id"], key["id"], refusal.code, [address], now)
        error = "unauthorized_client" if refusal.code.startswith(UNAUTHORIZED) else "invalid_client"
        raise OAuthError(error, refusal.detail, refusal.code)
    return key


def _refused(eye: Eye, request: Request, problem: OAuthError) -> Response:
    """`code` is that of the key where there is one: it tells the causes of `invalid_client` apart."""
    found = {"error": problem.error, "error_description": _plain(problem.description), "requestId": request_id(request)}
    headers = {"pragma": "no-cache"}
    if problem.refusal_code is not None:
        found |= {"code": problem.refusal_code, "error_uri": f"{eye.docs}/{problem.refusal_code}"}
    if problem.error == "invalid_client":
        headers["www-authenticate"] = 'Basic realm="Eye", charset="UTF-8"'
    if problem.wait is not None:
        headers["retry-after"] = str(problem.wait)
    status = 429 if problem.refusal_code == "rate_limited" else STATUSES.get(problem.error, 400)
    return answer(found, status, headers)


def _plain(sentence: str) -> str:
    """What RFC 6749 allows in an error_description: ASCII without quotes and backslashes."""
    known = sentence.replace("→", ">").replace("…", "...").replace('"', "'").replace("\\", "/")
    return "".join(sign for sign in known if " " <= sign <= "~")


routes = [Route("/oauth/token", token, methods=["POST"])]
