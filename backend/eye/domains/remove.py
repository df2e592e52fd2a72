"""Removes a domain; every next request from it is refused, those of running sessions too."""

from eye.db import Tx
from eye.domains import store
from eye.organisations.audit import log as audit


def remove_domain(tx: Tx, organisation_id: str, actor: str, id: str, now: int) -> bool:
    """False when the organisation has no such domain."""
    row = store.find(tx, organisation_id, id)
    if row is None or not store.delete(tx, organisation_id, id):
        return False
    audit.record(tx, organisation_id, actor, "domain.delete", id, {"name": row["name"], "entry": row["entry"]}, now)
    return True
