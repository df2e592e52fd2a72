"""Who is mailed about a thing: the members who can do something about it."""

import msgspec

from eye.db import Tx
from eye.organisations.members.store import signed_in_before
from eye.organisations.roles.grants import effective_permissions


def who_may(tx: Tx, organisation_id: str, permission: str) -> list[str]:
    """The addresses of those who have signed in at least once and whose roles give `permission`."""
    return [
        row["email"]
        for row in signed_in_before(tx, organisation_id)
        if permission in effective_permissions(tx, organisation_id, msgspec.json.decode(row["roles"], type=list[str]))
    ]
