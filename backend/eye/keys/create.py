"""Creates keys."""

from dataclasses import dataclass

import msgspec

from eye.clock import iso, new_id
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.keys import store
from eye.keys.model import KeyText, Kind, Mode, hash_key, make_key
from eye.organisations import store as organisations
from eye.organisations.audit import log as audit
from eye.organisations.principal import Principal
from eye.organisations.roles.grants import authority, beyond, effective_permissions, unknown_role


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
    organisation = organisations.lock(tx, organisation_id)
    # Its roles may have changed since the request began.
    now_granted = authority(tx, Principal(organisation_id, actor, granted))
    refusal = unknown_role(tx, organisation_id, wanted.roles) or beyond(
        now_granted, effective_permissions(tx, organisation_id, wanted.roles), "give it to a key"
    )
    if refusal is not None:
        return refusal
    if organisation is None or store.count_active(tx, organisation_id, now) >= organisation["key_limit"]:
        return _limit_reached(organisation["key_limit"] if organisation else 0)
    id, key = add_key(tx, organisation_id, actor, wanted, pepper, now)
    row = store.find(tx, organisation_id, id)
    assert row is not None  # noqa: S101 - inserted above, in this transaction
    return row, key


def _limit_reached(limit: int) -> Refusal:
    detail = f"The plan's {limit} active keys are in use; revoke an unused key or raise the plan."
    return Refusal("key_limit_reached", detail, {"limit": limit})


def add_key(
    tx: Tx, organisation_id: str, actor: str, wanted: NewKey, pepper: str, now: int, rotated_from: str | None = None
) -> tuple[str, KeyText]:
    """Its id and the key itself. For verbs that hold the organisation's lock and have asked whether it may be."""
    key, id = make_key(wanted.kind, wanted.mode), new_id("key", now)
    row = _row(id, organisation_id, actor, wanted, key, pepper, now)
    store.insert(tx, {**row, "rotated_from": rotated_from})
    audit.record(tx, organisation_id, actor, "api.key.create", id, _facts(wanted, rotated_from), now)
    return id, key


def _facts(wanted: NewKey, rotated_from: str | None) -> dict[str, object]:
    facts = {
        "name": wanted.name,
        "kind": wanted.kind,
        "mode": wanted.mode,
        "roles": wanted.roles,
        "expiresAt": iso(wanted.expires_at),
        "ipAllowlist": wanted.ip_allowlist,
        "rotatedFrom": rotated_from,
    }
    return {name: value for name, value in facts.items() if value}


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
