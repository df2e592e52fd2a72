"""A candidate: their sessions, and what is switched off or relaxed for them."""

from typing import Any

import msgspec
from starlette.datastructures import FormData
from starlette.responses import Response

from eye.assessments import candidate_store
from eye.assessments import store as assessments
from eye.assessments.accommodate import accommodate_in
from eye.assessments.accommodations import (
    NONE,
    RELAXED,
    Accommodation,
    Accommodations,
    read_accommodation,
    read_accommodations,
)
from eye.dashboard import store
from eye.dashboard.assessments.fields import FIELDS, Field
from eye.dashboard.assessments.form import Mistakes, Sent, read, shown, to_body
from eye.dashboard.assessments.signals import signal_name
from eye.dashboard.entrance import Halt
from eye.dashboard.render import go, page
from eye.dashboard.sessions import store as session_store
from eye.dashboard.typed import printable
from eye.dashboard.visit import Visit
from eye.db import Row, Tx
from eye.errors import Refusal, Refused
from eye.http.fields import Fields
from eye.retention import store as erasures

MOST_SESSIONS = 50
ROWS: tuple[Field, ...] = tuple(FIELDS[name] for name in ("off", *RELAXED))
EMPTY = shown({}, ROWS)


async def candidate(visit: Visit) -> Response:
    found = await visit.eye.db.read(_find, visit.organisation_id, _id(visit), visit.may("session.view"))
    if found is None:
        return await _erased(visit)
    row, sessions, choices = found
    held = read_accommodations(row["accommodations"])
    titles = {one["id"]: one["title"] for one in choices}
    return page(
        visit,
        "candidates/candidate.html",
        row=row,
        sessions=sessions,
        choices=choices,
        scopes=[("", "Everywhere", _words(held.everywhere))]
        + [(id, titles.get(id, id), _words(one)) for id, one in held.assessments.items()],
    )


async def _erased(visit: Visit) -> Response:
    """In place of an erased candidate their sessions name the erasure."""
    if await visit.eye.db.read(erasures.find_erasure, visit.organisation_id, _id(visit)) is None:
        raise Halt(404)
    return go(f"/dashboard/erasures/{_id(visit)}")


def _find(tx: Tx, organisation_id: str, id: str, sessions: bool) -> tuple[Row, list[Row], list[Row]] | None:
    row = candidate_store.find(tx, organisation_id, id)
    if row is None:
        return None
    taken = session_store.of_candidate(tx, organisation_id, id, MOST_SESSIONS) if sessions else []
    return row, taken, store.assessments(tx, organisation_id)


def _words(one: Accommodation) -> list[str]:
    """What an accommodation comes to, a line each."""
    said = shown({"policy": _policy(one)}, ROWS)
    lines = [f"Not watched: {', '.join(signal_name(name) for name in one.off)}"] if one.off else []
    return lines + [f"{FIELDS[name].label}: {said[name]} {FIELDS[name].unit}" for name in RELAXED if said[name]]


def _policy(one: Accommodation) -> dict[str, Any]:
    return dict(msgspec.to_builtins(one))


async def accommodations(visit: Visit) -> Response:
    scope = printable(visit.request.query_params.get("assessment", ""))
    row, title, held = await _scope(visit, scope)
    one = _of(held, scope)
    return _form(visit, 200, row, scope, title, shown({"policy": _policy(one)}, ROWS), {})


async def submit_accommodations(visit: Visit, form: FormData) -> Response:
    scope = printable(visit.request.query_params.get("assessment", ""))
    row, title, _ = await _scope(visit, scope)
    sent = read(form, ROWS)
    body, mistakes = to_body(sent, EMPTY, ROWS)
    if mistakes:
        return _form(visit, 422, row, scope, title, sent, mistakes)
    try:
        one = read_accommodation(Fields(body.get("policy", {})))
    except Refused as problem:
        mistakes = {str(problem.refusal.fields.get("field")): problem.refusal.detail}
        return _form(visit, 422, row, scope, title, sent, mistakes)
    actor = visit.member.member_id
    made = await visit.eye.db.write(accommodate_in, visit.organisation_id, actor, row["id"], scope, one, visit.now)
    if isinstance(made, Refusal):
        return _form(visit, 422, row, scope, title, sent, {"off": made.detail})
    return go(f"/dashboard/candidates/{row['id']}?done=accommodated")


async def _scope(visit: Visit, scope: str) -> tuple[Row, str, Accommodations]:
    """The candidate, what the scope is called, and all that is decided. Halt 404 where one is unknown."""

    def find(tx: Tx, organisation_id: str) -> tuple[Row | None, Row | None]:
        found = assessments.find(tx, organisation_id, scope) if scope else {"title": "everywhere"}
        return candidate_store.find(tx, organisation_id, _id(visit)), found

    row, found = await visit.eye.db.read(find, visit.organisation_id)
    if row is None or found is None:
        raise Halt(404)
    return row, found["title"], read_accommodations(row["accommodations"])


def _of(held: Accommodations, scope: str) -> Accommodation:
    return held.assessments.get(scope, NONE) if scope else held.everywhere


def _form(visit: Visit, status: int, row: Row, scope: str, title: str, sent: Sent, wrong: Mistakes) -> Response:
    values = {"row": row, "scope": scope, "title": title, "fields": ROWS, "sent": sent, "wrong": wrong}
    return page(visit, "candidates/accommodations.html", status=status, **values)


def _id(visit: Visit) -> str:
    return str(visit.request.path_params["candidate_id"])
