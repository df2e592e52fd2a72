"""What the world will be told, written in the transaction of the fact itself."""

from typing import Any

import msgspec

from eye.clock import HOUR, new_id
from eye.db import Tx

MOST_HOURLY = 10


def tell(
    tx: Tx, organisation_id: str, type: str, payload: dict[str, Any], *, session_id: str | None, test: bool, now: int
) -> None:
    """Note that the organisation's servers are to hear of `type`; whoever delivers claims the row later."""
    tx.later(
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


def tell_hourly(
    tx: Tx, organisation_id: str, type: str, subject: str, payload: dict[str, Any], *, test: bool, now: int
) -> bool:
    """As `tell`, for what may happen thousands of times: each `subject` at most once an hour, and ten of them.

    Whether it was told. Anyone can make up subjects, such as the origin of a request.
    """
    fresh = tx.run(
        """insert into outbox_once (organisation_id, type, subject, period)
           select :organisation_id, :type, :subject, :period
           where (select count(*) from outbox_once
                  where organisation_id = :organisation_id and type = :type and period = :period) < :most
           on conflict (organisation_id, type, subject, period) do nothing""",
        organisation_id=organisation_id,
        type=type,
        subject=subject,
        period=now // HOUR,
        most=MOST_HOURLY,
    )
    if fresh:
        tell(tx, organisation_id, type, payload, session_id=None, test=test, now=now)
    return bool(fresh)
