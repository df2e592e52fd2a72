"""Creates an organisation with its owner and its wallet."""

import msgspec

from eye.clock import new_id
from eye.db import Tx
from eye.errors import Refusal
from eye.organisations import store
from eye.organisations.audit import log as audit
from eye.organisations.email import email_as_stored


def create_organisation(
    tx: Tx, name: str, email: str, now: int, owner_name: str | None = None, registered_from: str | None = None
) -> tuple[str, str] | Refusal:
    """Ids of the new organisation and its owner; a refusal when the email belongs to a member already.

    `registered_from` is the address of whoever registers themselves; None when the operator does it.
    """
    organisation_id, member_id = new_id("org", now), new_id("mem", now)
    store.insert_organisation(tx, organisation_id, name, now)
    owner = owner_name or email.split("@")[0]
    roles = msgspec.json.encode(["Owner"]).decode()
    if not store.insert_member(tx, member_id, organisation_id, email_as_stored(email), owner, roles, now):
        store.delete_organisation(tx, organisation_id)  # a refusal is a value: what was written commits
        return Refusal("param_invalid", f"{email} signs in to another organisation already; use another address.")
    actor = "system" if registered_from is None else audit.Actor(member_id, registered_from)
    audit.record(tx, organisation_id, actor, "organisation.create", organisation_id, {"name": name}, now)
    return organisation_id, member_id
