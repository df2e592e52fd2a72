"""Shares the outbox out: one delivery for each endpoint that wants to hear of a fact. One write, safe with several
processes: what a killed one had begun is begun again."""

from typing import Any

import msgspec

from eye.clock import SECOND, new_id
from eye.db import Row, Tx
from eye.outbox import tell
from eye.webhooks import queue, store
from eye.webhooks.model import FLAG_MEDIA, MEDIA_PATIENCE, wants

BATCH = 200
LOOK_AGAIN = SECOND // 2
# Of what happened in the same millisecond: a session starts before anything else, and ends last.
_ORDER = {"session.started": 0, "session.ended": 2}


def share_out(tx: Tx, now: int, batch: int = BATCH) -> int:
    """How many facts it looked at."""
    queue.lock(tx)
    _tell_arrived(tx, now, batch)
    found = sorted(queue.unshared(tx, now, batch), key=_order)
    endpoints: dict[str, list[Row]] = {}
    for message in found:
        of = message["organisation_id"]
        if of not in endpoints:
            endpoints[of] = store.list_endpoints(tx, of)
        _share(tx, message, [one for one in endpoints[of] if wants(one, message["type"], bool(message["test"]))], now)
    return len(found)


def _order(message: Row) -> tuple[int, int, str, str]:
    happened = msgspec.json.decode(message["payload"]).get("createdAt") or ""
    return message["created_at"], _ORDER.get(message["type"], 1), str(happened), message["id"]


def _share(tx: Tx, message: Row, wanting: list[Row], now: int) -> None:
    if not wanting:
        queue.put_off(tx, message["id"], message["number"], queue.UNWANTED)
        return
    number = message["number"]
    if number is None and message["session_id"] is not None:
        number = queue.next_number(tx, message["session_id"], now)
    missing = _missing_media(tx, message)
    if missing and now < message["created_at"] + MEDIA_PATIENCE:
        queue.put_off(tx, message["id"], number, now + LOOK_AGAIN)
        return
    if missing:
        queue.await_media(tx, message["id"], message["session_id"], missing, now)
    for endpoint in wanting:
        add_delivery(tx, endpoint, message["id"], message["type"], message["test"], now)
    queue.put_off(tx, message["id"], number, queue.WANTED)


def add_delivery(tx: Tx, endpoint: Row, outbox_id: str, type: str, test: int, now: int) -> str:
    """Its id. For an endpoint that is disabled it is missed at once, to be sent again when somebody asks for it."""
    disabled = endpoint["disabled_at"] is not None
    row: dict[str, Any] = {
        "id": new_id("dlv", now),
        "organisation_id": endpoint["organisation_id"],
        "endpoint_id": endpoint["id"],
        "outbox_id": outbox_id,
        "type": type,
        "test": test,
        "status": "missed" if disabled else "pending",
        "now": now,
        "done_at": now if disabled else None,
    }
    store.insert_delivery(tx, row)
    return str(row["id"])


def _missing_media(tx: Tx, message: Row) -> str | None:
    """The id of the evidence that a flag names and that has not arrived."""
    if message["type"] != "flag.raised":
        return None
    media_id = msgspec.json.decode(message["payload"]).get("mediaId")
    if media_id is None or queue.has_media(tx, message["session_id"], media_id):
        return None
    return str(media_id)


def _tell_arrived(tx: Tx, now: int, batch: int) -> None:
    for id in queue.arrived(tx, batch):
        message = queue.find_message(tx, id)
        if queue.stop_awaiting(tx, id) and message is not None:
            payload = msgspec.json.decode(message["payload"])
            of, test = message["organisation_id"], bool(message["test"])
            tell(tx, of, FLAG_MEDIA, payload, session_id=message["session_id"], test=test, now=now)
