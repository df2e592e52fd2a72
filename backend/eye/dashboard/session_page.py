"""One session: what is known about it, its charge, its flags with their evidence, and what happened when."""

import json
from typing import Any

from starlette.responses import Response

from eye.dashboard import session_store, timeline
from eye.dashboard.coverage_lines import lines_of
from eye.dashboard.entrance import Halt
from eye.dashboard.flag_words import ways
from eye.dashboard.outcome_page import find_outcome
from eye.dashboard.render import is_refresh, page
from eye.dashboard.visit import Visit
from eye.dashboard.words import event_sentence
from eye.db import Row, Tx
from eye.flags.review_store import Wanted, list_flags
from eye.sessions import command_store

MOST_FLAGS = 500
MOST_MESSAGES = 20
EVENTS_ON_A_PAGE = 100
LAST = 2**53
# What of an event's data its sentence says already.
SAID = {
    "FULLSCREEN_CHANGE": {"fullscreen"},
    "TAB_FOCUS_CHANGE": {"focused"},
    "IDENTITY_CHECKED": {"distance", "limit", "match", "reference"},
}


async def session(visit: Visit) -> Response:
    id = visit.request.path_params["session_id"]
    before = _before(visit.request.query_params.get("before", ""))
    found = await visit.eye.db.read(_find, visit.organisation_id, id, before)
    if found is None:
        raise Halt(404)
    row, charges, flags, events, messages = found
    outcome = await visit.eye.db.read(find_outcome, visit.organisation_id, id)
    return page(
        visit,
        "_session.html" if is_refresh(visit.request) else "session.html",
        session=row,
        charges=charges,
        messages=messages,
        flags=flags,
        outcome=outcome,
        open_flags=sum(flag["cleared_at"] is None for flag in flags),
        timeline=timeline.draw(row, flags, visit.now),
        coverage=lines_of(row, visit.now),
        events=[_event(event) for event in events[:EVENTS_ON_A_PAGE]],
        older=_cursor(events[EVENTS_ON_A_PAGE - 1]) if len(events) > EVENTS_ON_A_PAGE else None,
        before=_text(before) if before != (LAST, LAST) else None,
        **ways(visit.member.member_id),
    )


Found = tuple[Row, list[Row], list[Row], list[Row], list[Row]]


def _find(tx: Tx, organisation_id: str, id: str, before: tuple[int, int]) -> Found | None:
    row = session_store.session(tx, organisation_id, id)
    if row is None:
        return None
    charges = session_store.charges(tx, organisation_id, id)
    flags = sorted(
        list_flags(tx, organisation_id, Wanted(session=id), MOST_FLAGS),
        key=lambda flag: (flag["raised_at"], flag["id"]),
        reverse=True,
    )
    events = session_store.events(tx, id, *before, EVENTS_ON_A_PAGE + 1)
    return row, charges, flags, events, command_store.list_messages(tx, id, MOST_MESSAGES)


def _event(row: Row) -> dict[str, Any]:
    data = json.loads(row["data"])
    known = data if isinstance(data, dict) else {}
    return {**row, "sentence": event_sentence(row["type"], known), "details": _details(row["type"], known)}


def _details(type: str, data: dict[str, Any]) -> str:
    """The rest of the data, for those who look closer; what the sentence says already is left out."""
    said = SAID.get(type, {"cleared"})
    rest = {name: value for name, value in data.items() if name not in said}
    return json.dumps(rest, ensure_ascii=False) if rest else ""


def _before(cursor: str) -> tuple[int, int]:
    gen, dot, seq = cursor.partition(".")
    known = dot and all(part.isascii() and part.isdigit() and len(part) <= 15 for part in (gen, seq))
    return (int(gen), int(seq)) if known else (LAST, LAST)


def _cursor(event: Row) -> str:
    return _text((event["gen"], event["seq"]))


def _text(position: tuple[int, int]) -> str:
    return f"{position[0]}.{position[1]}"
