"""The link by which a candidate sees the report of their own session. It carries ids only: whether it opens anything is
read from the organisation and the session, each time."""

from dataclasses import dataclass
from typing import Any

from eye.clock import DAY, SECOND
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.organisations.audit import log as audit
from eye.organisations.principal import Principal
from eye.reports import answer_store as store
from eye.sessions import signing

VERSION = 1
PURPOSE = f"eye.report.v{VERSION}"
LASTS = 30 * DAY
LONGEST = 512


@dataclass(frozen=True, slots=True)
class CandidateLink:
    """`made_at` in seconds UTC; `evidence`: whether it shows the pictures and sounds of the flags too."""

    session_id: str
    made_at: int
    evidence: bool = False


def sign_link(secrets: tuple[str, ...], session_id: str, now: int, evidence: bool = False) -> str:
    payload = {"v": VERSION, "sid": session_id, "iat": now // SECOND, "exp": (now + LASTS) // SECOND}
    return signing.sign(secrets, PURPOSE, payload | ({"evidence": True} if evidence else {}))


def read_link(secrets: tuple[str, ...], text: Any, now: int) -> tuple[CandidateLink | None, bool]:
    """What the link is to, None for one that this Eye did not make; and whether its time is over."""
    found = signing.read(secrets, PURPOSE, text, LONGEST, now)
    if found is None or found.get("v") != VERSION:
        return None, False
    return CandidateLink(found["sid"], found["iat"], found.get("evidence") is True), signing.is_over(found, now)


def share_report(tx: Tx, principal: Principal, session_id: str, evidence: bool, now: int) -> Refusal | None:
    """Note that a link is handed out, and whether it shows evidence.

    Refused as long as the session runs: nobody reads their flags during an exam.
    """
    found = store.find(tx, session_id)
    if found is None or found["organisation_id"] != principal.organisation_id:
        return Refusal("not_found", "There is no such session.")
    if found["candidate_reports_at"] is None:
        return Refusal("not_found", "Candidates do not see their reports: it is switched off in the settings.")
    if is_erased(found):
        return Refusal("not_found", "The evidence of this session was erased; there is nothing left to show.")
    if found["ended_at"] is None:
        return Refusal("session_not_ended", "The session is running; make the link when it has ended.")
    data = {"evidence": True} if evidence else {}
    audit.record(tx, principal.organisation_id, principal.actor, "session.report.share", session_id, data, now)
    return None


def is_erased(row: Row) -> bool:
    """From the moment on in which somebody asks for it."""
    return row["erased_at"] is not None or row["erasure_id"] is not None


def is_open(row: Row, link: CandidateLink) -> bool:
    """Whether the link shows anything; `row` as `answer_store.find` reads it."""
    since = row["candidate_reports_at"]
    allowed = since is not None and link.made_at >= since // SECOND
    return allowed and row["ended_at"] is not None and not is_erased(row)
