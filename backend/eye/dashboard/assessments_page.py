"""Assessments: the list, and a form for a new one with what it needs to start."""

import re
from typing import Any

from starlette.datastructures import FormData
from starlette.responses import Response

from eye.assessments.create import create_assessment
from eye.assessments.model import LONGEST
from eye.dashboard import store
from eye.dashboard.render import go, page
from eye.dashboard.typed import typed
from eye.dashboard.visit import Visit
from eye.errors import Refusal
from eye.http.fields import OUTSIDE_ID

FIELDS = ("title", "id", "minutes")
LONGEST_MINUTES = LONGEST // 60
_MINUTES = re.compile(r"[0-9]{1,6}\Z")

Mistake = tuple[str, str]  # the field and the sentence about it


async def assessments(visit: Visit) -> Response:
    return await _page(visit, 200, dict.fromkeys(FIELDS, ""), None)


async def _page(visit: Visit, status: int, sent: dict[str, str], wrong: Mistake | None) -> Response:
    rows = await visit.eye.db.read(store.assessments, visit.organisation_id)
    return page(visit, "assessments.html", status=status, rows=rows, sent=sent, wrong=wrong)


async def submit_assessment(visit: Visit, form: FormData) -> Response:
    sent = {name: typed(form, name, 300) for name in FIELDS}
    wrong = _mistake(sent)
    if wrong:
        return await _page(visit, 422, sent, wrong)
    actor = visit.member.member_id
    made = await visit.eye.db.write(create_assessment, visit.organisation_id, actor, _columns(sent), visit.now)
    if isinstance(made, Refusal):
        return await _page(visit, 409, sent, ("id", made.detail))
    return go("/dashboard/assessments?done=created")


def _mistake(sent: dict[str, str]) -> Mistake | None:
    if not sent["title"] or len(sent["title"]) > 200:
        return "title", "Give it a title of 1 to 200 characters."
    if not OUTSIDE_ID.match(sent["id"]):
        return "id", "Use 1 to 128 of the characters A–Z, a–z, 0–9 and . _ ~ : @ - without spaces."
    if sent["minutes"] and not (_MINUTES.match(sent["minutes"]) and 1 <= int(sent["minutes"]) <= LONGEST_MINUTES):
        return "minutes", f"Give whole minutes from 1 to {LONGEST_MINUTES:,}, or leave it empty."
    return None


def _columns(sent: dict[str, str]) -> dict[str, Any]:
    return {
        "id": sent["id"],
        "title": sent["title"],
        "duration_ms": int(sent["minutes"]) * 60_000 if sent["minutes"] else None,
        "attempts": None,
        "opens_at": None,
        "closes_at": None,
        "ai_proctoring": "host",
        "facial_recognition": "host",
        "policy": "{}",
    }
