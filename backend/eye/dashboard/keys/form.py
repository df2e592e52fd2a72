"""The form that says what a key shall be, turned into what the API takes: one reader checks both."""

import re
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from eye.clock import iso
from eye.dashboard.typed import printable, ticked, typed
from eye.db import Row
from eye.errors import Refusal
from eye.http.fields import Fields
from eye.keys.hold import addresses_of, roles_of

LONGEST_LIST = 4_000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
# The API's name of a field, what the form calls it, and how a sentence about it begins there.
_NAMES = {
    "name": ("name", "The name"),
    "note": ("note", "The note"),
    "kind": ("kind", "The kind"),
    "mode": ("mode", "The mode"),
    "roles": ("roles", "The choice of roles"),
    "expiresAt": ("expires", "The last day"),
    "ipAllowlist": ("addresses", "The IP list"),
    "overlap": ("overlap", "The overlap"),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """As it was typed; `expires` is a day, `addresses` one entry a line."""

    name: str = ""
    note: str = ""
    kind: str = ""
    mode: str = ""
    roles: tuple[str, ...] = ()
    expires: str = ""
    addresses: str = ""


def read_form(form: FormData) -> Sent:
    return Sent(
        typed(form, "name", 400),
        typed(form, "note", 2_000),
        typed(form, "kind"),
        typed(form, "mode"),
        ticked(form, "roles"),
        typed(form, "expires"),
        "\n".join(_entries(form)),
    )


def of_key(row: Row) -> Sent:
    """The form filled in with the key as it is."""
    return Sent(
        row["name"],
        row["note"],
        row["kind"],
        row["mode"],
        roles_of(row),
        day_of(row["expires_at"]),
        "\n".join(addresses_of(row)),
    )


def fields_of_new(sent: Sent) -> Fields:
    """Roles and addresses belong to secret keys only; the form shows them for both."""
    secret = sent.kind != "publishable"
    return Fields(
        {
            "name": sent.name,
            "note": sent.note,
            "kind": sent.kind,
            "mode": sent.mode,
            "roles": list(sent.roles) if secret else [],
            "expiresAt": end_of_day(sent.expires),
            "ipAllowlist": sent.addresses.split("\n") if secret and sent.addresses else [],
        }
    )


def fields_of_change(sent: Sent, row: Row, whole: bool) -> Fields:
    """Without `whole` the form asked for name and note only. A day that was not changed keeps its hour."""
    found: dict[str, Any] = {"name": sent.name, "note": sent.note}
    if whole and sent.expires != day_of(row["expires_at"]):
        found["expiresAt"] = end_of_day(sent.expires)
    if whole and row["kind"] == "secret":
        found["roles"] = list(sent.roles)
        found["ipAllowlist"] = sent.addresses.split("\n") if sent.addresses else []
    return Fields(found)


def end_of_day(text: str) -> str | None:
    """The last moment of a day, in UTC; whatever is no day stays as it is, to be refused by name."""
    return f"{text}T23:59:59.999Z" if _DAY.match(text) else text or None


def day_of(at: int | None) -> str:
    return str(iso(at))[:10] if at is not None else ""


def _entries(form: FormData) -> list[str]:
    text = form.get("addresses", "")
    whole = text[:LONGEST_LIST] if isinstance(text, str) else ""
    return [printable(entry, 60) for entry in re.split(r"[\s,;]+", whole) if printable(entry)]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A sentence beside the field it is about; `field` is empty when it is about none."""

    field: str
    sentence: str


def wrong_of(refusal: Refusal) -> Wrong:
    """The refusal in the words of the form."""
    api_name = str(refusal.fields.get("field", ""))
    field, subject = _NAMES.get(api_name, ("", ""))
    if api_name == "expiresAt" and "must" in refusal.detail:
        return Wrong(field, "Give a day that has not passed, or leave it empty.")
    if not field and refusal.code == "permission_missing":
        field = "roles"
    if subject and refusal.detail.startswith(f"{api_name} "):
        return Wrong(field, subject + refusal.detail.removeprefix(api_name))
    return Wrong(field, refusal.detail)
