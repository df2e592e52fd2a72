"""One flag: the history of its decisions, a decision, and taking the last one back."""

from typing import Any

from starlette.datastructures import FormData
from starlette.responses import Response

from eye.dashboard.entrance import Halt
from eye.dashboard.render import go, is_refresh, page
from eye.dashboard.review.queue import PATH
from eye.dashboard.review.words import ways
from eye.dashboard.same_site import local_path
from eye.dashboard.typed import typed
from eye.dashboard.visit import Visit
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.flags import review_store
from eye.flags.decisions import DECISIONS, LONGEST_NOTE
from eye.flags.review import Decision, decide, undo

PLACES = ("queue", "session", "flag")


async def flag(visit: Visit) -> Response:
    return await _flag_page(visit, 200, None, "")


async def submit_review(visit: Visit, form: FormData) -> Response:
    decision, note = typed(form, "decision"), note_of(form)
    if decision not in DECISIONS:
        raise Halt(422, "Choose confirm, dismiss or second look.")
    wanted = Decision(decision, note or None, version_of(form))
    made = await visit.eye.db.write(decide, visit.principal, visit.request.path_params["flag_id"], wanted, visit.now)
    return await _after(visit, form, made, note)


async def submit_undo(visit: Visit, form: FormData) -> Response:
    id, seen = visit.request.path_params["flag_id"], version_of(form)
    made = await visit.eye.db.write(undo, visit.principal, id, seen, visit.now)
    return await _after(visit, form, made, "")


async def _after(visit: Visit, form: FormData, made: Row | Refusal, note: str) -> Response:
    """The row as it is now for htmx, otherwise back to the page from which the form was sent."""
    refusal = made if isinstance(made, Refusal) else None
    if refusal is not None and refusal.code == "not_found":
        raise Halt(404)
    if is_refresh(visit.request):
        return await _row(visit, form, made, note)
    if refusal is not None:
        return await _flag_page(visit, 409, refusal, note)
    id, back = visit.request.path_params["flag_id"], local_path(typed(form, "back", 2_000), PATH)
    if _place(form) == "session":
        return go(f"{back}#look")
    if _place(form) == "flag":
        return go(f"{PATH}/{id}")
    return go(f"{back}{'&' if '?' in back else '?'}done={id}")


async def _row(visit: Visit, form: FormData, made: Row | Refusal, note: str) -> Response:
    # htmx puts no answer of 409 into the page, and what somebody else decided has to be seen there.
    row = made if not isinstance(made, Refusal) else await _found(visit)
    refusal = made if isinstance(made, Refusal) else None
    back = local_path(typed(form, "back", 2_000), PATH)
    values = _values(visit, row, refusal, note if refusal else "")
    values["picking"] = typed(form, "picking") == "on"
    return page(visit, "review/_flag.html", place=_place(form), back=back, **values)


async def _flag_page(visit: Visit, status: int, refusal: Refusal | None, note: str) -> Response:
    row = await _found(visit)
    past = await visit.eye.db.read(review_store.history, visit.organisation_id, row["id"])
    values = _values(visit, row, refusal, note)
    return page(visit, "review/flag.html", status=status, place="flag", back=PATH, past=past, **values)


def _values(visit: Visit, row: Row, refusal: Refusal | None, note: str) -> dict[str, Any]:
    return {"flag": row, "refusal": refusal, "note": note, "picking": False, **ways(visit.member.member_id)}


async def _found(visit: Visit) -> Row:
    row = await visit.eye.db.read(_read, visit.organisation_id, visit.request.path_params["flag_id"])
    if row is None:
        raise Halt(404)
    return row


def _read(tx: Tx, organisation_id: str, id: str) -> Row | None:
    return review_store.find(tx, organisation_id, id)


def _place(form: FormData) -> str:
    place = typed(form, "place")
    return place if place in PLACES else "queue"


def note_of(form: FormData) -> str:
    """What was typed, in several lines if need be."""
    value = form.get("note", "")
    text = value if isinstance(value, str) else ""
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n").strip()[:LONGEST_NOTE]


def version_of(form: FormData) -> int | None:
    """The version that was shown; a form without one has seen none, so that nothing is overwritten unseen."""
    text = typed(form, "version")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else -1
