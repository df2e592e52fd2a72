"""Revokes and deletes keys, both for good. Sessions that run under a key go on; ending them is `sessions`' affair."""

from eye.db import Row, Tx
from eye.errors import Refusal
from eye.keys import store
from eye.keys.hold import DELETE, hold_key
from eye.organisations.audit import log as audit
from eye.organisations.principal import Principal


def revoke_key(tx: Tx, principal: Principal, id: str, now: int) -> Row | Refusal:
    """The key as it was before. It stays in the list as revoked. Harmless to repeat."""
    return _end(tx, principal, id, "revoke", now)


def delete_key(tx: Tx, principal: Principal, id: str, now: int) -> Row | Refusal:
    """The key as it was before. No list shows it any more."""
    return _end(tx, principal, id, "delete", now)


def _end(tx: Tx, principal: Principal, id: str, act: str, now: int) -> Row | Refusal:
    held = hold_key(tx, principal, id, DELETE, act)
    if isinstance(held, Refusal):
        return held
    end = store.set_deleted if act == "delete" else store.set_revoked
    if end(tx, principal.organisation_id, id, now):
        data = {"name": held.row["name"]}
        audit.record(tx, principal.organisation_id, principal.actor, f"api.key.{act}", id, data, now)
    return held.row
