"""The audit log: every administrative act, written in the transaction of the act. Nothing deletes a row.

People are named by id only, so that the log stays whole when a person is erased and becomes anonymous in it. In place
of an erased candidate stands the id of the erasure.
"""

from typing import Any

import msgspec

from eye.clock import new_id
from eye.db import Tx


class Actor(str):
    """The id of who acts; it knows from which address the request came."""

    address: str | None

    def __new__(cls, id: str, address: str | None = None) -> "Actor":
        made = super().__new__(cls, id)
        made.address = address
        return made


def record(tx: Tx, organisation_id: str, actor: str, act: str, subject: str, data: dict[str, Any], now: int) -> None:
    """Note that `actor` (a member, a key, or `system`) did `act` to `subject`; `data` holds no secret and no person.

    Where something was changed, `data` is `changed(before, after)`, perhaps with more beside it.
    """
    tx.run(
        """insert into audit (id, organisation_id, actor, act, subject, data, at, address)
           values (:id, :organisation_id, :actor, :act, :subject, :data, :now, :address)""",
        id=new_id("aud", now),
        organisation_id=organisation_id,
        actor=str(actor),
        act=act,
        subject=subject,
        data=msgspec.json.encode(data).decode(),
        now=now,
        address=actor.address if isinstance(actor, Actor) else None,
    )


def changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """`{before, after}` with only the fields that differ."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {
        "before": {name: before.get(name) for name in names},
        "after": {name: after.get(name) for name in names},
    }
