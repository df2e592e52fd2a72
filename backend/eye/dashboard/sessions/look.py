"""What of a session is looked at closely: a flag or a snapshot with its evidence, and what comes before and after."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from eye.dashboard.entrance import Halt
from eye.dashboard.render import page
from eye.dashboard.review.words import ways
from eye.dashboard.sessions import look_store
from eye.dashboard.sessions import store as session_store
from eye.dashboard.visit import Visit
from eye.db import Row, Tx
from eye.flags import review_store


@dataclass(frozen=True, slots=True)
class Look:
    """Exactly one of `flag` and `picture`; `near` is what each step leads to, by its name, where there is something.

    `reference` is the picture with which faces are compared, `compared` the comparison nearest in time.
    """

    at: str
    flag: Row | None
    picture: Row | None
    reference: Row | None
    compared: dict[str, Any] | None
    near: dict[str, str | None]


async def show_look(visit: Visit) -> Response:
    """The part of the page that changes with each step."""
    id = visit.request.path_params["session_id"]
    session, found = await visit.eye.db.read(_find, visit.organisation_id, id, visit.request.query_params.get("at", ""))
    if session is None or found is None:
        raise Halt(404)
    return page(visit, "sessions/_look.html", session=session, look=found, **look_values(visit))


def look_values(visit: Visit) -> dict[str, Any]:
    return {"refusal": None, "note": "", "picking": False, **ways(visit.member.member_id)}


def _find(tx: Tx, organisation_id: str, id: str, at: str) -> tuple[Row | None, Look | None]:
    session = session_store.session(tx, organisation_id, id)
    return session, find_look(tx, session, organisation_id, at) if session else None


def find_look(tx: Tx, session: Row, organisation_id: str, at: str) -> Look | None:
    """`at` is the id of a flag, or `gen.seq` of an event with a file."""
    flag = review_store.find(tx, organisation_id, at) if at.startswith("flg_") else None
    if flag is not None and flag["session_id"] == session["id"]:
        return _look(tx, session["id"], at, flag, None, flag["raised_at"])
    gen, seq = position(at) or (0, 0)
    picture = look_store.snapshot(tx, session["id"], gen, seq) if gen else None
    return _look(tx, session["id"], at, None, picture, picture["at"]) if picture else None


def _look(tx: Tx, id: str, at: str, flag: Row | None, picture: Row | None, moment: int) -> Look:
    gen, seq = (picture["gen"], picture["seq"]) if picture else (flag["gen"], flag["seq"]) if flag else (0, 0)
    flag_id = flag["id"] if flag else ""
    near = {
        "next-flag": look_store.flag_beside(tx, id, moment, flag_id, after=True),
        "previous-flag": look_store.flag_beside(tx, id, moment, flag_id, after=False),
        "next-snapshot": look_store.snapshot_beside(tx, id, moment, gen, seq, after=True),
        "previous-snapshot": look_store.snapshot_beside(tx, id, moment, gen, seq, after=False),
    }
    compared = look_store.compared(tx, id, moment)
    return Look(at, flag, picture, look_store.reference(tx, id), compared, near)


def position(text: str) -> tuple[int, int] | None:
    """`gen.seq`, as two numbers."""
    gen, dot, seq = text.partition(".")
    known = dot and all(part.isascii() and part.isdigit() and len(part) <= 15 for part in (gen, seq))
    return (int(gen), int(seq)) if known else None


def address(session_id: str, **asked: str | int | None) -> str:
    given = urlencode({name: value for name, value in asked.items() if value})
    return f"/dashboard/sessions/{session_id}{'?' + given if given else ''}"
