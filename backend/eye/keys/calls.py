"""Writes the calls of servers that were counted: by key and day, about once a minute."""

from collections import Counter

from eye.db import Database, Tx
from eye.http.calls import Calls
from eye.keys import watch_store


async def flush_calls(db: Database, calls: Calls, now: int) -> None:
    """What cannot be written stays counted, and the exception goes on."""
    taken = calls.take()
    if not taken:
        return
    try:
        await db.write(_add, taken, now)
    except Exception:
        calls.give_back(taken)
        raise


def _add(tx: Tx, taken: Counter[tuple[str, str]], now: int) -> None:
    # In one order everywhere, so that processes that write at once do not wait for each other.
    for (organisation_id, key_id), count in sorted(taken.items()):
        watch_store.add_calls(tx, organisation_id, key_id, count, now)
