"""`POST /v1/media`: asked twice of the database, before the bytes are stored and after."""

import re
from dataclasses import dataclass
from typing import Any

from eye.db import Row, Tx
from eye.domains.check import check_origin_again
from eye.errors import Refusal
from eye.media import store
from eye.sessions import store as sessions
from eye.sessions.end import CLOSED, settle
from eye.sessions.model import is_closed
from eye.sessions.token import SessionToken

MOST_FILES = 5_000  # of a session: a day of snapshots every 20 seconds
MEDIA_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")


def evidence_path(organisation_id: str, session_id: str, id: str, sha256: str) -> str:
    """Where a file lies in the object store; it holds the checksum, so that nothing is overwritten."""
    return f"evidence/{organisation_id}/{session_id}/{id}.{sha256[:16]}"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as sent, already read and checked by its content; `sha256` in lower-case hex."""

    id: str
    content: bytes
    content_type: str
    sha256: str

    def path(self, session: dict[str, Any]) -> str:
        return evidence_path(session["organisation_id"], session["id"], self.id, self.sha256)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an upload belongs. `known`: the same bytes are stored already."""

    session: Row
    path: str
    known: bool


def find_place(tx: Tx, token: SessionToken, origin: list[str], upload: Upload, now: int) -> Place | Refusal:
    session = sessions.hold(tx, token.sid)
    if session is None or token.gen > session["gen"]:
        return Refusal("session_token_invalid", "There is no such session any more.")
    allowed = check_origin_again(tx, session["organisation_id"], origin)
    if isinstance(allowed, Refusal):
        return allowed
    session = settle(tx, session, now)
    if is_closed(session, now):
        return CLOSED
    stored = store.find(tx, session["id"], upload.id)
    if stored is not None and stored["sha256"] != upload.sha256:
        return _conflict(upload)
    if stored is None and store.count(tx, session["id"], MOST_FILES) >= MOST_FILES:
        detail = f"A session sends at most {MOST_FILES:,} files; this one is not kept, and nothing else changes."
        return Refusal("media_limit_reached", detail, {"limit": MOST_FILES})
    return Place(session, upload.path(session), known=stored is not None)


def keep(tx: Tx, place: Place, upload: Upload, now: int) -> Refusal | None:
    """Note what was stored; `media_conflict` when other bytes came first in the meantime."""
    session = sessions.hold(tx, place.session["id"])
    if session is None or is_closed(session, now):
        return CLOSED
    row = {
        "session_id": session["id"],
        "id": upload.id,
        "organisation_id": session["organisation_id"],
        "sha256": upload.sha256,
        "content_type": upload.content_type,
        "size": len(upload.content),
        "path": place.path,
        "late": int(session["ended_at"] is not None),
        "created_at": now,
    }
    if store.insert(tx, row):
        return None
    stored = store.find(tx, session["id"], upload.id)
    return _conflict(upload) if stored is None or stored["sha256"] != upload.sha256 else None


def _conflict(upload: Upload) -> Refusal:
    return Refusal("media_conflict", f"{upload.id} was stored with other bytes; give each file an id of its own.")
