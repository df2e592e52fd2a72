"""/v1/assessments: create and list."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.assessments import store
from eye.assessments.create import create_assessment
from eye.assessments.model import LONGEST, LONGEST_SIGHT, SETTING, SHORTEST_ABANDON, Policy
from eye.clock import DAY, HOUR, SECOND, iso
from eye.db import Row
from eye.errors import Refusal
from eye.http.bodies import answer, read_body, read_object
from eye.http.context import context, refuse
from eye.http.fields import Fields, wrong
from eye.http.pages import FIRST, page, read_page
from eye.organisations.principal import needs, principal_of


@needs("assessment.view")
async def list_all(request: Request) -> Response:
    eye, principal, asked = context(request), principal_of(request), read_page(request)
    after = "" if asked.before == FIRST else asked.before
    rows = await eye.db.read(store.list_assessments, principal.organisation_id, after, asked.limit + 1)
    return answer(page([document(row) for row in rows], asked))


@needs("assessment.view")
async def show(request: Request) -> Response:
    row = await context(request).db.read(store.find, principal_of(request).organisation_id, request.path_params["id"])
    return answer(document(row)) if row else refuse(request, Refusal("not_found", "There is no such assessment."))


@needs("assessment.create")
async def create(request: Request) -> Response:
    eye, principal = context(request), principal_of(request)
    wanted = read_assessment(Fields(read_object(await read_body(request, 64 * 1024))))
    made = await eye.db.write(create_assessment, principal.organisation_id, principal.actor, wanted, eye.clock.now())
    return refuse(request, made) if isinstance(made, Refusal) else answer(document(made), 201)


def read_assessment(fields: Fields) -> Row:
    """The columns of a new assessment out of what was sent; also used by the dashboard's form."""
    opens_at, closes_at = fields.time("opensAt"), fields.time("closesAt")
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        raise wrong("closesAt", "must lie after opensAt")
    asked = fields.inner("features")
    return {
        "id": fields.outside_id("id"),
        "title": fields.required_text("title"),
        "duration_ms": fields.seconds("examDuration", most=LONGEST),
        "attempts": fields.integer("attempts", least=1, most=1000),
        "opens_at": opens_at,
        "closes_at": closes_at,
        "ai_proctoring": asked.choice("aiProctoring", SETTING) or "host",
        "facial_recognition": asked.choice("facialRecognition", SETTING) or "host",
        "policy": msgspec.json.encode(_policy(fields.inner("policy"))).decode(),
    }


def _policy(asked: Fields) -> Policy:
    wanted = {
        "abandon_after": asked.integer("abandonAfter", least=SHORTEST_ABANDON, most=DAY),
        "require_fullscreen": asked.switch("requireFullscreen"),
        "camera": asked.switch("camera"),
        "face_absence_seconds": asked.integer("faceAbsenceSeconds", least=1, most=LONGEST_SIGHT),
        "multiple_face_seconds": asked.integer("multipleFaceSeconds", least=1, most=LONGEST_SIGHT),
        "snapshot_seconds": asked.integer("snapshotSeconds", least=0, most=HOUR // SECOND),
    }
    return msgspec.structs.replace(Policy(), **{name: value for name, value in wanted.items() if value is not None})


def document(row: Row) -> dict[str, object]:
    """An assessment as the API shows it; `examDuration` in seconds."""
    return {
        "id": row["id"],
        "title": row["title"],
        "examDuration": None if row["duration_ms"] is None else row["duration_ms"] / 1000,
        "attempts": row["attempts"],
        "opensAt": iso(row["opens_at"]),
        "closesAt": iso(row["closes_at"]),
        "features": {"aiProctoring": row["ai_proctoring"], "facialRecognition": row["facial_recognition"]},
        "policy": msgspec.json.decode(row["policy"]),
        "createdAt": iso(row["created_at"]),
        "archivedAt": iso(row["archived_at"]),
    }


routes = [
    Route("/v1/assessments", list_all, methods=["GET"]),
    Route("/v1/assessments", create, methods=["POST"]),
    Route("/v1/assessments/{id}", show, methods=["GET"]),
]
