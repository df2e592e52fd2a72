"""`POST /v1/events`: hold the session → fold its new events → append → flags, outbox, charge → save. One write."""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from eye.billing import charge
from eye.clock import MINUTE, iso, new_id
from eye.db import Row, Tx
from eye.domains.check import check_origin_again
from eye.errors import Refusal
from eye.events import store
from eye.events.batch import Sent
from eye.events.lowest import lowest_coverage
from eye.events.types import BEFORE_THE_EXAM
from eye.events.watch import watch, watch_own
from eye.flags import store as flags
from eye.flags.announce import announce
from eye.flags.fold import Flag, Folded, fold, moment
from eye.flags.off import mute
from eye.outbox import tell
from eye.sessions import store as sessions
from eye.sessions.end import CLOSED, end_session, settle
from eye.sessions.model import exam_ends_at, is_closed, longest
from eye.sessions.proctor import store as command_store
from eye.sessions.proctor.commands import Command, read_commands, without
from eye.sessions.token import SessionToken

SKEW = 5 * MINUTE
OpenFlags = dict[str, tuple[str, int]]  # by type: the flag's id, and the page that left it open


@dataclass(slots=True)
class Event:
    """An accepted event; times in milliseconds UTC. `original_at` is what the page said, where it was replaced."""

    seq: int
    type: str
    at: int
    data: dict[str, Any]
    media_id: str | None
    original_at: str | None


@dataclass(slots=True)
class Taken:
    """What became of a batch."""

    acked: int
    now: int
    exam_ends_at: int | None = None
    ended: bool = False
    superseded: bool = False
    rejected: list[tuple[int, str]] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)


def ingest(tx: Tx, token: SessionToken, origin: list[str], sent: list[Sent], now: int) -> Taken | Refusal:
    """Take a batch in. What was taken before falls out; what is refused stores nothing."""
    session = sessions.hold(tx, token.sid)
    if session is None or token.gen > session["gen"]:
        return Refusal("session_token_invalid", "There is no such session any more.")
    refusal = _wrong_origin(tx, session, origin)
    if refusal is not None:
        return refusal
    session = settle(tx, session, now)
    if is_closed(session, now):
        return CLOSED
    if token.gen < session["gen"]:
        return _take_past(tx, session, token.gen, sent, now)
    return _take(tx, session, sent, now)


def _wrong_origin(tx: Tx, session: Row, origin: list[str]) -> Refusal | None:
    # The domain that let the session in is still there, and this is its page: the usual case needs no more.
    if session["domain_left"] and origin == [session["origin"]]:
        return None
    allowed = check_origin_again(tx, session["organisation_id"], origin)
    return allowed if isinstance(allowed, Refusal) else None


def _take(tx: Tx, session: Row, sent: list[Sent], now: int) -> Taken:
    """A batch of the session's own page, while it runs or within a day of its end."""
    ended_at = session["ended_at"]
    fresh, rejected = _sort(session, sent, session["acked"], now)
    events = _until(fresh, now if ended_at is None else ended_at, running=ended_at is None)
    opened, others = _open_flags(session, session["gen"])
    folded = fold(opened, events, lambda: new_id("flg", now))
    mute(folded, session["policy"])
    session = {**session, "watched": watch_own(session, events, folded, lambda: new_id("flg", now), now)}
    session = _obeyed(tx, session, events, now)
    folded.cleared += [(id, _page_until(session, gen)) for id, gen in others.values()]
    folded.raised += _missing(sent, session["acked"], now if ended_at is None else ended_at, now)
    if ended_at is None:
        session = charge.charge_minutes(tx, _activate(tx, session, events, now), now, now)
    _store(tx, session, session["gen"], events, folded, late=ended_at is not None, now=now)
    acked = max(session["acked"], sent[-1].seq if sent else 0)
    _save(tx, session, events, folded, {}, acked, len(rejected), now)
    if ended_at is None and any(event.type == "END_PROCTORING" for event in events):
        session = end_session(tx, session, now, "host", now)
    ended = session["ended_at"] is not None
    commands = [] if ended else read_commands(session["commands"])
    return Taken(acked, now, exam_ends_at(session), ended, False, rejected, folded.raised, commands)


def _take_past(tx: Tx, session: Row, gen: int, sent: list[Sent], now: int) -> Taken | Refusal:
    """A batch of an earlier page: what it had queued before the next one began is still evidence."""
    past = msgspec.json.decode(session["past_gens"])
    page = past[str(gen)]
    fresh, rejected = _sort(session, sent, page["acked"], now)
    events = [event for event in fresh if event.at <= page["until"]]
    if fresh and not events:
        return Refusal("session_superseded", "Another page went on with this session; this one can stop.")
    opened, others = _open_flags(session, gen)
    folded = fold(opened, events, lambda: new_id("flg", now))
    mute(folded, session["policy"])
    folded.close_all(page["until"])
    folded.raised += _missing(sent, page["acked"], page["until"], now)
    session = _obeyed(tx, session, events, now)
    page["acked"] = max(page["acked"], sent[-1].seq if sent else 0)
    if session["ended_at"] is None:
        session = charge.charge_minutes(tx, _activate(tx, session, events, now), now, now)
    _store(tx, session, gen, events, folded, late=session["ended_at"] is not None, now=now)
    session = {**session, "past_gens": msgspec.json.encode(past).decode(), "watched": watch(session, events, now)}
    _save(tx, session, events, folded, others, session["acked"], len(rejected), session["last_seen"])
    return Taken(
        page["acked"], now, exam_ends_at(session), session["ended_at"] is not None, True, rejected, folded.raised
    )


def _sort(session: Row, sent: list[Sent], acked: int, now: int) -> tuple[list[Event], list[tuple[int, str]]]:
    """The new events that can be stored, and those that are rejected by number and code."""
    new = [event for event in sent if event.seq > acked]
    rejected = [(event.seq, event.code) for event in new if event.code is not None]
    return [_event(session, event, now) for event in new if event.code is None], rejected


def _event(session: Row, sent: Sent, now: int) -> Event:
    if sent.at is not None and session["created_at"] - SKEW <= sent.at <= now + SKEW:
        return Event(sent.seq, sent.type, sent.at, sent.data, sent.media_id, None)
    said = "".join(sign for sign in sent.at_text[:64] if sign.isprintable())
    return Event(sent.seq, sent.type, now, sent.data, sent.media_id, said)


def _until(events: list[Event], end: int, *, running: bool) -> list[Event]:
    """What happened up to the end: the time of it, or the event that ends it."""
    if not running:
        return [event for event in events if event.at <= end]
    for position, event in enumerate(events):
        if event.type == "END_PROCTORING":
            return events[: position + 1]
    return events


def _open_flags(session: Row, gen: int) -> tuple[dict[str, str], OpenFlags]:
    """The flags that this page left open, and those of other pages."""
    found: OpenFlags = msgspec.json.decode(session["open_flags"])
    own = {type: id for type, (id, of_gen) in found.items() if of_gen == gen}
    return own, {type: flag for type, flag in found.items() if flag[1] != gen}


def _page_until(session: Row, gen: int) -> int:
    """When the next page took over from this one."""
    until: int = msgspec.json.decode(session["past_gens"])[str(gen)]["until"]
    return until


def _missing(sent: list[Sent], acked: int, at: int, now: int) -> list[Flag]:
    """A flag when numbers were jumped over: something that the page reported will never arrive."""
    new = [event.seq for event in sent if event.seq > acked]
    missing = new[-1] - acked - len(new) if new else 0
    if not missing:
        return []
    noun = "event" if missing == 1 else "events"
    description = f"{missing:,} {noun} before number {new[-1]:,} never arrived."
    return [moment("EVENTS_MISSING", new_id("flg", now), new[-1], at, description)]


def _activate(tx: Tx, session: Row, events: list[Event], now: int) -> Row:
    """The first event of the exam itself starts its clock, uses the attempt, and is charged."""
    if session["activated_at"] is not None or all(event.type in BEFORE_THE_EXAM for event in events):
        return session
    session = {**session, "status": "active", "activated_at": now, "ends_at": now + longest(session)}
    sessions.set_active(tx, session)
    session = charge.charge_start(tx, session, now)
    payload = {"sessionId": session["id"], "examId": session["assessment_id"], "candidateId": session["candidate_id"]}
    test = session["mode"] == "test"
    tell(tx, session["organisation_id"], "session.started", payload, session_id=session["id"], test=test, now=now)
    return session


def _obeyed(tx: Tx, session: Row, events: list[Event], now: int) -> Row:
    """The session without the commands that these events say were carried out."""
    if session["commands"] is None:
        return session
    said = {str(event.data["id"]) for event in events if event.type == "COMMAND_DONE"}
    left, done = without(session["commands"], said)
    command_store.set_done(tx, done, now)
    return {**session, "commands": left}


def _store(tx: Tx, session: Row, gen: int, events: list[Event], folded: Folded, *, late: bool, now: int) -> None:
    rows = [_row(session["id"], gen, event, late, now) for event in events]
    store.insert(tx, rows)
    flags.insert(tx, session, gen, folded.raised, late=late, now=now)
    flags.clear(tx, folded.cleared)
    announce(tx, session, folded.raised, now)


def _row(session_id: str, gen: int, event: Event, late: bool, now: int) -> Row:
    return {
        "session_id": session_id,
        "gen": gen,
        "seq": event.seq,
        "type": event.type,
        "at": event.at,
        "original_at": event.original_at,
        "received_at": now,
        "data": msgspec.json.encode(event.data).decode() if event.data else "{}",
        "media_id": event.media_id,
        "late": int(late),
    }


def _save(
    tx: Tx,
    session: Row,
    events: list[Event],
    folded: Folded,
    others: OpenFlags,
    acked: int,
    rejected: int,
    seen: int,
) -> None:
    """`others` are the open flags of other pages, which stay as they are; `seen` is when its own page was."""
    open_flags = {**others, **{type: (id, session["gen"]) for type, id in folded.open.items()}}
    store.save_session(
        tx,
        {
            "id": session["id"],
            "acked": acked,
            "last_seen": max(session["last_seen"], seen),
            "open_flags": msgspec.json.encode(open_flags).decode() if open_flags else "{}",
            "past_gens": session["past_gens"],
            "watched": session["watched"],
            "commands": session["commands"],
            "lowest_coverage": lowest_coverage(session) if any(one.type == "HEARTBEAT" for one in events) else None,
            "held": session["held"],
            "minutes": session["minutes"],
            "events": len(events),
            "flags": len(folded.raised),
            "rejected": rejected,
        },
    )


def document(taken: Taken, event_id: str) -> dict[str, Any]:
    """The answer to the page; `event_id` is what its events are called before their number."""
    answer: dict[str, Any] = {
        "acked": taken.acked,
        "serverTime": iso(taken.now),
        "examEndsAt": iso(taken.exam_ends_at),
        "commands": taken.commands,
        "rejected": [{"seq": seq, "code": code} for seq, code in taken.rejected],
        "flags": [
            {"seq": flag.seq, "eventId": f"{event_id}.{flag.seq}", "flagId": flag.id, "type": flag.type}
            for flag in taken.flags
        ],
    }
    if taken.ended:
        answer["ended"] = True
    if taken.superseded:
        answer["superseded"] = True
    return answer
