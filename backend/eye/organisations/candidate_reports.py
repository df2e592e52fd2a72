"""Whether candidates may see the report of their own session by a link, and answer it. Off by default."""

from eye.db import Tx
from eye.organisations import store
from eye.organisations.audit import log as audit
from eye.organisations.principal import Principal


def change_candidate_reports(tx: Tx, principal: Principal, on: bool, now: int) -> None:
    """Counts at once. Off closes every link for good: on again opens only those that are made afterwards."""
    of = principal.organisation_id
    store.lock(tx, of)
    found = store.find_organisation(tx, of)
    if found is None or (found["candidate_reports_at"] is not None) == on:
        return
    store.set_candidate_reports(tx, of, now if on else None)
    data = audit.changed({"candidateReports": not on}, {"candidateReports": on})
    audit.record(tx, of, principal.actor, "organisation.update", of, data, now)
