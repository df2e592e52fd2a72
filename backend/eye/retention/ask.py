"""Takes in that a candidate, or the evidence of a session, is to be erased. What can be forgotten at once is."""

from eye.assessments import candidate_store
from eye.clock import new_id
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.organisations.audit import log as audit
from eye.organisations.principal import Principal
from eye.retention import ask_store, store
from eye.sessions import store as sessions
from eye.sessions.end import settle

NO_CANDIDATE = Refusal("not_found", "There is no such candidate.")
NO_SESSION = Refusal("not_found", "There is no such session.")


def erase_candidate(tx: Tx, principal: Principal, candidate_id: str, now: int) -> Row | Refusal:
    """The erasure. From this moment on nothing leads from the candidate to their sessions; the evidence goes next.

    Sessions and what was charged for them belong to the erasure's id from then on, which stands for somebody unknown.
    """
    organisation_id = principal.organisation_id
    if candidate_store.hold(tx, organisation_id, candidate_id) is None:
        return NO_CANDIDATE
    running = _running(tx, organisation_id, candidate_id, now)
    if running:
        detail = "An exam of this candidate is running. End it, or wait until it is over, and erase the candidate then."
        return Refusal("candidate_in_session", detail, {"sessionIds": running})
    erasure = _erasure(principal, "candidate", now, candidate_id=candidate_id)
    ask_store.put_nobody(tx, organisation_id, erasure["id"], now)
    store.insert_erasure(tx, erasure)
    ask_store.give_to(tx, organisation_id, candidate_id, erasure["id"], now)
    audit.record(tx, organisation_id, principal.actor, "candidate.erase", erasure["id"], {}, now)
    return _found(tx, erasure)


def _running(tx: Tx, organisation_id: str, candidate_id: str, now: int) -> list[str]:
    """The ids of the candidate's sessions that are running at this moment, and not only unnoticed to be over."""
    ids = ask_store.unended(tx, organisation_id, candidate_id)
    held = [sessions.hold_of(tx, organisation_id, id) for id in ids]
    return [one["id"] for one in held if one is not None and settle(tx, one, now)["ended_at"] is None]


def erase_evidence(tx: Tx, principal: Principal, session_id: str, now: int) -> Row | Refusal:
    """The erasure; of one that was asked for before, that."""
    organisation_id = principal.organisation_id
    session = sessions.hold_of(tx, organisation_id, session_id)
    if session is None:
        return NO_SESSION
    before = store.find_erasure_of_session(tx, organisation_id, session_id)
    if before is not None:
        return before
    if session["erase_at"] is not None and session["erase_at"] <= now:
        return Refusal("session_erased", "The evidence of this session was erased already.")
    if settle(tx, session, now)["ended_at"] is None:
        return Refusal("session_not_ended", "The session is running; its evidence can be erased when it has ended.")
    erasure = _erasure(principal, "session", now, session_id=session_id)
    store.insert_erasure(tx, erasure)
    ask_store.erase_at(tx, session_id, erasure["id"], now)
    data = {"erasure": erasure["id"]}
    audit.record(tx, organisation_id, principal.actor, "session.evidence.erase", session_id, data, now)
    return _found(tx, erasure)


def _erasure(
    principal: Principal, kind: str, now: int, *, session_id: str | None = None, candidate_id: str | None = None
) -> Row:
    return {
        "id": new_id("era", now),
        "organisation_id": principal.organisation_id,
        "kind": kind,
        "session_id": session_id,
        "candidate_id": candidate_id,
        "asked_by": str(principal.actor),
        "asked_at": now,
    }


def _found(tx: Tx, erasure: Row) -> Row:
    row = store.find_erasure(tx, erasure["organisation_id"], erasure["id"])
    assert row is not None  # noqa: S101 - inserted in this transaction
    return row
