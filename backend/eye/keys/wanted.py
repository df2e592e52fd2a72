"""Reads what somebody wants a key to be; every refusal names the field."""

from typing import cast

from eye.clock import SECOND
from eye.errors import Refused
from eye.http.fields import Fields, wrong
from eye.keys.addresses import MOST, read_addresses
from eye.keys.create import NewKey
from eye.keys.edit import Change
from eye.keys.model import Kind, Mode
from eye.keys.rotate import DEFAULT_OVERLAP, OVERLAPS, Rotation

LONGEST_NAME = 80
LONGEST_NOTE = 500


def read_new_key(fields: Fields, now: int) -> NewKey:
    """Of `POST /v1/keys`; `now` in milliseconds UTC."""
    fields.required("kind"), fields.required("mode")
    kind = cast(Kind, fields.choice("kind", ("publishable", "secret")))
    return NewKey(
        name=fields.required_text("name", most=LONGEST_NAME),
        kind=kind,
        mode=cast(Mode, fields.choice("mode", ("live", "test"))),
        note=fields.text("note", most=LONGEST_NOTE) or "",
        roles=_of_secret_keys("roles", _unique(fields.texts("roles")), kind, "a publishable key only starts sessions"),
        expires_at=read_expiry(fields, now),
        ip_allowlist=_of_secret_keys("ipAllowlist", read_list(fields), kind, "candidates come from everywhere"),
    )


def read_change(fields: Fields, now: int) -> Change:
    """Of `PATCH /v1/keys/{id}`: only the fields that are there; null empties note, roles, expiry and IP list."""
    found, there = dict[str, object](), fields.found.keys()
    if "name" in there:
        found["name"] = fields.required_text("name", most=LONGEST_NAME)
    if "note" in there:
        found["note"] = fields.text("note", most=LONGEST_NOTE) or ""
    if "roles" in there:
        found["roles"] = _unique(fields.texts("roles"))
    if "expiresAt" in there:
        found["expiresAt"] = read_expiry(fields, now)
    if "ipAllowlist" in there:
        found["ipAllowlist"] = read_list(fields)
    for name in ("kind", "mode"):
        if name in there:
            raise wrong(name, "of a key cannot be changed; create another key")
    return Change(found)


def read_rotation(fields: Fields, now: int) -> Rotation:
    """`overlap` in seconds, one of OVERLAPS; `expiresAt` of the new key."""
    overlap = fields.found.get("overlap")
    allowed = [length // SECOND for length in OVERLAPS]
    if overlap is None:
        return Rotation(DEFAULT_OVERLAP, read_expiry(fields, now))
    if isinstance(overlap, bool) or overlap not in allowed:
        raise wrong("overlap", f"must be one of {', '.join(map(str, allowed))} (seconds)")
    return Rotation(int(overlap) * SECOND, read_expiry(fields, now))


def read_expiry(fields: Fields, now: int) -> int | None:
    expires_at = fields.time("expiresAt")
    if expires_at is not None and expires_at <= now:
        raise wrong("expiresAt", "must lie in the future")
    return expires_at


def read_list(fields: Fields) -> tuple[str, ...]:
    found = fields.found.get("ipAllowlist")
    if isinstance(found, list) and len(found) > MOST:
        raise wrong("ipAllowlist", f"has {len(found)} entries; at most {MOST} are kept, so join neighbours to networks")
    return read_addresses(fields.texts("ipAllowlist"))


def _unique(texts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _of_secret_keys(name: str, found: tuple[str, ...], kind: Kind, why: str) -> tuple[str, ...]:
    if kind == "publishable" and found:
        raise Refused("param_invalid", f"{name} belong to secret keys; {why}.", field=name)
    return found
