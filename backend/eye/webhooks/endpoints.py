"""Creates, changes and deletes endpoints, and gives them a new secret."""

from dataclasses import dataclass

import msgspec

from eye.clock import iso, new_id, new_secret
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.organisations import store as organisations
from eye.organisations.audit import log as audit
from eye.organisations.principal import Principal
from eye.webhooks import store
from eye.webhooks.address import registered
from eye.webhooks.disable import held
from eye.webhooks.model import MOST_ENDPOINTS, may_know, secret_of
from eye.webhooks.wanted import Change, NewEndpoint

SALT = 32


@dataclass(frozen=True, slots=True)
class Told:
    """An endpoint with its secret, which is shown this once."""

    endpoint: Row
    secret: str


def create_endpoint(tx: Tx, principal: Principal, wanted: NewEndpoint, pepper: str, now: int) -> Told | Refusal:
    organisation_id = principal.organisation_id
    organisations.lock(tx, organisation_id)
    refusal = (
        _blind(principal, wanted.types) or _full(tx, organisation_id) or registered(tx, organisation_id, wanted.address)
    )
    if refusal is not None:
        return refusal
    id, salt = new_id("whk", now), new_secret(SALT)
    row = {
        "id": id,
        "organisation_id": organisation_id,
        "url": wanted.address.text,
        "description": wanted.description,
        "types": _json(wanted.types),
        "mode": wanted.mode,
        "salt": salt,
        "created_at": now,
        "created_by": str(principal.actor),
    }
    store.insert_endpoint(tx, row)
    data = {"name": row["url"], "types": list(wanted.types), "mode": wanted.mode}
    audit.record(tx, organisation_id, principal.actor, "webhook.create", id, data, now)
    return Told(_again(tx, id), secret_of(id, salt, pepper))


def change_endpoint(tx: Tx, principal: Principal, id: str, change: Change, now: int) -> Row | Refusal:
    before = held(tx, principal, id)
    if isinstance(before, Refusal):
        return before
    refusal = _unfit(tx, principal, before, change)
    if refusal is not None:
        return refusal
    after = {
        **before,
        "url": before["url"] if change.address is None else change.address.text,
        "description": before["description"] if change.description is None else change.description,
        "types": before["types"] if change.types is None else _json(change.types),
        "mode": change.mode or before["mode"],
    }
    if after != before:
        store.change_endpoint(tx, id, after["url"], after["description"], after["types"], after["mode"])
        data = {"name": after["url"], **audit.changed(_facts(before), _facts(after))}
        audit.record(tx, principal.organisation_id, principal.actor, "webhook.update", id, data, now)
    return after


def delete_endpoint(tx: Tx, principal: Principal, id: str, now: int) -> Refusal | None:
    endpoint = held(tx, principal, id)
    if isinstance(endpoint, Refusal):
        return endpoint
    store.set_deleted(tx, id, now)
    data = {"name": endpoint["url"]}
    audit.record(tx, principal.organisation_id, principal.actor, "webhook.delete", id, data, now)
    return None


def rotate_secret(tx: Tx, principal: Principal, id: str, overlap: int, pepper: str, now: int) -> Told | Refusal:
    """A new secret; for `overlap` milliseconds every delivery is signed with the old one too."""
    endpoint = held(tx, principal, id)
    if isinstance(endpoint, Refusal):
        return endpoint
    salt, until = new_secret(SALT), now + overlap if overlap else None
    store.set_salt(tx, id, salt, endpoint["salt"] if until else None, until)
    data = {"name": endpoint["url"], "oldSecretUntil": iso(until)}
    audit.record(tx, principal.organisation_id, principal.actor, "webhook.rotate", id, data, now)
    return Told(_again(tx, id), secret_of(id, salt, pepper))


def _unfit(tx: Tx, principal: Principal, before: Row, change: Change) -> Refusal | None:
    """A new address is where all goes that the endpoint hears of; so it counts as choosing that anew."""
    types = change.types if change.types is not None else tuple(msgspec.json.decode(before["types"], type=list[str]))
    moved = change.address is not None and change.address.text != before["url"]
    blind = _blind(principal, types) if change.types is not None or moved else None
    return blind or (registered(tx, principal.organisation_id, change.address) if change.address else None)


def _blind(principal: Principal, types: tuple[str, ...]) -> Refusal | None:
    """Nobody has sent to a server of their choice what they may not look at."""
    if all(may_know(principal.permissions, type) for type in types):
        return None
    detail = "types has flags, which only somebody with the permission flag.view may have sent to a server."
    return Refusal("permission_missing", detail, {"permission": "flag.view", "field": "types"})


def _full(tx: Tx, organisation_id: str) -> Refusal | None:
    if len(store.list_endpoints(tx, organisation_id)) < MOST_ENDPOINTS:
        return None
    detail = f"An organisation has at most {MOST_ENDPOINTS} webhook endpoints; delete one first."
    return Refusal("webhook_limit_reached", detail)


def _facts(endpoint: Row) -> dict[str, object]:
    return {
        "url": endpoint["url"],
        "description": endpoint["description"],
        "types": msgspec.json.decode(endpoint["types"]),
        "mode": endpoint["mode"],
    }


def _json(types: tuple[str, ...]) -> str:
    return msgspec.json.encode(types).decode()


def _again(tx: Tx, id: str) -> Row:
    row = store.hold_endpoint(tx, id)
    assert row is not None  # noqa: S101 - inserted or held in this transaction
    return row
