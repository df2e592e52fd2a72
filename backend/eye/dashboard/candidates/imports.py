"""Candidates from a file: choose it, look at what was read and what is wrong, then import while the page tells how far.

Reading is in this process; everything from the look at it on is in the database.
"""

import asyncio
from typing import Any

import msgspec
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from eye.assessments import import_store
from eye.assessments.candidate_csv import MOST_BYTES, MOST_ROWS, SAMPLE, read_candidates
from eye.assessments.import_candidates import begin_import, cancel_import, keep_preview
from eye.dashboard.entrance import Halt
from eye.dashboard.render import HEADERS, go, is_refresh, page
from eye.dashboard.typed import printable
from eye.dashboard.visit import Visit
from eye.db import Row, Tx
from eye.errors import Refusal, Refused

PATH = "/dashboard/candidate-imports"
LONGEST_UPLOAD = 2 * MOST_BYTES  # so that what is a little too large still gets a sentence about its size
SHOWN = 10
LATEST = 10


async def imports(visit: Visit) -> Response:
    return await _choose(visit, 200)


async def _choose(visit: Visit, status: int, wrong: str | None = None) -> Response:
    latest = await visit.eye.db.read(import_store.latest, visit.organisation_id, LATEST)
    values = {"latest": latest, "wrong": wrong, "most_rows": MOST_ROWS, "most_mib": MOST_BYTES // 1024 // 1024}
    return page(visit, "candidates/imports.html", status=status, **values)


async def sample(visit: Visit) -> Response:
    headers = {**HEADERS, "content-disposition": 'attachment; filename="candidates.csv"'}
    return Response(SAMPLE, media_type="text/csv; charset=utf-8", headers=headers)


async def submit_file(visit: Visit, form: FormData) -> Response:
    file = form.get("file")
    if not isinstance(file, UploadFile) or not (file.filename or file.size):
        return await _choose(visit, 422, "Choose a file first.")
    content = await file.read(MOST_BYTES + 1)
    try:
        reading = await asyncio.to_thread(read_candidates, content)
    except Refused as refused:
        return await _choose(visit, 422, refused.refusal.detail)
    name, member = printable(file.filename or "candidates.csv"), visit.member.member_id
    id = await visit.eye.db.write(keep_preview, visit.organisation_id, member, name, reading, visit.now)
    return go(f"{PATH}/{id}")


async def one_import(visit: Visit) -> Response:
    row, first = await visit.eye.db.read(_find, visit.organisation_id, _id(visit))
    if row is None:
        raise Halt(404)
    told: dict[str, Any] = msgspec.json.decode(row["notices"])
    template = "candidates/_import.html" if is_refresh(visit.request) else "candidates/import.html"
    return page(visit, template, row=row, first=first, told=told, path=PATH)


def _find(tx: Tx, organisation_id: str, id: str) -> tuple[Row | None, list[Row]]:
    row = import_store.find(tx, organisation_id, id)
    return row, import_store.first_rows(tx, id, SHOWN) if row and row["status"] == "preview" else []


async def submit_import(visit: Visit, form: FormData) -> Response:
    replaces = form.get("known") == "replace"
    if replaces and not visit.may("candidate.update"):
        raise Halt(403, "Your roles do not let you change what is known about candidates; fill in what is empty only.")
    actor, id = visit.member.member_id, _id(visit)
    begun = await visit.eye.db.write(begin_import, visit.organisation_id, actor, id, replaces, visit.now)
    if isinstance(begun, Refusal):
        raise Halt(404)
    return go(f"{PATH}/{id}")


async def submit_cancellation(visit: Visit, form: FormData) -> Response:
    if not await visit.eye.db.write(cancel_import, visit.organisation_id, _id(visit), visit.now):
        raise Halt(404)
    return go(PATH)


def _id(visit: Visit) -> str:
    return str(visit.request.path_params["import_id"])
