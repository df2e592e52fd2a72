"""The form that says what an endpoint shall be, turned into what the API takes: one reader checks both."""

from dataclasses import dataclass

import msgspec
from starlette.datastructures import FormData

from eye.dashboard.typed import ticked, typed
from eye.db import Row
from eye.errors import Refusal
from eye.http.fields import Fields

_NAMES = {"url": "The address", "description": "The description", "types": "The choice", "mode": "The mode"}


@dataclass(frozen=True, slots=True)
class Sent:
    """As it was typed."""

    url: str = ""
    description: str = ""
    types: tuple[str, ...] = ("flag.raised",)
    mode: str = "all"


def read_form(form: FormData) -> Sent:
    return Sent(
        typed(form, "url", 3_000), typed(form, "description", 1_000), ticked(form, "types"), typed(form, "mode")
    )


def of_endpoint(row: Row) -> Sent:
    """The form filled in with the endpoint as it is."""
    return Sent(row["url"], row["description"], tuple(msgspec.json.decode(row["types"])), row["mode"])


def fields_of(sent: Sent) -> Fields:
    found = {"url": sent.url, "description": sent.description, "types": list(sent.types), "mode": sent.mode}
    return Fields(found)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A sentence beside the field it is about; `field` is empty when it is about none."""

    field: str
    sentence: str


def wrong_of(refusal: Refusal) -> Wrong:
    """The refusal in the words of the form."""
    name = str(refusal.fields.get("field", ""))
    subject = _NAMES.get(name)
    if subject and refusal.detail.startswith(f"{name} "):
        return Wrong(name, subject + refusal.detail.removeprefix(name))
    return Wrong(name if subject else "", refusal.detail)
