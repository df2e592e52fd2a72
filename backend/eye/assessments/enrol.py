"""Adds a candidate, or corrects what is known of one, as the platform's own server says. Browsers change neither."""

from eye.assessments import candidate_store
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.http.fields import Fields
from eye.organisations.audit import log as audit

COLUMNS = {"firstName": "first_name", "lastName": "last_name", "email": "email"}


def read_person(fields: Fields) -> Row:
    """The columns that were sent; null empties one."""
    given = {name: fields.text(name) for name in COLUMNS if name in fields.found}
    return {COLUMNS[name]: value for name, value in given.items()}


def add_candidate(tx: Tx, organisation_id: str, actor: str, id: str, person: Row, now: int) -> Row | Refusal:
    """The new candidate's row."""
    row = {**dict.fromkeys(COLUMNS.values()), **person, "organisation_id": organisation_id, "id": id, "created_at": now}
    if not candidate_store.insert(tx, row):
        return Refusal("candidate_duplicate", f"The candidate {id} exists already; change them by PATCH.")
    audit.record(tx, organisation_id, actor, "candidate.create", id, {}, now)
    return _found(tx, organisation_id, id)


def change_candidate(tx: Tx, organisation_id: str, actor: str, id: str, person: Row, now: int) -> Row | Refusal:
    """The row as it is afterwards. The audit log learns which fields were changed, not what stands in them."""
    row = candidate_store.hold(tx, organisation_id, id)
    if row is None:
        return Refusal("not_found", "There is no such candidate.")
    changed = sorted(name for name, column in COLUMNS.items() if column in person and person[column] != row[column])
    if changed:
        candidate_store.update(tx, organisation_id, {**row, **person})
        audit.record(tx, organisation_id, actor, "candidate.update", id, {"fields": changed}, now)
    return {**row, **person}


def _found(tx: Tx, organisation_id: str, id: str) -> Row:
    row = candidate_store.find(tx, organisation_id, id)
    assert row is not None  # noqa: S101 - inserted in this transaction
    return row
