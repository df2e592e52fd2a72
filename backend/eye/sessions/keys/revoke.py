"""Revokes or deletes a key and, only if its owner asks for that too, ends what runs under it."""

from eye.db import Tx
from eye.errors import Refusal
from eye.keys.hold import DELETE, hold_key
from eye.keys.revoke import delete_key, revoke_key
from eye.organisations.audit import log as audit
from eye.organisations.principal import Principal
from eye.organisations.roles.grants import beyond
from eye.sessions import store
from eye.sessions.end import end_session, settle

END = "session.end"


def revoke(tx: Tx, principal: Principal, key_id: str, end_sessions: bool, now: int) -> Refusal | int:
    """How many sessions were ended with it."""
    return _end_key(tx, principal, key_id, end_sessions, now, delete=False)


def delete(tx: Tx, principal: Principal, key_id: str, end_sessions: bool, now: int) -> Refusal | int:
    """How many sessions were ended with it."""
    return _end_key(tx, principal, key_id, end_sessions, now, delete=True)


def _end_key(tx: Tx, principal: Principal, key_id: str, end_sessions: bool, now: int, *, delete: bool) -> Refusal | int:
    # First what may be refused: a key must not be gone while its sessions were not to be ended.
    refusal = _may_end(tx, principal, key_id) if end_sessions else None
    if refusal is not None:
        return refusal
    row = (delete_key if delete else revoke_key)(tx, principal, key_id, now)
    if isinstance(row, Refusal):
        return row
    return _end_all(tx, principal, key_id, now) if end_sessions else 0


def end_sessions_of_key(tx: Tx, principal: Principal, key_id: str, now: int) -> Refusal | int:
    """How many were ended. The key stays as it is: whoever does not want new ones revokes it first."""
    return _may_end(tx, principal, key_id) or _end_all(tx, principal, key_id, now)


def _may_end(tx: Tx, principal: Principal, key_id: str) -> Refusal | None:
    held = hold_key(tx, principal, key_id, DELETE, "end the sessions of")
    if isinstance(held, Refusal):
        return held
    return beyond(held.granted, frozenset({END}), "end the sessions of this key")


def _end_all(tx: Tx, principal: Principal, key_id: str, now: int) -> int:
    running = store.list_running_of_key(tx, principal.organisation_id, key_id)
    ended = sum([_end(tx, session_id, now) for session_id in running])
    if ended:
        data = {"sessions": ended}
        audit.record(tx, principal.organisation_id, principal.actor, "api.key.end_sessions", key_id, data, now)
    return ended


def _end(tx: Tx, session_id: str, now: int) -> bool:
    session = store.hold(tx, session_id)
    if session is None or settle(tx, session, now)["ended_at"] is not None:
        return False
    end_session(tx, session, now, "revoked", now)
    return True
