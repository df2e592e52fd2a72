"""One session: what is known about it, its coverage and risk, and what happened when, with the evidence beside it."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from eye.clock import MINUTE
from eye.dashboard.entrance import Halt
from eye.dashboard.render import is_refresh, page
from eye.dashboard.review.outcome import find_outcome
from eye.dashboard.sessions import look_store, timeline
from eye.dashboard.sessions import store as session_store
from eye.dashboard.sessions.candidate_reports import is_shared
from eye.dashboard.sessions.coverage_lines import lines_of
from eye.dashboard.sessions.look import Look, address, find_look, look_values, position
from eye.dashboard.visit import Visit
from eye.dashboard.words import event_sentence
from eye.db import Row, Tx
from eye.reports import answer_store
from eye.reports.coverage import coverage_of
from eye.reports.policies import find_versions
from eye.reports.risk import Risk, risk_of
from eye.sessions.model import connectivity
from eye.sessions.proctor import store as command_store

FLAGS_ON_A_PAGE = 100
MOST_MESSAGES = 20
EVENTS_ON_A_PAGE = 100
LAST = 2**53
# What of an event's data its sentence says already.
SAID = {
    "FULLSCREEN_CHANGE": {"fullscreen"},
    "TAB_FOCUS_CHANGE": {"focused"},
    "IDENTITY_CHECKED": {"distance", "limit", "match", "reference"},
}


@dataclass(frozen=True, slots=True)
class Asked:
    """`at` is what is looked at; `before` is the event (`gen.seq`), `after` the flag from which a list goes on."""

    at: str
    zoom: int
    before: tuple[int, int]
    after: str


@dataclass(frozen=True, slots=True)
class Found:
    session: Row
    charges: list[Row]
    flags: list[Row]
    events: list[Row]
    messages: list[Row]
    outcome: Row | None
    risk: Risk
    answer: Row | None
    shared: bool
    look: Look | None


async def session(visit: Visit) -> Response:
    id, asked = visit.request.path_params["session_id"], _asked(visit)
    known = await visit.eye.db.read(look_store.stamp, visit.organisation_id, id)
    if known is None:
        raise Halt(404)
    etag = _etag(visit, known)
    if is_refresh(visit.request) and visit.request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={"etag": etag, "cache-control": "no-store"})
    found = await visit.eye.db.read(_find, visit.organisation_id, id, asked.at, visit.now)
    if found is None:
        raise Halt(404)
    values = {"etag": etag, **_values(visit, found, asked)}
    if is_refresh(visit.request):
        return page(visit, "sessions/_session.html", **values)
    listed = await visit.eye.db.read(_find_events, visit.organisation_id, id, asked.before)
    return page(visit, "sessions/session.html", **values, **_event_values(visit, listed[1] if listed else [], asked))


def _values(visit: Visit, found: Found, asked: Asked) -> dict[str, Any]:
    row, flags = found.session, found.flags
    coverage = coverage_of(row, visit.now)
    marks = [*(flag["cleared_at"] or flag["raised_at"] for flag in flags), *(event["at"] for event in found.events)]
    axis = timeline.axis_of(row, marks, visit.now, asked.zoom)
    first = next((number + 1 for number, flag in enumerate(flags) if flag["id"] == asked.after), 0)
    last = first + FLAGS_ON_A_PAGE
    kept = {"at": asked.at, "zoom": asked.zoom if asked.zoom > 1 else None, "after": asked.after if first else None}
    earlier = flags[first - FLAGS_ON_A_PAGE - 1]["id"] if first > FLAGS_ON_A_PAGE else None
    return {
        "session": row,
        "charges": found.charges,
        "messages": found.messages,
        "outcome": found.outcome,
        "risk": found.risk,
        "answer": found.answer,
        "shared": found.shared,
        "risk_order": sorted(found.risk.terms, key=lambda term: (-term.points, term.raised_at)),
        "look": found.look,
        "open_flags": sum(flag["cleared_at"] is None for flag in flags),
        "timeline": timeline.draw(axis, coverage, flags, found.events),
        "axis": axis,
        "coverage": lines_of(row, visit.now),
        "listed": flags[first:last],
        "first": first + 1,
        "here": address(row["id"], **kept),
        "zooms": [
            (zoom, address(row["id"], **{**kept, "zoom": zoom if zoom > 1 else None})) for zoom in timeline.ZOOMS
        ],
        "earlier": address(row["id"], **{**kept, "after": earlier}) if first else None,
        "later": address(row["id"], **{**kept, "after": flags[last - 1]["id"]}) if len(flags) > last else None,
        **look_values(visit),
    }


def _find(tx: Tx, organisation_id: str, id: str, at: str, now: int) -> Found | None:
    row = session_store.session(tx, organisation_id, id)
    if row is None:
        return None
    flags = look_store.flags(tx, organisation_id, id)
    policy = find_versions(tx, organisation_id).valid_for(row["created_at"])
    chosen = at or (flags[0]["id"] if flags else "")
    return Found(
        row,
        session_store.charges(tx, organisation_id, id),
        flags,
        look_store.marks(tx, id),
        command_store.list_messages(tx, id, MOST_MESSAGES),
        find_outcome(tx, organisation_id, id),
        risk_of(policy, flags, now),
        answer_store.answer(tx, id),
        is_shared(tx, organisation_id),
        find_look(tx, row, organisation_id, chosen),
    )


async def session_events(visit: Visit) -> Response:
    """The list of events, which refreshes by itself and apart from the rest."""
    id, asked = visit.request.path_params["session_id"], _asked(visit)
    found = await visit.eye.db.read(_find_events, visit.organisation_id, id, asked.before)
    if found is None:
        raise Halt(404)
    values = _event_values(visit, found[1], asked)
    etag = values["events_etag"]
    if visit.request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={"etag": etag, "cache-control": "no-store"})
    return page(visit, "sessions/_events.html", session=found[0], **values)


def _event_values(visit: Visit, events: list[Row], asked: Asked) -> dict[str, Any]:
    shown, more = events[:EVENTS_ON_A_PAGE], len(events) > EVENTS_ON_A_PAGE
    return {
        "events": [_event(event) for event in shown],
        "events_etag": _digest([sorted(visit.permissions), events]),
        "older": f"{shown[-1]['gen']}.{shown[-1]['seq']}" if more else None,
        "before": f"{asked.before[0]}.{asked.before[1]}" if asked.before != (LAST, LAST) else "",
    }


def _find_events(tx: Tx, organisation_id: str, id: str, before: tuple[int, int]) -> tuple[Row, list[Row]] | None:
    row = session_store.session(tx, organisation_id, id)
    return None if row is None else (row, session_store.events(tx, id, *before, EVENTS_ON_A_PAGE + 1))


def _event(row: Row) -> dict[str, Any]:
    data = json.loads(row["data"])
    known = data if isinstance(data, dict) else {}
    return {**row, "sentence": event_sentence(row["type"], known), "details": _details(row["type"], known)}


def _details(type: str, data: dict[str, Any]) -> str:
    """The rest of the data, for those who look closer; what the sentence says already is left out."""
    said = SAID.get(type, {"cleared"})
    rest = {name: value for name, value in data.items() if name not in said}
    return json.dumps(rest, ensure_ascii=False) if rest else ""


def _asked(visit: Visit) -> Asked:
    query = visit.request.query_params
    zoom = query.get("zoom", "")
    return Asked(
        at=query.get("at", "")[:80],
        zoom=int(zoom) if zoom in map(str, timeline.ZOOMS) else 1,
        before=position(query.get("before", "")) or (LAST, LAST),
        after=query.get("after", "")[:80],
    )


def _etag(visit: Visit, known: Row) -> str:
    """Of everything that is shown but the time; an open flag and a pause go on, a minute at a time."""
    going_on = known["ended_at"] is None and (known["open_flags"] != "{}" or known["paused_at"] is not None)
    heard = connectivity(known, visit.now)
    about = {**known, "last_seen": heard, "minute": visit.now // MINUTE if going_on else None}
    return _digest([sorted(visit.permissions), str(visit.request.url.query), about])


def _digest(shown: list[Any]) -> str:
    return f'"{hashlib.sha256(repr(shown).encode()).hexdigest()[:24]}"'
