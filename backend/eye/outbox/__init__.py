"""What the world will be told, written in the transaction of the fact itself."""

from typing import Any

import msgspec

from eye.clock import new_id
from eye.db import Tx


def tell(
    tx: Tx, organisation_id: str, type: str, payload: dict[str, Any], *, session_id: str | None, test: bool, now: int
) -> None:
    """Note that the organisation's servers are to hear of `type`; whoever delivers claims the row later."""
    tx.run(
        """insert into outbox (id, organisation_id, type, session_id, test, payload, created_at)
           values (:id, :organisation_id, :type, :session_id, :test, :payload, :now)""",
        id=new_id("out", now),
        organisation_id=organisation_id,
        type=type,
        session_id=session_id,
        test=int(test),
        payload=msgspec.json.encode(payload).decode(),
        now=now,
    )
