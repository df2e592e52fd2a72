"""Decides what is switched off or relaxed for a candidate; it counts from the candidate's next start on."""

from eye.assessments import candidate_store, store
from eye.assessments.accommodations import (
    NONE,
    Accommodation,
    Accommodations,
    accommodations_text,
    facts,
    read_accommodations,
)
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.organisations.audit import log as audit


def accommodate(
    tx: Tx, organisation_id: str, actor: str, candidate_id: str, wanted: Accommodations, now: int
) -> Row | Refusal:
    """The candidate's row as it is afterwards. `wanted` replaces what was decided before."""
    row = candidate_store.hold(tx, organisation_id, candidate_id)
    if row is None:
        return Refusal("not_found", "There is no such candidate.")
    for id in wanted.assessments:
        if store.find(tx, organisation_id, id) is None:
            return Refusal("param_invalid", f"There is no assessment {id}.", {"field": "assessments"})
    before, after = facts(read_accommodations(row["accommodations"])), facts(wanted)
    if before != after:
        text = accommodations_text(wanted)
        candidate_store.set_accommodations(tx, organisation_id, candidate_id, text)
        changed = audit.changed(before, after)
        audit.record(tx, organisation_id, actor, "candidate.accommodate", candidate_id, changed, now)
        row = {**row, "accommodations": text}
    return row


def accommodate_in(
    tx: Tx, organisation_id: str, actor: str, candidate_id: str, assessment_id: str, one: Accommodation, now: int
) -> Row | Refusal:
    """The same for one assessment alone (`""`: for what holds everywhere); the others stay as they are."""
    row = candidate_store.hold(tx, organisation_id, candidate_id)
    if row is None:
        return Refusal("not_found", "There is no such candidate.")
    held = read_accommodations(row["accommodations"])
    if not assessment_id:
        return accommodate(tx, organisation_id, actor, candidate_id, Accommodations(one, held.assessments), now)
    others = {id: found for id, found in held.assessments.items() if id != assessment_id}
    wanted = Accommodations(held.everywhere, others if one == NONE else {**others, assessment_id: one})
    return accommodate(tx, organisation_id, actor, candidate_id, wanted, now)
