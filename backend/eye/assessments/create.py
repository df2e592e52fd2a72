"""Creates an assessment."""

from eye.assessments import store
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.organisations.audit import log as audit


def create_assessment(tx: Tx, organisation_id: str, actor: str, wanted: Row, now: int) -> Row | Refusal:
    """`wanted` holds the columns that its creator decides (`store.insert`)."""
    if not store.insert(tx, {**wanted, "organisation_id": organisation_id, "created_at": now}):
        return Refusal("assessment_duplicate", f"The assessment {wanted['id']} exists already; choose another id.")
    audit.record(tx, organisation_id, actor, "assessment.create", wanted["id"], {"title": wanted["title"]}, now)
    row = store.find(tx, organisation_id, wanted["id"])
    assert row is not None  # noqa: S101 - inserted above, in this transaction
    return row
