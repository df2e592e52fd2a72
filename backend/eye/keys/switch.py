"""Deactivates and reactivates keys: the pause that can be taken back."""

from eye.db import Row, Tx
from eye.errors import Refusal
from eye.keys import store
from eye.keys.hold import UPDATE, beyond_key, found_again, hold_key, not_active
from eye.organisations.audit import log as audit
from eye.organisations.principal import Principal


def deactivate_key(tx: Tx, principal: Principal, id: str, now: int) -> Row | Refusal:
    """From the next request on it is refused as `key_inactive`. Harmless to repeat."""
    held = hold_key(tx, principal, id, UPDATE, "deactivate")
    refusal = held if isinstance(held, Refusal) else not_active(held.row, now)
    return refusal or _set(tx, principal, id, "api.key.deactivate", now, now)


def reactivate_key(tx: Tx, principal: Principal, id: str, now: int) -> Row | Refusal:
    """It works again from the next request on. Harmless to repeat."""
    held = hold_key(tx, principal, id, UPDATE, "reactivate")
    if isinstance(held, Refusal):
        return held
    refusal = not_active(held.row, now) or beyond_key(tx, held, "reactivate")
    return refusal or _set(tx, principal, id, "api.key.reactivate", None, now)


def _set(tx: Tx, principal: Principal, id: str, act: str, inactive_at: int | None, now: int) -> Row:
    if store.set_inactive(tx, principal.organisation_id, id, inactive_at):
        audit.record(tx, principal.organisation_id, principal.actor, act, id, {}, now)
    return found_again(tx, principal.organisation_id, id)
