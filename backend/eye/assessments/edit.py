"""Changes, archives, restores and duplicates an assessment. Sessions that run keep the policy they began with."""

from typing import Any

from eye.assessments import store
from eye.assessments.create import create_assessment
from eye.assessments.wanted import overlaid, read_assessment, wanted_of
from eye.db import Row, Tx
from eye.errors import Refusal, Refused
from eye.http.fields import Fields
from eye.organisations.audit import log as audit

UNKNOWN = Refusal("not_found", "There is no such assessment.")


def edit_assessment(
    tx: Tx, organisation_id: str, actor: str, id: str, change: dict[str, Any], now: int
) -> Row | Refusal:
    """The row as it is afterwards. `change` is what was sent: fields that are not in it stay, null is the default."""
    row = store.hold(tx, organisation_id, id)
    if row is None:
        return UNKNOWN
    if change.get("id", id) != id:
        detail = "The id of an assessment cannot be changed; duplicate it under another id."
        return Refusal("param_invalid", detail, {"field": "id"})
    before = wanted_of(row)
    try:
        after = {**row, **read_assessment(Fields(overlaid(before, change)))}
    except Refused as problem:
        return problem.refusal
    data = audit.changed(facts(before), facts(wanted_of(after)))
    if data["after"] or data["before"]:
        store.update(tx, organisation_id, after)
        audit.record(tx, organisation_id, actor, "assessment.update", id, data, now)
    return after


def archive_assessment(tx: Tx, organisation_id: str, actor: str, id: str, now: int) -> Row | Refusal:
    """No session of it starts any more (`assessment_not_found`); those that run go on, and all are kept."""
    return _set_archived(tx, organisation_id, actor, id, now, now)


def restore_assessment(tx: Tx, organisation_id: str, actor: str, id: str, now: int) -> Row | Refusal:
    return _set_archived(tx, organisation_id, actor, id, None, now)


def _set_archived(tx: Tx, organisation_id: str, actor: str, id: str, at: int | None, now: int) -> Row | Refusal:
    row = store.hold(tx, organisation_id, id)
    if row is None:
        return UNKNOWN
    if (row["archived_at"] is None) == (at is None):
        return row
    store.set_archived(tx, organisation_id, id, at)
    act = "assessment.restore" if at is None else "assessment.archive"
    audit.record(tx, organisation_id, actor, act, id, {}, now)
    return {**row, "archived_at": at}


def duplicate_assessment(
    tx: Tx, organisation_id: str, actor: str, id: str, change: dict[str, Any], now: int
) -> Row | Refusal:
    """A new assessment as `id` is, but for what `change` says; it says at least another id."""
    row = store.find(tx, organisation_id, id)
    if row is None:
        return UNKNOWN
    try:
        wanted = read_assessment(Fields({**overlaid(wanted_of(row), change), "id": change.get("id")}))
    except Refused as problem:
        return problem.refusal
    return create_assessment(tx, organisation_id, actor, wanted, now)


def facts(wanted: dict[str, Any]) -> dict[str, Any]:
    """One name for each decision, for the audit log."""
    found: dict[str, Any] = {}
    for name, value in wanted.items():
        found |= facts(value) if isinstance(value, dict) and name != "checks" else {name: value}
    return found
