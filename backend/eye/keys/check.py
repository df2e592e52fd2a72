"""Decides whether a key may be used now. Read from the database every time: a change holds on the next request."""

from collections.abc import Callable

from eye.clock import MINUTE
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.keys import store
from eye.keys.model import KeyText, hash_key, read_key
from eye.organisations.audit import log as audit
from eye.outbox import tell


def check_key(tx: Tx, text: str, pepper: str, now: int) -> tuple[Row | None, Refusal | None]:
    """The key's row where there is one, and why it may not be used, if it may not."""
    key = read_key(text)
    if isinstance(key, Refusal):
        return None, key
    return _judged(store.find_by_hash(tx, hash_key(key.text, pepper)), now)


def check_key_id(tx: Tx, id: str, now: int) -> tuple[Row | None, Refusal | None]:
    """As `check_key`, for the key that a token of ours names: what was made with a key dies with it."""
    row = store.find_standing(tx, id)
    if row is None:
        return None, Refusal("key_revoked", "The API key behind this token is gone; use another key.", {"keyId": id})
    return row, _why_not(row, now)


def _judged(row: Row | None, now: int) -> tuple[Row | None, Refusal | None]:
    if row is None:
        return None, Refusal("key_unknown", "No such API key exists; copy it again from Settings → API & Integrations.")
    return row, _why_not(row, now)


def _why_not(row: Row, now: int) -> Refusal | None:
    fields = {"keyId": row["id"]}
    if row["deleted_at"] is not None or row["revoked_at"] is not None:
        return Refusal("key_revoked", "This API key was revoked; use another key of the organisation.", fields)
    if row["expires_at"] is not None and row["expires_at"] <= now:
        if row["rotated_to"] is not None:
            return Refusal("key_expired", "This API key was replaced by a new one; use that one.", fields)
        return Refusal("key_expired", "This API key has expired; create a new one, or rotate it in time.", fields)
    if row["inactive_at"] is not None:
        return Refusal("key_inactive", "This API key is inactive; reactivate it in the dashboard.", fields)
    if row["suspended_at"] is not None:
        return Refusal("organisation_suspended", "This organisation is suspended; its owner can ask the operator why.")
    return None


def unnoted(row: Row, now: int) -> bool:
    """Whether this use has to be noted: the first in a minute, and the first after a rotation, which is watched."""
    used = row["last_used_at"]
    return used is None or used <= now - MINUTE or (row["rotated_at"] is not None and used <= row["rotated_at"])


def check_browser_key(
    tx: Tx, key: KeyText, pepper: str, now: int, find: Callable[[str], Row | None]
) -> tuple[Row | None, Refusal | None]:
    """As `check_key`, for a key seen in a browser, where a secret key is exposed and refused.

    `find(hash)` gives the row of a publishable key, with whatever else its caller wants to know.
    """
    if key.kind == "publishable":
        return _judged(find(hash_key(key.text, pepper)), now)
    row = store.find_by_hash(tx, hash_key(key.text, pepper))
    if row is not None and store.set_exposed(tx, row["id"], now):
        audit.record(tx, row["organisation_id"], "system", "api.key.exposed", row["id"], {"where": "init"}, now)
        test = row["mode"] == "test"
        tell(tx, row["organisation_id"], "key.exposed", {"keyId": row["id"]}, session_id=None, test=test, now=now)
    return row, Refusal(
        "key_secret_in_browser",
        "This is a secret key, and a browser must never see one: everybody who opens the page can read it. "
        "Use the publishable key (eye_pk_…) here, and replace the secret key now.",
    )
