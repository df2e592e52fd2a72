"""Creates an organisation with its owner and its wallet."""

import msgspec

from eye.clock import new_id
from eye.db import Tx
from eye.errors import Refusal
from eye.organisations import audit, store


def create_organisation(tx: Tx, name: str, email: str, now: int) -> tuple[str, str] | Refusal:
    """Ids of the new organisation and its owner; a refusal when the email belongs to a member already."""
    organisation_id, member_id = new_id("org", now), new_id("mem", now)
    store.insert_organisation(tx, organisation_id, name, now)
    owner = email.split("@")[0]
    roles = msgspec.json.encode(["Owner"]).decode()
    if not store.insert_member(tx, member_id, organisation_id, email.strip().lower(), owner, roles, now):
        return Refusal("param_invalid", f"{email} signs in to another organisation already; use another address.")
    audit.record(tx, organisation_id, "system", "organisation.create", organisation_id, {"name": name}, now)
    return organisation_id, member_id
