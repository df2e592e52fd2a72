"""/v1/flags: list, show, decide, take back; PUT /v1/sessions/{id}/outcome."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.db import Row, Tx
from eye.errors import Refusal
from eye.flags import review_store as store
from eye.flags.by_hand import TYPE
from eye.flags.decisions import DECISIONS, LONGEST_NOTE, QUEUES, TECHNICAL, is_technical
from eye.flags.document import flag_document, history_document, outcome_document
from eye.flags.outcome import OUTCOMES, Outcome, decide_outcome
from eye.flags.review import UNKNOWN, Decision, decide, undo
from eye.flags.review_store import Wanted, list_flags
from eye.flags.rules import SEVERITIES
from eye.http.bodies import answer, read_body, read_object
from eye.http.context import context, refuse
from eye.http.fields import Fields, wrong
from eye.http.pages import page, read_page, read_switch
from eye.organisations.principal import Principal, needs, principal_of

LIMIT = 64 * 1024


@needs("flag.view")
async def list_all(request: Request) -> Response:
    eye, asked, wanted = context(request), read_page(request), _wanted(request)
    rows = await eye.db.read(list_flags, principal_of(request).organisation_id, wanted, asked.limit + 1)
    return answer(page([flag_document(row) for row in rows], asked))


def _wanted(request: Request) -> Wanted:
    fields = Fields(dict(request.query_params))
    queue, type = fields.choice("state", QUEUES) or "", _type(fields)
    technical = read_switch(request, "technical")
    return Wanted(
        queue=queue,
        # Left out unless somebody asks for them, by name or by their list.
        technical=queue == TECHNICAL or is_technical(type) if technical is None else technical,
        severity=fields.choice("severity", SEVERITIES) or "",
        type=type,
        assessment=fields.text("assessmentId") or "",
        candidate=fields.text("candidateId") or "",
        session=fields.text("sessionId") or "",
        since=fields.time("from"),
        until=fields.time("to"),
        before=read_page(request).before,
    )


def _type(fields: Fields) -> str:
    type = fields.text("type") or ""
    if type and not TYPE.match(type):
        raise wrong("type", "must have 1 to 64 characters of A-Z, 0-9 and _, and begin with a letter")
    return type


@needs("flag.view")
async def show(request: Request) -> Response:
    found = await context(request).db.read(_show, principal_of(request).organisation_id, request.path_params["id"])
    return refuse(request, UNKNOWN) if found is None else answer(found)


def _show(tx: Tx, organisation_id: str, id: str) -> dict[str, Any] | None:
    row = store.find(tx, organisation_id, id)
    if row is None:
        return None
    return {**flag_document(row), "history": [history_document(one) for one in store.history(tx, organisation_id, id)]}


@needs("flag.review")
async def review(request: Request) -> Response:
    eye, fields = context(request), await _fields(request)
    fields.required("decision")
    wanted = Decision(fields.choice("decision", DECISIONS) or "", _note(fields), _version(fields))
    made = await eye.db.write(decide, principal_of(request), request.path_params["id"], wanted, eye.clock.now())
    return refuse(request, made) if isinstance(made, Refusal) else answer(flag_document(made))


@needs("flag.review")
async def take_back(request: Request) -> Response:
    eye, seen = context(request), _version_asked(request)
    made = await eye.db.write(undo, principal_of(request), request.path_params["id"], seen, eye.clock.now())
    return refuse(request, made) if isinstance(made, Refusal) else answer(flag_document(made))


@needs("flag.review")
async def put_outcome(request: Request) -> Response:
    eye, fields = context(request), await _fields(request)
    if "outcome" not in fields.found:
        fields.required("outcome")
    wanted = Outcome(fields.choice("outcome", OUTCOMES), _note(fields), _version(fields))
    id, now = request.path_params["id"], eye.clock.now()
    made = await eye.db.write(_decide_outcome, principal_of(request), id, wanted, now)
    return refuse(request, made) if isinstance(made, Refusal) else answer(made)


def _decide_outcome(tx: Tx, principal: Principal, id: str, wanted: Outcome, now: int) -> Row | Refusal:
    made = decide_outcome(tx, principal, id, wanted, now)
    return made if isinstance(made, Refusal) else outcome_document(made, store.count_open(tx, id))


async def _fields(request: Request) -> Fields:
    return Fields(read_object(await read_body(request, LIMIT)))


def _note(fields: Fields) -> str | None:
    return fields.text("note", most=LONGEST_NOTE, lines=True)


def _version(fields: Fields) -> int | None:
    return fields.integer("version", least=0)


def _version_asked(request: Request) -> int | None:
    text = request.query_params.get("version")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise wrong("version", "must be a whole number from 0 on")
    return int(text)


routes = [
    Route("/v1/flags", list_all, methods=["GET"]),
    Route("/v1/flags/{id}", show, methods=["GET"]),
    Route("/v1/flags/{id}/review", review, methods=["POST"]),
    Route("/v1/flags/{id}/review", take_back, methods=["DELETE"]),
    Route("/v1/sessions/{id}/outcome", put_outcome, methods=["PUT"]),
]
