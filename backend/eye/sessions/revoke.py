"""Deletes a key and, if its owner asks for that too, ends what runs under it."""

from eye.db import Tx
from eye.keys.create import delete_key
from eye.sessions import store
from eye.sessions.end import end_session, settle


def revoke(tx: Tx, organisation_id: str, actor: str, key_id: str, end_sessions: bool, now: int) -> bool:
    """False when the organisation has no such key."""
    if not delete_key(tx, organisation_id, actor, key_id, now):
        return False
    for session_id in store.list_running_of_key(tx, organisation_id, key_id) if end_sessions else []:
        _end(tx, session_id, now)
    return True


def _end(tx: Tx, session_id: str, now: int) -> None:
    session = store.hold(tx, session_id)
    if session is not None and settle(tx, session, now)["ended_at"] is None:
        end_session(tx, session, now, "revoked", now)
