"""Creates and deletes keys."""

from dataclasses import dataclass

import msgspec

from eye.clock import new_id
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.keys import store
from eye.keys.model import KeyText, Kind, Mode, hash_key, make_key
from eye.organisations import audit
from eye.organisations import store as organisations
from eye.organisations.permissions import permissions_of


@dataclass(frozen=True, slots=True)
class NewKey:
    """What its creator decides about a key; times in milliseconds UTC."""

    name: str
    kind: Kind
    mode: Mode
    note: str = ""
    roles: tuple[str, ...] = ()
    expires_at: int | None = None
    ip_allowlist: tuple[str, ...] = ()


def create_key(
    tx: Tx, organisation_id: str, actor: str, granted: frozenset[str], wanted: NewKey, pepper: str, now: int
) -> tuple[Row, KeyText] | Refusal:
    """The stored row and the key itself, which is shown this once. Nobody hands out what they lack (`granted`)."""
    lacking = permissions_of(list(wanted.roles)) - granted
    if lacking:
        first = min(lacking)
        return Refusal("permission_missing", f"You cannot give a key {first}, which you lack.", {"permission": first})
    organisation = organisations.lock(tx, organisation_id)
    if organisation is None or store.count_active(tx, organisation_id, now) >= organisation["key_limit"]:
        return Refusal("key_limit_reached", "The plan's number of keys is reached; revoke an unused key or raise it.")
    key, id = make_key(wanted.kind, wanted.mode), new_id("key", now)
    store.insert(tx, _row(id, organisation_id, actor, wanted, key, pepper, now))
    data = {"name": wanted.name, "kind": wanted.kind, "mode": wanted.mode}
    audit.record(tx, organisation_id, actor, "api.key.create", id, data, now)
    row = store.find(tx, organisation_id, id)
    assert row is not None  # noqa: S101 - inserted above, in this transaction
    return row, key


def _row(id: str, organisation_id: str, actor: str, wanted: NewKey, key: KeyText, pepper: str, now: int) -> Row:
    return {
        "id": id,
        "organisation_id": organisation_id,
        "name": wanted.name,
        "note": wanted.note,
        "kind": wanted.kind,
        "mode": wanted.mode,
        "hash": hash_key(key.text, pepper),
        # K2: a publishable key can be copied at any time, a secret one is never readable again.
        "plain": key.text if wanted.kind == "publishable" else None,
        "shown": key.shown,
        "roles": msgspec.json.encode(wanted.roles).decode(),
        "ip_allowlist": msgspec.json.encode(wanted.ip_allowlist).decode(),
        "created_at": now,
        "created_by": actor,
        "expires_at": wanted.expires_at,
    }


def delete_key(tx: Tx, organisation_id: str, actor: str, id: str, now: int) -> bool:
    """False when the organisation has no such key. Sessions that run under it go on."""
    if not store.set_deleted(tx, organisation_id, id, now):
        return False
    audit.record(tx, organisation_id, actor, "api.key.delete", id, {}, now)
    return True
