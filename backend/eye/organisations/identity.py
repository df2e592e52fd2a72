"""Whether starts need a candidate token of the organisation's own server: `off`, `report` or `required`."""

from eye.db import Tx
from eye.organisations import store
from eye.organisations.audit import log as audit
from eye.organisations.principal import Principal

MODES = ("off", "report", "required")


def change_identity(tx: Tx, principal: Principal, mode: str, now: int) -> None:
    """Counts from the next start on; running sessions go on."""
    store.lock(tx, principal.organisation_id)
    found = store.find_organisation(tx, principal.organisation_id)
    if found is None or found["identity"] == mode:
        return
    store.set_identity(tx, principal.organisation_id, mode)
    data = audit.changed({"identity": found["identity"]}, {"identity": mode})
    audit.record(
        tx, principal.organisation_id, principal.actor, "organisation.update", principal.organisation_id, data, now
    )
