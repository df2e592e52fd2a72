"""Registers a domain; it counts from the next request on."""

import unicodedata
from dataclasses import dataclass

from eye.clock import new_id
from eye.db import Row, Tx
from eye.domains import store
from eye.domains.entry import Entry, read_entry, stored_entry
from eye.domains.host import shown
from eye.errors import Refusal, Refused
from eye.organisations import store as organisations
from eye.organisations.audit import log as audit

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class NewDomain:
    """What its creator decides about a domain, already read."""

    name: str
    entry: Entry


def read_domain(name: str | None, entry_text: str) -> NewDomain:
    """What was sent as a new domain; without a name it is named after its host. Raises Refused."""
    entry = read_entry(entry_text)
    return NewDomain(_read_name(entry.host[:LONGEST_NAME] if name is None else name), entry)


def add_domain(tx: Tx, organisation_id: str, actor: str, wanted: NewDomain, now: int) -> Row | Refusal:
    """The stored row, as `store.find` gives it."""
    organisation = organisations.lock(tx, organisation_id)
    if organisation is None:
        return Refusal("not_found", "There is no such organisation.")
    registered = store.list_domains(tx, organisation_id)
    if refusal := _refusal(registered, wanted.entry, organisation["domain_limit"]):
        return refusal
    id = new_id("dom", now)
    store.insert(tx, _row(id, organisation_id, actor, wanted, now))
    data = {"name": wanted.name, "entry": wanted.entry.text}
    audit.record(tx, organisation_id, actor, "domain.create", id, data, now)
    row = store.find(tx, organisation_id, id)
    assert row is not None  # noqa: S101 - inserted above, in this transaction
    return row


def _refusal(registered: list[Row], wanted: Entry, limit: int) -> Refusal | None:
    for row in registered:
        if stored_entry(row["entry"]).meaning == wanted.meaning:
            detail = f"“{row['name']}” ({row['entry']}) allows exactly this already; there is nothing to add."
            return Refusal("domain_duplicate", detail, {"field": "entry"})
    if len(registered) >= limit:
        detail = f"An organisation has at most {limit} domains. Remove one first, or register *. of a common parent."
        return Refusal("domain_limit_reached", detail, {"field": "entry"})
    return None


def _read_name(text: str) -> str:
    if len(text) > 10 * LONGEST_NAME or any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text.strip()):
        raise _wrong_name(text)
    name = " ".join(text.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise _wrong_name(text)
    return name


def _wrong_name(text: str) -> Refused:
    detail = f"“{shown(text, 20)}” cannot be the name. Write 1 to {LONGEST_NAME} characters in one line."
    return Refused("param_invalid", detail, field="name")


def _row(id: str, organisation_id: str, actor: str, wanted: NewDomain, now: int) -> Row:
    return {
        "id": id,
        "organisation_id": organisation_id,
        "name": wanted.name,
        "entry": wanted.entry.text,
        "created_at": now,
        "created_by": actor,
    }
