"""/v1/events for pages; /v1/sessions/{id}/events and the flags of a session for servers."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.clock import iso
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.events import store
from eye.events.batch import LARGEST, read_batch
from eye.events.ingest import document, ingest
from eye.flags import store as flags
from eye.flags.document import review_document
from eye.http.bodies import answer, read_body
from eye.http.context import context, refuse
from eye.http.pages import FIRST, page, read_page, wrong_cursor
from eye.organisations.principal import needs, principal_of
from eye.sessions import store as sessions
from eye.sessions.token import read_token


async def receive(request: Request) -> Response:
    eye = context(request)
    now = eye.clock.now()
    text, sent = read_batch(await read_body(request, LARGEST))
    token = read_token(eye.secrets.signing, text, now)
    taken = await eye.db.write_from(
        sessions.holding(token.sid), ingest, token, request.headers.getlist("origin"), sent, now
    )
    if isinstance(taken, Refusal):
        return refuse(request, taken)
    return answer(document(taken, f"{token.sid}.{token.gen}"), 202)


@needs("session.view")
async def list_events(request: Request) -> Response:
    eye, asked = context(request), read_page(request)
    gen, seq = _after(asked.before)
    rows = await eye.db.read(
        _events, principal_of(request).organisation_id, request.path_params["id"], gen, seq, asked.limit + 1
    )
    if rows is None:
        return refuse(request, Refusal("not_found", "There is no such session."))
    return answer(page([_event(request.path_params["id"], row) for row in rows], asked, "cursor"))


def _events(tx: Tx, organisation_id: str, session_id: str, gen: int, seq: int, limit: int) -> list[Row] | None:
    if sessions.find(tx, organisation_id, session_id) is None:
        return None
    return store.of_session(tx, session_id, gen, seq, limit)


def _after(cursor: str) -> tuple[int, int]:
    if cursor == FIRST:
        return 0, 0
    gen, _, seq = cursor.partition(".")
    if not (gen.isdigit() and seq.isdigit() and cursor.isascii() and len(cursor) <= 18):
        raise wrong_cursor()
    return int(gen), int(seq)


def _event(session_id: str, row: Row) -> dict[str, object]:
    return {
        "id": f"{session_id}.{row['gen']}.{row['seq']}",
        "cursor": f"{row['gen']}.{row['seq']}",
        "gen": row["gen"],
        "seq": row["seq"],
        "type": row["type"],
        "at": iso(row["at"]),
        "originalAt": row["original_at"],
        "receivedAt": iso(row["received_at"]),
        "data": msgspec.json.decode(row["data"]),
        "mediaId": row["media_id"],
        "late": bool(row["late"]),
    }


@needs("flag.view")
async def list_flags(request: Request) -> Response:
    asked = read_page(request)
    rows = await context(request).db.read(
        _flags,
        principal_of(request).organisation_id,
        request.path_params["id"],
        _raised_after(asked.before),
        asked.limit + 1,
    )
    if rows is None:
        return refuse(request, Refusal("not_found", "There is no such session."))
    return answer(page([_flag(row) for row in rows], asked, "cursor"))


def _flags(tx: Tx, organisation_id: str, session_id: str, after: tuple[int, str], limit: int) -> list[Row] | None:
    if sessions.find(tx, organisation_id, session_id) is None:
        return None
    return flags.of_session(tx, session_id, after, limit)


def _raised_after(cursor: str) -> tuple[int, str]:
    if cursor == FIRST:
        return 0, ""
    at, _, id = cursor.partition(".")
    if not (at.isascii() and at.isdigit() and len(at) <= 15):
        raise wrong_cursor()
    return int(at), id


def _flag(row: Row) -> dict[str, object]:
    return {
        "id": row["id"],
        "cursor": f"{row['raised_at']}.{row['id']}",
        "type": row["type"],
        "severity": row["severity"],
        "description": row["description"],
        "raisedAt": iso(row["raised_at"]),
        "clearedAt": iso(row["cleared_at"]),
        "gen": row["gen"],
        "seq": row["seq"],
        "mediaId": row["media_id"],
        "raisedBy": row["raised_by"],
        "late": bool(row["late"]),
        "review": review_document(row),
    }


browser_routes = [Route("/v1/events", receive, methods=["POST"])]
routes = [
    Route("/v1/sessions/{id}/events", list_events, methods=["GET"]),
    Route("/v1/sessions/{id}/flags", list_flags, methods=["GET"]),
]
