"""Raises a flag that the platform's own server or a person has seen; from then on it is a flag as any other."""

import re
from dataclasses import dataclass

from eye.clock import MINUTE, new_id
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.flags import store
from eye.flags.announce import announce
from eye.flags.fold import Flag
from eye.flags.review_store import find
from eye.flags.rules import BY_TYPE
from eye.media import store as media
from eye.organisations.audit import log as audit
from eye.organisations.principal import Principal
from eye.sessions import store as sessions
from eye.sessions.end import settle

CUSTOM = "CUSTOM"
TYPE = re.compile(r"[A-Z][A-Z0-9_]{0,63}\Z")
LONGEST_DESCRIPTION = 1_000  # characters
LARGEST = 512 * 1024  # bytes of a file that comes with a flag
MOST_FLAGS = 10_000  # of a session
SKEW = 5 * MINUTE
UNKNOWN = Refusal("not_found", "There is no such session.")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that comes with the flag and lies under `path` already."""

    id: str
    content_type: str
    sha256: str
    size: int
    path: str


@dataclass(frozen=True, slots=True)
class Raise:
    """Times in milliseconds UTC; without `raised_at` it is now or the session's end, without `cleared_at` a moment.

    `media_id` names what the session's page has sent; `evidence` is what comes with the flag.
    """

    session_id: str
    type: str
    severity: str
    description: str
    raised_at: int | None = None
    cleared_at: int | None = None
    media_id: str | None = None
    evidence: Evidence | None = None


def raise_by_hand(tx: Tx, principal: Principal, wanted: Raise, now: int) -> Row | Refusal:
    """The new flag, as `review_store.find` shows it. A session that has ended takes flags too, until it is erased."""
    session = sessions.hold_of(tx, principal.organisation_id, wanted.session_id)
    if session is None:
        return UNKNOWN
    session = settle(tx, session, now)
    flag = _flag(session, wanted, now)
    refusal = _full(session, now) or _wrong_time(session, flag, now) or _wrong_media(tx, session, wanted)
    if refusal is not None:
        return refusal
    if wanted.evidence is not None:
        media.insert(tx, _media_row(session, wanted.evidence, now))
    late = session["ended_at"] is not None
    store.insert(tx, session, session["gen"], [flag], late=late, now=now, raised_by=str(principal.actor))
    store.count_one(tx, session["id"])
    announce(tx, session, [flag], now)
    data = {"sessionId": session["id"], "type": flag.type, "severity": flag.severity}
    audit.record(tx, principal.organisation_id, principal.actor, "flag.create", flag.id, data, now)
    row = find(tx, principal.organisation_id, flag.id)
    assert row is not None  # noqa: S101 - inserted above, in this transaction
    return row


def _full(session: Row, now: int) -> Refusal | None:
    if session["erase_at"] is not None and session["erase_at"] <= now:
        return Refusal("session_erased", "The evidence of this session was erased; nothing is added to it any more.")
    if session["flag_count"] >= MOST_FLAGS:
        return Refusal("flag_limit_reached", f"A session has at most {MOST_FLAGS:,} flags.", {"limit": MOST_FLAGS})
    return None


def _flag(session: Row, wanted: Raise, now: int) -> Flag:
    at = wanted.raised_at if wanted.raised_at is not None else min(now, session["ended_at"] or now)
    cleared_at = at if wanted.cleared_at is None else wanted.cleared_at
    media_id = wanted.media_id if wanted.evidence is None else wanted.evidence.id
    return Flag(new_id("flg", now), wanted.type, wanted.severity, wanted.description, 0, at, cleared_at, media_id)


def _wrong_time(session: Row, flag: Flag, now: int) -> Refusal | None:
    earliest, latest = session["created_at"] - SKEW, (session["ended_at"] or now) + SKEW
    if not earliest <= flag.raised_at <= latest:
        detail = "raisedAt lies outside the session: more than five minutes before its start or after its end."
        return Refusal("param_invalid", detail, {"field": "raisedAt"})
    if flag.cleared_at is None or not flag.raised_at <= flag.cleared_at <= latest:
        detail = "clearedAt lies before raisedAt, or more than five minutes after the end of the session or after now."
        return Refusal("param_invalid", detail, {"field": "clearedAt"})
    return None


def _media_row(session: Row, evidence: Evidence, now: int) -> Row:
    return {
        "session_id": session["id"],
        "id": evidence.id,
        "organisation_id": session["organisation_id"],
        "sha256": evidence.sha256,
        "content_type": evidence.content_type,
        "size": evidence.size,
        "path": evidence.path,
        "late": int(session["ended_at"] is not None),
        "created_at": now,
    }


def _wrong_media(tx: Tx, session: Row, wanted: Raise) -> Refusal | None:
    if wanted.media_id is None or media.find(tx, session["id"], wanted.media_id) is not None:
        return None
    return Refusal("param_invalid", "The session has no media with this mediaId.", {"field": "mediaId"})


def default_severity(type: str) -> str:
    return BY_TYPE[type].severity if type in BY_TYPE else "medium"


def default_description(type: str) -> str | None:
    """Of a type that Eye knows; the others have to say what happened."""
    return BY_TYPE[type].sentence if type in BY_TYPE else None
