"""What an organisation is charged by, and how much: set by the operator, in versions of which none is changed."""

from eye.billing import store
from eye.db import Row, Tx
from eye.organisations import store as organisations
from eye.organisations.audit import log as audit


def change_price(tx: Tx, organisation_id: str, meter: str | None, price: int | None, now: int) -> Row | None:
    """The price as it is afterwards (`version`, `meter`, `price`); None keeps a part, or says there is no such one.

    A change is a new version, and counts for sessions that begin later.
    """
    if organisations.lock(tx, organisation_id) is None:
        return None
    before = store.find_price(tx, organisation_id)
    after = {
        "meter": before["meter"] if meter is None else meter,
        "price": before["price"] if price is None else price,
    }
    if after == {name: before[name] for name in after}:
        return before
    row = {**after, "organisation_id": organisation_id, "version": before["version"] + 1, "since": now}
    store.insert_price(tx, row)
    data = audit.changed({name: before[name] for name in after}, after)
    audit.record(tx, organisation_id, "system", "organisation.price", organisation_id, data, now)
    return row
