"""What is sent: the document of a fact, and the headers of Standard Webhooks that sign it."""

from typing import Any

import msgspec
from standardwebhooks import Webhook

from eye.clock import SECOND, iso
from eye.db import Row
from eye.webhooks.media_link import LASTS
from eye.webhooks.model import moment

AGENT = "Eye-Webhooks/1"
HIDDEN = "…"


def document(message: Row, media_url: str | None, now: int) -> dict[str, Any]:
    """`message` is a row of the outbox. A flag has `event: "Flag"`, and `type` says which; else `event` is the type."""
    payload: dict[str, Any] = msgspec.json.decode(message["payload"])
    type = message["type"]
    found = {
        "event": "Flag" if type == "flag.raised" else type,
        **payload,
        "sequence": message["number"],
        "test": bool(message["test"]),
    }
    found.setdefault("createdAt", iso(message["created_at"]))
    if type.startswith("flag."):
        found["mediaUrl"] = media_url
        found["mediaUrlExpiresAt"] = iso(now + LASTS) if media_url else None
    return found


def headers(id: str, secrets: list[str], body: bytes, now: int) -> dict[str, str]:
    """One signature for each secret that is good now; the id stays the same however often it is sent."""
    at = moment(now)
    signed = " ".join(Webhook(secret).sign(id, at, body.decode()) for secret in secrets)
    return {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "webhook-id": id,
        "webhook-timestamp": str(now // SECOND),
        "webhook-signature": signed,
    }


def shown_request(sent: dict[str, str], document: dict[str, Any]) -> str:
    """The request for the log: without what would let its reader look at evidence, or send it again as ours."""
    kept = {name: value for name, value in sent.items() if name != "webhook-signature"}
    body = dict(document)
    if body.get("mediaUrl"):
        body["mediaUrl"] = f"{body['mediaUrl'].rpartition('/')[0]}/{HIDDEN}"
    return msgspec.json.encode({"headers": kept, "body": body}).decode()
