"""Hands out image and audio evidence to members of the organisation it belongs to, and to nobody else."""

import obstore
from starlette.responses import Response

from eye.dashboard.entrance import Halt
from eye.dashboard.sessions import store
from eye.dashboard.visit import Visit
from eye.db import Row
from eye.http.context import Eye

HEADERS = {
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    # Whatever the bytes are, they get no script, no form and no origin of ours.
    "content-security-policy": "sandbox; default-src 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
}


async def evidence(visit: Visit) -> Response:
    asked = visit.request.path_params
    row = await visit.eye.db.read(store.media, visit.organisation_id, asked["session_id"], asked["media_id"])
    if row is None:
        raise Halt(404)
    file = await file_of(visit.eye, row)
    if file is None:
        raise Halt(404, "The record of this evidence exists, but its file is missing from the store.")
    return file


async def file_of(eye: Eye, row: Row) -> Response | None:
    """The file that a row of `media` names, as a page of ours may show it; None where the store has lost it."""
    try:
        found = await obstore.get_async(eye.objects, row["path"])
    except FileNotFoundError:
        return None
    return Response(bytes(await found.bytes_async()), headers={**HEADERS, "content-type": row["content_type"]})
