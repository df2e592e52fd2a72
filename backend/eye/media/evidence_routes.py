"""/v1/sessions/{id}/media for servers: what evidence a session has, and its bytes."""

import obstore
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.clock import iso
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.http.bodies import answer
from eye.http.context import context, refuse
from eye.http.pages import FIRST, page, read_page
from eye.media import store
from eye.organisations.principal import needs, principal_of
from eye.sessions import store as sessions

HEADERS = {
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    # Whatever the bytes are, they get no script, no form and no origin of ours.
    "content-security-policy": "sandbox; default-src 'none'",
}


@needs("media.view")
async def list_media(request: Request) -> Response:
    asked, session_id = read_page(request), request.path_params["id"]
    after = "" if asked.before == FIRST else asked.before
    rows = await context(request).db.read(
        _media, principal_of(request).organisation_id, session_id, after, asked.limit + 1
    )
    if rows is None:
        return refuse(request, Refusal("not_found", "There is no such session."))
    return answer(page([_document(row) for row in rows], asked))


def _media(tx: Tx, organisation_id: str, session_id: str, after: str, limit: int) -> list[Row] | None:
    if sessions.find(tx, organisation_id, session_id) is None:
        return None
    return store.of_session(tx, session_id, after, limit)


def _document(row: Row) -> dict[str, object]:
    return {
        "id": row["id"],
        "contentType": row["content_type"],
        "size": row["size"],
        "sha256": row["sha256"],
        "late": bool(row["late"]),
        "createdAt": iso(row["created_at"]),
    }


@needs("media.view")
async def show(request: Request) -> Response:
    eye, asked = context(request), request.path_params
    row = await eye.db.read(store.find, asked["id"], asked["media"])
    if row is None or row["organisation_id"] != principal_of(request).organisation_id:
        return refuse(request, Refusal("not_found", "There is no such media."))
    try:
        found = await obstore.get_async(eye.objects, row["path"])
    except FileNotFoundError:
        return refuse(request, Refusal("not_found", "Its record exists, but its file is missing from the media store."))
    return Response(bytes(await found.bytes_async()), headers={**HEADERS, "content-type": row["content_type"]})


routes = [
    Route("/v1/sessions/{id}/media", list_media, methods=["GET"]),
    Route("/v1/sessions/{id}/media/{media}", show, methods=["GET"]),
]
