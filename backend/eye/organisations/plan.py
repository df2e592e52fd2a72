"""What an organisation may have: the limits that the operator sets."""

from eye.db import Row, Tx
from eye.organisations import store
from eye.organisations.audit import log as audit


def change_plan(tx: Tx, organisation_id: str, keys: int | None, domains: int | None, now: int) -> Row | None:
    """The plan as it is afterwards (`key_limit`, `domain_limit`); None keeps a limit, or says there is no such one."""
    before = store.lock(tx, organisation_id)
    if before is None:
        return None
    after = {
        "key_limit": before["key_limit"] if keys is None else keys,
        "domain_limit": before["domain_limit"] if domains is None else domains,
    }
    if after != {name: before[name] for name in after}:
        store.set_limits(tx, organisation_id, after["key_limit"], after["domain_limit"])
        data = audit.changed({name: before[name] for name in after}, after)
        audit.record(tx, organisation_id, "system", "organisation.plan", organisation_id, data, now)
    return after
