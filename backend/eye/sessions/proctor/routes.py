"""/v1/sessions/{id}/messages, /pause, /resume and /end: what a live proctor does, for servers."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.clock import iso
from eye.db import Row
from eye.errors import Refusal, Refused
from eye.http.bodies import answer, read_body, read_object
from eye.http.context import context, refuse
from eye.http.fields import Fields
from eye.organisations.principal import needs, principal_of
from eye.sessions.model import exam_ends_at
from eye.sessions.proctor import acts as proctor

LIMIT = 64 * 1024


@needs("session.update")
async def message(request: Request) -> Response:
    text = _required_lines(await _fields(request), "text", proctor.LONGEST_MESSAGE)
    made = await _do(request, proctor.message, text)
    return refuse(request, made) if isinstance(made, Refusal) else answer(_message(made), 201)


@needs("session.update")
async def pause(request: Request) -> Response:
    return await _change(request, proctor.pause)


@needs("session.update")
async def resume(request: Request) -> Response:
    return await _change(request, proctor.resume)


@needs("session.end")
async def end(request: Request) -> Response:
    note = _required_lines(await _fields(request), "reason", proctor.LONGEST_NOTE)
    return await _change(request, proctor.end, note)


async def _change(request: Request, verb: Callable[..., Row | Refusal], *args: str) -> Response:
    session = await _do(request, verb, *args)
    return refuse(request, session) if isinstance(session, Refusal) else answer(_document(session))


async def _do(request: Request, verb: Callable[..., Row | Refusal], *args: str) -> Row | Refusal:
    eye, principal, id = context(request), principal_of(request), request.path_params["id"]
    return await eye.db.write(verb, principal.organisation_id, principal.actor, id, *args, eye.clock.now())


async def _fields(request: Request) -> Fields:
    return Fields(read_object(await read_body(request, LIMIT)))


def _required_lines(fields: Fields, name: str, most: int) -> str:
    fields.required(name)
    text = fields.text(name, most=most, lines=True)
    if text is None:
        raise Refused("param_missing", f"{name} is empty; it is required.", field=name)
    return text


def _message(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "sessionId": row["session_id"],
        "text": row["text"],
        "createdAt": iso(row["created_at"]),
        "doneAt": iso(row["done_at"]),
    }


def _document(session: Row) -> dict[str, Any]:
    return {
        "id": session["id"],
        "status": session["status"],
        "pausedAt": iso(session["paused_at"]),
        "examEndsAt": iso(exam_ends_at(session)),
        "endedAt": iso(session["ended_at"]),
        "endReason": session["end_reason"],
        "endNote": session["end_note"],
    }


routes = [
    Route("/v1/sessions/{id}/messages", message, methods=["POST"]),
    Route("/v1/sessions/{id}/pause", pause, methods=["POST"]),
    Route("/v1/sessions/{id}/resume", resume, methods=["POST"]),
    Route("/v1/sessions/{id}/end", end, methods=["POST"]),
]
