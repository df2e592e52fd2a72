"""Decides what a session comes to: clean, suspicious or a violation; or takes that back."""

from dataclasses import dataclass

from eye.clock import new_id
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.flags import outcome_store as store
from eye.flags.review_store import count_open
from eye.organisations.audit import log as audit
from eye.organisations.principal import Principal

CLEAN = "clean"
OUTCOMES = (CLEAN, "suspicious", "violation")


@dataclass(frozen=True, slots=True)
class Outcome:
    """`outcome` is one of `OUTCOMES`, None to take it back; `seen` is the version shown to whoever decides."""

    outcome: str | None
    note: str | None = None
    seen: int | None = None


def decide_outcome(tx: Tx, principal: Principal, id: str, wanted: Outcome, now: int) -> Row | Refusal:
    """The session as it is afterwards, as `outcome_store.find` shows it."""
    row = store.hold(tx, principal.organisation_id, id)
    if row is None:
        return Refusal("not_found", "There is no such session.")
    refusal = _refused(tx, row, wanted)
    if refusal is not None:
        return refusal
    if (wanted.outcome, wanted.note) != (row["outcome"], row["outcome_note"]):
        _keep(tx, principal, row, wanted, now)
    found = store.find(tx, principal.organisation_id, id)
    assert found is not None  # noqa: S101 - it is held
    return found


def _refused(tx: Tx, row: Row, wanted: Outcome) -> Refusal | None:
    if wanted.seen not in (None, row["outcome_version"]):
        return Refusal("changed_meanwhile", "Somebody else has decided about this session; look at it again.")
    if wanted.outcome != CLEAN:
        return None
    if row["ended_at"] is None:
        return Refusal("session_not_ended", "The session is running; it can be called clean when it has ended.")
    left = count_open(tx, row["id"])
    if not left:
        return None
    noun = "flag waits" if left == 1 else "flags wait"
    detail = f"{left} {noun} for a decision; decide about each before you call the session clean."
    return Refusal("flags_open", detail, {"openFlags": left})


def _keep(tx: Tx, principal: Principal, row: Row, wanted: Outcome, now: int) -> None:
    actor = str(principal.actor)
    store.add(
        tx,
        {
            "id": new_id("otc", now),
            "organisation_id": principal.organisation_id,
            "session_id": row["id"],
            "number": row["outcome_version"] + 1,
            "outcome": wanted.outcome,
            "actor": actor,
            "note": wanted.note,
            "at": now,
        },
    )
    store.set_outcome(tx, row["id"], wanted.outcome, actor, wanted.note, now)
    data = audit.changed({"outcome": row["outcome"]}, {"outcome": wanted.outcome})
    audit.record(tx, principal.organisation_id, principal.actor, "session.outcome", row["id"], data, now)
