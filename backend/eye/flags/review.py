"""Decides about a flag, takes the last decision back, dismisses several. One write, which locks each flag first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eye.assessments import store as assessments
from eye.assessments.model import policy_of
from eye.clock import iso, new_id
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.flags import review_store as store
from eye.flags.decisions import (
    DISMISS,
    UNDO,
    WAITING,
    Standing,
    in_force,
    is_decided,
    queue_of,
    standing_of,
    state_after,
)
from eye.flags.document import review_document
from eye.organisations.audit import log as audit
from eye.organisations.principal import Principal
from eye.outbox import tell
from eye.sessions import store as sessions

MOST_AT_ONCE = 200
UNKNOWN = Refusal("not_found", "There is no such flag.")


@dataclass(frozen=True, slots=True)
class Decision:
    """`decision` is one of `decisions.DECISIONS`; `seen` is the version that was shown to whoever decides."""

    decision: str
    note: str | None = None
    seen: int | None = None


def decide(tx: Tx, principal: Principal, id: str, wanted: Decision, now: int) -> Row | Refusal:
    """The flag as it is afterwards. What was decided already is only decided anew after it was taken back."""
    flag = store.hold(tx, principal.organisation_id, id)
    if flag is None:
        return UNKNOWN
    if is_decided(flag["review"]) or wanted.seen not in (None, flag["review_version"]):
        return _meanwhile(flag)
    session = _session(tx, principal, flag)
    kept = in_force(store.history(tx, principal.organisation_id, id))
    state = state_after(wanted.decision, kept, str(principal.actor), asks_for_two(tx, session))
    if state is None:
        return Refusal(
            "flag_needs_another_reviewer",
            "You have confirmed this flag already; it counts when another reviewer agrees.",
            {"review": review_document(flag)},
        )
    review = _review(principal, flag, wanted.decision, state, wanted.note, now)
    _keep(tx, principal, session, flag, review, standing_of([*kept, review]), now)
    return _found(tx, principal, id)


def undo(tx: Tx, principal: Principal, id: str, seen: int | None, now: int) -> Row | Refusal:
    """Take the last decision back, so that the one before it stands again. Without any, nothing changes."""
    flag = store.hold(tx, principal.organisation_id, id)
    if flag is None:
        return UNKNOWN
    if seen not in (None, flag["review_version"]):
        return _meanwhile(flag)
    kept = in_force(store.history(tx, principal.organisation_id, id))
    if kept:
        standing = standing_of(kept[:-1])
        review = _review(principal, flag, UNDO, standing.state, None, now)
        _keep(tx, principal, _session(tx, principal, flag), flag, review, standing, now)
    return _found(tx, principal, id)


def dismiss_several(
    tx: Tx, principal: Principal, flags: Sequence[tuple[str, int]], note: str | None, now: int
) -> list[str] | Refusal:
    """Dismiss those of `flags` (id and version seen) that still wait and are of low severity; the ids of them."""
    # In one order, so that two who do this at once never wait for each other.
    wanted = dict(sorted(flags)[:MOST_AT_ONCE])
    held = [store.hold(tx, principal.organisation_id, id) for id in wanted]
    fit = [flag for flag in held if flag and flag["review"] == WAITING and flag["severity"] == "low"]
    if not is_one_kind(fit):
        detail = "Flags that are dismissed together must be of one session, or of one type."
        return Refusal("param_invalid", detail, {"field": "flags"})
    made = [decide(tx, principal, flag["id"], Decision(DISMISS, note, wanted[flag["id"]]), now) for flag in fit]
    return [flag["id"] for flag in made if not isinstance(flag, Refusal)]


def is_one_kind(flags: Sequence[Row]) -> bool:
    """Whether flags may be dismissed together: all of one session, or all of one type."""
    return len({flag["session_id"] for flag in flags}) <= 1 or len({flag["type"] for flag in flags}) <= 1


def asks_for_two(tx: Tx, session: Row) -> bool:
    """Whether the assessment asks now for a second reviewer, whatever it asked for when the session began."""
    assessment = assessments.find(tx, session["organisation_id"], session["assessment_id"])
    return assessment is not None and policy_of(assessment).second_review


def _session(tx: Tx, principal: Principal, flag: Row) -> Row:
    row = sessions.find(tx, principal.organisation_id, flag["session_id"])
    assert row is not None  # noqa: S101 - a flag belongs to a session
    return row


def _meanwhile(flag: Row) -> Refusal:
    return Refusal(
        "flag_reviewed_meanwhile",
        "Somebody else has decided about this flag; look at it again, and take the decision back to decide anew.",
        {"review": review_document(flag)},
    )


def _review(principal: Principal, flag: Row, decision: str, state: str, note: str | None, now: int) -> Row:
    return {
        "id": new_id("rev", now),
        "organisation_id": principal.organisation_id,
        "flag_id": flag["id"],
        "number": flag["review_version"] + 1,
        "decision": decision,
        "state": state,
        "actor": str(principal.actor),
        "note": note,
        "at": now,
    }


def _keep(tx: Tx, principal: Principal, session: Row, flag: Row, review: Row, standing: Standing, now: int) -> None:
    store.add(tx, review)
    store.set_standing(tx, flag["id"], standing, queue_of(standing.state, flag["type"]))
    data = {
        "sessionId": flag["session_id"],
        "decision": review["decision"],
        **audit.changed({"state": flag["review"]}, {"state": standing.state}),
    }
    act = "flag.undo" if review["decision"] == UNDO else "flag.review"
    audit.record(tx, principal.organisation_id, principal.actor, act, flag["id"], data, now)
    _tell(tx, session, flag, review, now)


def _tell(tx: Tx, session: Row, flag: Row, review: Row, now: int) -> None:
    """`decision` is the state that the flag has now; the note is for the reviewers, and stays here."""
    payload: dict[str, Any] = {
        "flagId": flag["id"],
        "sessionId": session["id"],
        "candidateId": session["candidate_id"],
        "examId": session["assessment_id"],
        "type": flag["type"],
        "severity": flag["severity"],
        "mediaId": flag["media_id"],
        "domain": session["domain_entry"],
        "description": flag["description"],
        "createdAt": iso(flag["raised_at"]),
        "decision": review["state"],
        "decidedBy": review["actor"],
        "decidedAt": iso(now),
        "undone": review["decision"] == UNDO,
    }
    test = session["mode"] == "test"
    tell(tx, session["organisation_id"], "flag.reviewed", payload, session_id=session["id"], test=test, now=now)


def _found(tx: Tx, principal: Principal, id: str) -> Row:
    row = store.find(tx, principal.organisation_id, id)
    assert row is not None  # noqa: S101 - it is held
    return row
