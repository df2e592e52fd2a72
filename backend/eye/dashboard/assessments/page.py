"""One assessment: made, looked at, changed, duplicated, archived, restored."""

from typing import Any

from starlette.datastructures import FormData
from starlette.responses import Response

from eye.assessments import store
from eye.assessments.create import create_assessment
from eye.assessments.edit import archive_assessment, edit_assessment, restore_assessment
from eye.assessments.wanted import overlaid, read_assessment, wanted_of
from eye.dashboard.assessments.fields import SECTIONS
from eye.dashboard.assessments.form import Mistakes, Sent, fresh, mistake_of, read, shown, to_body
from eye.dashboard.entrance import Halt
from eye.dashboard.render import go, page
from eye.dashboard.visit import Visit
from eye.db import Row
from eye.errors import Refusal, Refused
from eye.http.fields import Fields

LIST = "/dashboard/assessments"


async def new_assessment(visit: Visit) -> Response:
    model = visit.request.query_params.get("from")
    wanted = fresh()
    if model is not None:
        row = await _find(visit, model)
        wanted = {**wanted_of(row), "id": "", "title": f"Copy of {row['title']}"[:200]}
    return _form(visit, 200, None, shown(wanted), {})


async def submit_assessment(visit: Visit, form: FormData) -> Response:
    before = shown(fresh())
    sent = read(form)
    body, mistakes = to_body(sent, before)
    made: Row | Refusal | None = None
    if not mistakes:
        made = await _create(visit, overlaid(fresh(), body))
        mistakes = mistake_of(made) if isinstance(made, Refusal) else {}
    if mistakes:
        status = 409 if isinstance(made, Refusal) and made.code == "assessment_duplicate" else 422
        return _form(visit, status, None, sent, mistakes)
    return go(f"{LIST}?done=created")


async def _create(visit: Visit, body: dict[str, Any]) -> Row | Refusal:
    try:
        wanted = read_assessment(Fields(body))
    except Refused as problem:
        return problem.refusal
    return await visit.eye.db.write(create_assessment, visit.organisation_id, visit.member.member_id, wanted, visit.now)


async def assessment(visit: Visit) -> Response:
    row = await _find(visit, visit.request.path_params["assessment_id"])
    return _form(visit, 200, row, shown(wanted_of(row)), {})


async def submit_change(visit: Visit, form: FormData) -> Response:
    row = await _find(visit, visit.request.path_params["assessment_id"])
    before = shown(wanted_of(row))
    sent = {**read(form), "id": row["id"]}
    body, mistakes = to_body(sent, before)
    if not mistakes:
        made = await visit.eye.db.write(
            edit_assessment, visit.organisation_id, visit.member.member_id, row["id"], body, visit.now
        )
        mistakes = mistake_of(made) if isinstance(made, Refusal) else {}
    if mistakes:
        return _form(visit, 422, row, sent, mistakes)
    return go(f"{LIST}/{row['id']}/edit?done=changed")


async def confirm_archiving(visit: Visit) -> Response:
    row = await _find(visit, visit.request.path_params["assessment_id"])
    return page(visit, "assessments/archive_assessment.html", row=row)


async def submit_archiving(visit: Visit, form: FormData) -> Response:
    return await _switch(visit, archive_assessment, f"{LIST}?done=archived")


async def submit_restoring(visit: Visit, form: FormData) -> Response:
    return await _switch(visit, restore_assessment, f"{LIST}?done=restored")


async def _switch(visit: Visit, verb: Any, then: str) -> Response:
    id, actor = visit.request.path_params["assessment_id"], visit.member.member_id
    if isinstance(await visit.eye.db.write(verb, visit.organisation_id, actor, id, visit.now), Refusal):
        raise Halt(404)
    return go(then)


async def _find(visit: Visit, id: str) -> Row:
    row = await visit.eye.db.read(store.find, visit.organisation_id, id)
    if row is None:
        raise Halt(404)
    return row


def _form(visit: Visit, status: int, row: Row | None, sent: Sent, wrong: Mistakes) -> Response:
    may = visit.may("assessment.create" if row is None else "assessment.update")
    return page(
        visit,
        "assessments/assessment.html",
        status=status,
        row=row,
        sections=SECTIONS,
        sent=sent,
        wrong=wrong,
        may_change=may,
    )
