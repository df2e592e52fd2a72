"""/v1/init and /v1/end for pages; the list /v1/sessions for servers. `reports` shows one, with its coverage."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.assessments.model import policy_of
from eye.clock import iso
from eye.errors import Refusal, Refused
from eye.http.bodies import answer, read_body, read_object
from eye.http.client import client_address
from eye.http.context import Eye, context, note_caller, note_quotas, refuse
from eye.http.fields import Fields
from eye.http.pages import page, read_page
from eye.keys.model import hash_key
from eye.organisations.principal import needs, principal_of
from eye.sessions.candidate_tokens.token import CandidateToken
from eye.sessions.document import document, features_of
from eye.sessions.end import end_by_token
from eye.sessions.list_store import Wanted, list_sessions
from eye.sessions.model import HEARTBEAT_SECONDS, exam_ends_at, expires_at
from eye.sessions.start.open import open_session
from eye.sessions.start.opened import Opened
from eye.sessions.start.request import Start, read_start
from eye.sessions.start.store import finding
from eye.sessions.token import read_token, sign_token

LIMIT = 64 * 1024
GUESSES = {"key_malformed", "key_unknown", "candidate_token_invalid", "session_token_invalid"}
STATUSES = ("created", "active", "paused", "ended")
MODES = ("live", "test")


async def init(request: Request) -> Response:
    eye = context(request)
    found = read_object(await read_body(request, LIMIT))
    address, now = client_address(request, eye.settings.trusted_proxies), eye.clock.now()
    key = str(found.get("apiKey"))[:64]
    note_quotas(request, lambda: eye.failures.quotas(address, key, now))
    outcome = await _open(eye, request, found, eye.failures.wait(address, key, now), now)
    if isinstance(outcome, Refusal):
        if outcome.code in GUESSES:
            eye.failures.failed(address, key, now)
        return refuse(request, outcome)
    eye.failures.succeeded(address, key, now)
    return answer(_opened(eye, outcome, now), 200 if outcome.resumed else 201)


async def _open(eye: Eye, request: Request, found: dict[str, Any], wait: int, now: int) -> Opened | Refusal:
    try:
        start = read_start(found, eye.secrets.signing, now)
    except Refused as problem:
        return _slow_down(wait) or problem.refusal
    # A well-signed token is no guess: its page goes on, whatever else fails at this address.
    signed = start.session is not None or isinstance(start.candidate_token, CandidateToken)
    limited = None if signed else _slow_down(wait)
    return limited or await _write(eye, request, start, now)


async def _write(eye: Eye, request: Request, start: Start, now: int) -> Opened | Refusal:
    origin = request.headers.getlist("origin")
    first = finding(hash_key(start.key.text, eye.secrets.pepper), start.assessment_id, start.candidate_id)
    outcome, key = await eye.db.write_from(
        first, open_session, start, origin, eye.secrets.pepper, now, eye.flag_takeover
    )
    if key is not None:
        note_caller(request, key["organisation_id"], key["id"])
    if isinstance(outcome, Refusal) and key is not None:
        eye.refused_starts.count(key["organisation_id"], key["id"], outcome.code, origin, now)
    return outcome


def _slow_down(wait: int) -> Refusal | None:
    if not wait:
        return None
    return Refusal("rate_limited", "Too many starts failed from this address; wait a moment.", {"retryAfter": wait})


def _opened(eye: Eye, opened: Opened, now: int) -> dict[str, Any]:
    session = opened.session
    expires = expires_at(session)
    return {
        "sessionId": session["id"],
        "token": sign_token(eye.secrets.signing, session["id"], session["gen"], now, expires),
        "expiresAt": iso(expires),
        "serverTime": iso(now),
        "resumed": opened.resumed,
        "examEndsAt": iso(exam_ends_at(session)),
        "features": features_of(session),
        "heartbeatSeconds": HEARTBEAT_SECONDS,
        "policy": policy_of(session),
        "gen": session["gen"],
        "mode": session["mode"],
        "status": session["status"],
    }


async def end(request: Request) -> Response:
    eye, now = context(request), context(request).clock.now()
    fields = Fields(read_object(await read_body(request, LIMIT)))
    token = read_token(eye.secrets.signing, fields.required("token"), now)
    reason = fields.choice("reason", ("host", "candidate")) or "host"
    outcome = await eye.db.write(end_by_token, token, request.headers.getlist("origin"), reason, now)
    return refuse(request, outcome) if isinstance(outcome, Refusal) else answer(outcome)


@needs("session.view")
async def list_all(request: Request) -> Response:
    eye, asked, wanted = context(request), read_page(request), _wanted(request)
    rows = await eye.db.read(list_sessions, principal_of(request).organisation_id, wanted, asked.limit + 1)
    now = eye.clock.now()
    return answer(page([document(row, now) for row in rows], asked))


def _wanted(request: Request) -> Wanted:
    fields = Fields(dict(request.query_params))
    return Wanted(
        status=fields.choice("status", STATUSES) or "",
        mode=fields.choice("mode", MODES) or "",
        assessment=fields.text("assessmentId") or "",
        candidate=fields.text("candidateId") or "",
        since=fields.time("from"),
        until=fields.time("to"),
        before=read_page(request).before,
    )


browser_routes = [
    Route("/v1/init", init, methods=["POST"]),
    Route("/v1/end", end, methods=["POST"]),
]
routes = [
    Route("/v1/sessions", list_all, methods=["GET"]),
]
