"""At how many credits an organisation wants to be warned; 0 is never."""

from eye.db import Tx
from eye.organisations import store
from eye.organisations.audit import log as audit
from eye.organisations.principal import Principal

MOST = 1_000_000_000


def change_low_credits(tx: Tx, principal: Principal, credits: int, now: int) -> None:
    """Counts from the next charge on."""
    of = principal.organisation_id
    store.lock(tx, of)
    found = store.find_organisation(tx, of)
    if found is None or found["low_credits"] == credits:
        return
    store.set_low_credits(tx, of, credits)
    data = audit.changed({"lowCredits": found["low_credits"]}, {"lowCredits": credits})
    audit.record(tx, of, principal.actor, "organisation.update", of, data, now)
