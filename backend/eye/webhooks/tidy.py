"""Forgets what was told long ago: the delivery log after 30 days, what nobody wanted to hear after an hour."""

from eye.clock import DAY, HOUR, new_id
from eye.db import Database, Tx
from eye.webhooks.model import KEPT
from eye.webhooks.queue import UNWANTED, WANTED

BATCH = 500
NUMBERS_KEPT = 90 * DAY
AWAITED_KEPT = 3 * DAY

# Ids begin with their time, so that each of these reads only what it deletes.
_DELETIONS = (
    """delete from webhook_attempts where id in
         (select id from webhook_attempts where id < :old_attempt order by id limit :most)""",
    """delete from webhook_deliveries where status <> 'pending' and id in
         (select id from webhook_deliveries where id < :old_delivery and status <> 'pending'
          order by id limit :most)""",
    """delete from outbox where id in
         (select id from outbox where claimed_until = :wanted and id < :old_message order by id limit :most)
       and not exists (select 1 from webhook_deliveries d where d.outbox_id = outbox.id)""",
    """delete from outbox where id in
         (select id from outbox where claimed_until = :unwanted and id < :hour_old order by id limit :most)""",
    """delete from webhook_numbers where session_id in
         (select session_id from webhook_numbers where at < :numbers_before order by at limit :most)""",
    """delete from webhook_awaited where outbox_id in
         (select outbox_id from webhook_awaited where outbox_id < :old_awaited order by outbox_id limit :most)""",
    """delete from outbox_once where period < :period and subject in
         (select subject from outbox_once where period < :period order by period limit :most)""",
)


def tidy(tx: Tx, now: int, most: int = BATCH) -> int:
    """Delete at most `most` rows of each kind; how many there were in all."""
    return sum(
        tx.run(deletion, **{name: value for name, value in _times(now, most).items() if f":{name}" in deletion})
        for deletion in _DELETIONS
    )


def _times(now: int, most: int) -> dict[str, object]:
    return {
        "old_attempt": new_id("att", now - KEPT),
        "old_delivery": new_id("dlv", now - KEPT),
        "old_message": new_id("out", now - KEPT),
        "old_awaited": new_id("out", now - AWAITED_KEPT),
        "hour_old": new_id("out", now - HOUR),
        "numbers_before": now - NUMBERS_KEPT,
        "period": now // HOUR - 24,
        "wanted": WANTED,
        "unwanted": UNWANTED,
        "most": most,
    }


async def tidy_all(db: Database, now: int) -> None:
    """Everything that is over, in small writes that hold nobody up."""
    while await db.write(tidy, now):
        pass
