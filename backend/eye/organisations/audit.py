"""The audit log: every administrative act, written in the transaction of the act."""

from typing import Any

import msgspec

from eye.clock import new_id
from eye.db import Tx


def record(tx: Tx, organisation_id: str, actor: str, act: str, subject: str, data: dict[str, Any], now: int) -> None:
    """Note that `actor` (a member, a key, or `system`) did `act` to `subject`; `data` holds no secret."""
    tx.run(
        """insert into audit (id, organisation_id, actor, act, subject, data, at)
           values (:id, :organisation_id, :actor, :act, :subject, :data, :now)""",
        id=new_id("aud", now),
        organisation_id=organisation_id,
        actor=actor,
        act=act,
        subject=subject,
        data=msgspec.json.encode(data).decode(),
        now=now,
    )
