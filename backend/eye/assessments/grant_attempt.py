"""Grants one candidate one more attempt at an assessment than it allows everybody."""

from eye.assessments import candidate_store, store
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.organisations.audit import log as audit

MOST_GRANTED = 100


def grant_attempt(
    tx: Tx, organisation_id: str, actor: str, candidate_id: str, assessment_id: str, now: int
) -> Row | Refusal:
    """`granted` beyond the assessment's own, and `attempts`, all that the candidate may use now."""
    if candidate_store.hold(tx, organisation_id, candidate_id) is None:
        return Refusal("not_found", "There is no such candidate.")
    assessment = store.find(tx, organisation_id, assessment_id)
    if assessment is None:
        return Refusal("param_invalid", f"There is no assessment {assessment_id}.", {"field": "assessmentId"})
    if assessment["attempts"] is None:
        detail = "This assessment sets no limit: the candidate can start again without it."
        return Refusal("attempts_unlimited", detail)
    granted = candidate_store.grant_attempt(tx, organisation_id, assessment_id, candidate_id, MOST_GRANTED)
    if granted is None:
        return Refusal("attempt_limit_reached", f"This candidate was granted {MOST_GRANTED} attempts already.")
    data = {"assessment": assessment_id, "granted": granted}
    audit.record(tx, organisation_id, actor, "candidate.attempt.grant", candidate_id, data, now)
    return {
        "candidate_id": candidate_id,
        "assessment_id": assessment_id,
        "granted": granted,
        "attempts": assessment["attempts"] + granted,
    }
