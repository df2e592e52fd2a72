"""/v1/keys where it concerns what runs under a key: revoke, delete, usage."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.clock import DAY, iso
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.http.bodies import answer, read_body, read_object
from eye.http.context import context, refuse
from eye.http.fields import Fields, wrong
from eye.keys import store as keys
from eye.keys.document import document
from eye.organisations.principal import Principal, needs, principal_of
from eye.sessions.keys import revoke
from eye.sessions.keys.usage import DAYS, KeyUsage, usage_of_key

LIMIT = 64 * 1024
MOST_DAYS = 90


@needs("api.key.delete")
async def revoke_key(request: Request) -> Response:
    eye = context(request)
    fields = Fields(read_object(await read_body(request, LIMIT) or b"{}"))
    id, ending, now = request.path_params["id"], fields.switch("endSessions") or False, eye.clock.now()
    outcome = await eye.db.write(_revoke, principal_of(request), id, ending, now)
    return refuse(request, outcome) if isinstance(outcome, Refusal) else answer(outcome)


def _revoke(tx: Tx, principal: Principal, id: str, ending: bool, now: int) -> dict[str, Any] | Refusal:
    ended = revoke.revoke(tx, principal, id, ending, now)
    row = keys.find(tx, principal.organisation_id, id)
    if isinstance(ended, Refusal) or row is None:
        return ended if isinstance(ended, Refusal) else Refusal("not_found", "There is no such key.")
    return {**document(row, now), "endedSessions": ended}


@needs("api.key.delete")
async def delete_key(request: Request) -> Response:
    eye = context(request)
    ending = request.query_params.get("endSessions", "false")
    if ending not in ("true", "false"):
        raise wrong("endSessions", "must be true or false")
    id = request.path_params["id"]
    ended = await eye.db.write(revoke.delete, principal_of(request), id, ending == "true", eye.clock.now())
    return refuse(request, ended) if isinstance(ended, Refusal) else Response(status_code=204)


@needs("api.key.view")
async def show_usage(request: Request) -> Response:
    eye, days = context(request), request.query_params.get("days", str(DAYS))
    if not (days.isascii() and days.isdigit() and len(days) <= 2 and 1 <= int(days) <= MOST_DAYS):
        raise wrong("days", f"must be a whole number from 1 to {MOST_DAYS}")
    principal = principal_of(request)
    found = await eye.db.read(_usage, principal.organisation_id, request.path_params["id"], int(days), eye.clock.now())
    return refuse(request, found) if isinstance(found, Refusal) else answer(_document(found))


def _usage(tx: Tx, organisation_id: str, id: str, days: int, now: int) -> KeyUsage | Refusal:
    if keys.find(tx, organisation_id, id) is None:
        return Refusal("not_found", "There is no such key.")
    return usage_of_key(tx, organisation_id, id, days, now)


def _document(usage: KeyUsage) -> dict[str, Any]:
    return {
        "runningSessions": usage.running,
        "days": [
            {
                "day": _day(one.day),
                "sessions": one.sessions,
                "charged": one.charged,
                "credits": one.credits,
                "calls": one.calls,
                "denied": one.denied,
            }
            for one in usage.days
        ],
        "denials": [_denial(row) for row in usage.denials],
    }


def _denial(row: Row) -> dict[str, Any]:
    return {
        "day": _day(row["day"]),
        "code": row["code"],
        "count": row["count"],
        "lastAt": iso(row["last_at"]),
        "origin": row["origin"] or None,
    }


def _day(day: int) -> str:
    return str(iso(day * DAY))[:10]


routes = [
    Route("/v1/keys/{id}/usage", show_usage, methods=["GET"]),
    Route("/v1/keys/{id}/revoke", revoke_key, methods=["POST"]),
    Route("/v1/keys/{id}", delete_key, methods=["DELETE"]),
]
