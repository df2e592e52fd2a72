"""Holds what was acknowledged against what the server has. The comparison is pure; `books.py` fetches."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from eye.clock import from_iso, iso
from eye.simulate.account import Account, Page, Sent

# What does not start the exam clock, and so is not charged.
BEFORE_THE_EXAM = {"SET_CONFIG", "CONSENT_GIVEN", "SYSTEM_CHECK_STARTED", "SYSTEM_CHECK_COMPLETED", "END_PROCTORING"}
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """`kind` is one of a few words to count by, `detail` a sentence."""

    session_id: str
    kind: str
    detail: str


@dataclass(slots=True)
class Stored:
    """What the server's API says of one candidate; `content` are the checksums of the media's bytes as fetched."""

    sessions: list[Document] = field(default_factory=list)
    events: list[Document] = field(default_factory=list)
    flags: list[Document] = field(default_factory=list)
    usage: list[Document] = field(default_factory=list)
    media: list[Document] = field(default_factory=list)
    content: dict[str, str | None] = field(default_factory=dict)


def compare(account: Account, stored: Stored) -> list[Difference]:
    """Every way in which the server's books differ from what it acknowledged; none is what it ought to be."""
    id = account.session_id
    if id is None:
        return []
    found = [Difference(id, *one) for one in _sessions(account, stored)]
    if not found:
        parts = (_events, _order, _charge, _flags, _media)
        found = [Difference(id, *one) for part in parts for one in part(account, stored)]
    return found


def _sessions(account: Account, stored: Stored) -> Iterator[tuple[str, str]]:
    ids = [session["id"] for session in stored.sessions]
    if account.session_id not in ids:
        yield "session lost", f"The session of {account.candidate_id} does not exist."
    for id in ids:
        if id != account.session_id:
            yield "session twice", f"{account.candidate_id} has another session, {id}."


def _events(account: Account, stored: Stored) -> Iterator[tuple[str, str]]:
    sent = {(gen, event.seq): event for gen, event in account.events}
    skewed = {page.gen: page.skewed for page in account.pages}
    counted = Counter((event["gen"], event["seq"]) for event in stored.events)
    there = {(event["gen"], event["seq"]): event for event in stored.events}
    for place, event in sent.items():
        if event.stored and place not in there:
            yield "event lost", f"{_named(place, event)} was acknowledged and is not there."
        if event.stored is False and place in there:
            yield "event too many", f"{_named(place, event)} is there and should have been discarded."
        if place in there:
            yield from _changed(place, event, there[place], skewed[place[0]])
    for place, count in counted.items():
        if place not in sent:
            yield "event too many", f"Event {place[1]} of page {place[0]} was never sent."
        elif count > 1:
            yield "event twice", f"{_named(place, sent[place])} is there {count} times."
    (session,) = stored.sessions
    if session["eventCount"] != len(stored.events):
        yield "count", f"The session counts {session['eventCount']} events and has {len(stored.events)}."


def _changed(place: tuple[int, int], sent: Sent, found: Document, skewed: bool) -> Iterator[tuple[str, str]]:
    same = (found["type"], found["data"], found["mediaId"]) == (sent.type, sent.data, sent.media_id)
    said = iso(sent.at)
    in_time = found["originalAt"] == said if skewed else (found["at"], found["originalAt"]) == (said, None)
    if not (same and in_time):
        yield "event changed", f"{_named(place, sent)} is stored as {found['type']} at {found['at']}."


def _named(place: tuple[int, int], event: Sent) -> str:
    return f"Event {place[1]} of page {place[0]} ({event.type})"


def _order(account: Account, stored: Stored) -> Iterator[tuple[str, str]]:
    """The server lists them page by page and number by number, and received them so."""
    before: tuple[int, int, int] = (0, 0, 0)
    for event in stored.events:
        received = from_iso(event["receivedAt"])
        if (event["gen"], event["seq"]) <= before[:2]:
            yield "order", f"Event {event['seq']} of page {event['gen']} is listed after one that follows it."
        if event["gen"] == before[0] and received < before[2] - CLOCKS_APART:
            yield "order", f"Event {event['seq']} of page {event['gen']} was received before the one it follows."
        before = event["gen"], event["seq"], received


CLOCKS_APART = 1_000  # milliseconds between the clocks of several servers


def _charge(account: Account, stored: Stored) -> Iterator[tuple[str, str]]:
    """Once a session or assessment; by the minute, no more minutes than there were."""
    charges = [row for row in stored.usage if row["reverses"] is None]
    exam = [event for _, event in account.events if event.type not in BEFORE_THE_EXAM and not event.rejected]
    live = account.mode == "live"
    (session,) = stored.sessions
    if live and any(event.stored for event in exam) and not charges:
        yield "charge lost", "The exam began and was not charged."
    if charges and not (live and exam):
        yield "charge too many", "The exam never began and was charged."
    if sum(row["meter"] != "minute" for row in charges) > 1:
        yield "charge twice", f"The session was charged {len(charges)} times."
    minutes = sum(row["quantity"] for row in charges if row["meter"] == "minute")
    if minutes and minutes > _minutes(session):
        yield "charge twice", f"{minutes} minutes were charged of an exam of {_minutes(session)}."
    credits = sum(row["credits"] for row in stored.usage)
    if credits != (session["charge"] or {"credits": 0})["credits"]:
        yield "count", f"The session says that it cost {session['charge']}, its usage {credits}."


def _minutes(session: Document) -> int:
    """How many minutes it had started by its end, or by what was last heard of it."""
    over = from_iso(session["endedAt"] or session["lastSeenAt"])
    return max(0, over - from_iso(session["activatedAt"])) // 60_000 + 1


def _flags(account: Account, stored: Stored) -> Iterator[tuple[str, str]]:
    counted = Counter(flag["id"] for flag in stored.flags)
    for id in account.flags - counted.keys():
        yield "flag lost", f"{id} was told and is not there."
    for id, count in counted.items():
        if count > 1:
            yield "flag twice", f"{id} is there {count} times."
    (session,) = stored.sessions
    if session["flagCount"] != len(stored.flags):
        yield "count", f"The session counts {session['flagCount']} flags and has {len(stored.flags)}."


def _media(account: Account, stored: Stored) -> Iterator[tuple[str, str]]:
    there = {one["id"]: one["sha256"] for one in stored.media}
    for id, checksum in account.media.items():
        if id not in there:
            yield "media lost", f"{id} was acknowledged and is not there."
        elif there[id] != checksum or stored.content.get(id) != checksum:
            yield "media changed", f"The bytes of {id} are not those that were sent."
    for id in there.keys() - account.media_sent.keys():
        yield "media too many", f"{id} was never sent."


__all__ = ["Difference", "Page", "Stored", "compare"]
