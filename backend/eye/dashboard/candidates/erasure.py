"""Erases a candidate after a page that says what goes, and shows what was erased with its receipt."""

import msgspec
from starlette.datastructures import FormData
from starlette.responses import Response

from eye.assessments import candidate_store
from eye.dashboard.entrance import Halt
from eye.dashboard.render import go, page
from eye.dashboard.typed import typed
from eye.dashboard.visit import Visit
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.retention import store
from eye.retention.ask import erase_candidate
from eye.retention.document import signed_document
from eye.sessions import store as sessions

MOST_COUNTED = 1_000


async def confirm_candidate(visit: Visit) -> Response:
    return await _confirm(visit, 200, None)


async def submit_candidate(visit: Visit, form: FormData) -> Response:
    id = str(visit.request.path_params["candidate_id"])
    if typed(form, "again", 200) != id:
        return await _confirm(visit, 422, "This is not the id of the candidate.")
    made = await visit.eye.db.write(erase_candidate, visit.principal, id, visit.now)
    if isinstance(made, Refusal):
        if made.code == "not_found":
            raise Halt(404)
        return await _confirm(visit, 409, made.detail)
    return go(f"/dashboard/erasures/{made['id']}")


async def _confirm(visit: Visit, status: int, wrong: str | None) -> Response:
    def find(tx: Tx, organisation_id: str, id: str) -> tuple[Row | None, int]:
        row = candidate_store.find(tx, organisation_id, id)
        return row, 0 if row is None else sessions.count_of_candidate(tx, organisation_id, id, MOST_COUNTED)

    row, count = await visit.eye.db.read(find, visit.organisation_id, str(visit.request.path_params["candidate_id"]))
    if row is None:
        raise Halt(404)
    return page(
        visit, "candidates/erase_candidate.html", status=status, row=row, sessions=count, most=MOST_COUNTED, wrong=wrong
    )


async def erasure(visit: Visit) -> Response:
    row = await _find(visit)
    receipt = None if row["receipt"] is None else msgspec.json.decode(row["receipt"])
    return page(visit, "candidates/erasure.html", row=row, receipt=receipt)


async def download_receipt(visit: Visit) -> Response:
    row = await _find(visit)
    if row["receipt"] is None:
        raise Halt(404)
    document = msgspec.json.format(msgspec.json.encode(signed_document(row, visit.eye.secrets.pepper)), indent=2)
    headers = {"content-disposition": f'attachment; filename="{row["id"]}.json"', "cache-control": "no-store"}
    return Response(document, headers=headers, media_type="application/json")


async def _find(visit: Visit) -> Row:
    id = str(visit.request.path_params["erasure_id"])
    row = await visit.eye.db.read(store.find_erasure, visit.organisation_id, id)
    if row is None:
        raise Halt(404)
    return row
