"""One attempt at one delivery: claim it, ask again whether it may go there, send it, note what came of it."""

import asyncio
from dataclasses import dataclass
from typing import Any

import msgspec

from eye.clock import SECOND, new_id
from eye.db import Row, Tx
from eye.http.context import Eye
from eye.webhooks import queue, store
from eye.webhooks.address import Address, registered, stored_address
from eye.webhooks.disable import disable_by_itself
from eye.webhooks.media_link import media_url
from eye.webhooks.message import document, headers, shown_request
from eye.webhooks.model import FAILING_LIMIT, retry_after, salts, secret_of, wait_after
from eye.webhooks.post import Answer, Poster

LEASE = 30 * SECOND  # an attempt ends after 10 s; what a killed process had claimed is free again after this


@dataclass(frozen=True, slots=True)
class Ready:
    """A claimed delivery with all that an attempt needs. Without `message` there is nothing left to send."""

    delivery: Row
    endpoint: Row
    message: Row | None
    address: Address
    allowed: bool
    media_id: str | None


def claim(tx: Tx, endpoint_id: str, most: int, now: int) -> list[Ready]:
    """At most `most` attempts that this process is to make now."""
    claimed = store.claim(tx, endpoint_id, most, now, now + LEASE)
    endpoint = store.find_endpoint(tx, claimed[0]["organisation_id"], endpoint_id) if claimed else None
    if endpoint is None or endpoint["disabled_at"] is not None:
        return []
    address = stored_address(endpoint["url"])
    allowed = registered(tx, endpoint["organisation_id"], address) is None
    return [_ready(tx, delivery, endpoint, address, allowed) for delivery in claimed]


def _ready(tx: Tx, delivery: Row, endpoint: Row, address: Address, allowed: bool) -> Ready:
    message = queue.find_message(tx, delivery["outbox_id"])
    media_id = msgspec.json.decode(message["payload"]).get("mediaId") if message else None
    there = media_id and message and message["session_id"] and queue.has_media(tx, message["session_id"], media_id)
    return Ready(delivery, endpoint, message, address, allowed, media_id if there else None)


async def attempt(eye: Eye, poster: Poster, ready: Ready) -> Row | None:
    """The endpoint, if this attempt was the one that disabled it."""
    begun, message = eye.clock.now(), ready.message
    if message is None:
        await eye.db.write(store.settle_delivery, ready.delivery["id"], "failed", 0, begun, begun)
        return None
    said = document(message, _media_url(eye, ready, begun), begun)
    body = msgspec.json.encode(said)
    endpoint = ready.endpoint
    secrets = [secret_of(endpoint["id"], salt, eye.secrets.pepper) for salt in salts(endpoint, begun)]
    sent = headers(message["id"], secrets, body, begun)
    loop = asyncio.get_running_loop()
    from_then = loop.time()
    answer = await poster.post(ready.address, sent, body) if ready.allowed else Answer("host_not_registered")
    lasted = round((loop.time() - from_then) * 1000)
    row = _attempt_row(ready, answer, shown_request(sent, said), begun, lasted)
    return await eye.db.write(note, ready, answer, row, eye.clock.now())


def _media_url(eye: Eye, ready: Ready, now: int) -> str | None:
    if ready.media_id is None or ready.message is None:
        return None
    return media_url(eye.secrets.signing, eye.settings.public_url, ready.message["session_id"], ready.media_id, now)


def _attempt_row(ready: Ready, answer: Answer, request: str, at: int, lasted: int) -> dict[str, Any]:
    return {
        "id": new_id("att", at),
        "delivery_id": ready.delivery["id"],
        "endpoint_id": ready.endpoint["id"],
        "at": at,
        "duration_ms": lasted,
        "outcome": answer.outcome,
        "status": answer.status,
        "url": ready.address.text,
        "request": request,
        "answer": answer.text,
    }


def note(tx: Tx, ready: Ready, answer: Answer, row: Row, now: int) -> Row | None:
    """Write down an attempt and what follows from it. The endpoint, if that is that it is disabled."""
    store.insert_attempt(tx, row)
    delivery = ready.delivery
    tries = delivery["tries"] + 1
    if answer.outcome == "delivered":
        store.settle_delivery(tx, delivery["id"], "delivered", tries, now, now)
        store.note_success(tx, ready.endpoint["id"], now)
        return None
    wait = wait_after(tries, delivery["id"], retry_after(answer.retry_after, now))
    if wait is None:
        store.settle_delivery(tx, delivery["id"], "failed", tries, now, now)
    else:
        store.settle_delivery(tx, delivery["id"], "pending", tries, now + wait, None)
    endpoint = store.note_failure(tx, ready.endpoint["id"], now)
    if endpoint is None or endpoint["disabled_at"] is not None:
        return None
    if answer.status == 410:
        return disable_by_itself(tx, endpoint, "gone", now)
    if now - endpoint["failing_since"] >= FAILING_LIMIT:
        return disable_by_itself(tx, endpoint, "failing", now)
    return None
