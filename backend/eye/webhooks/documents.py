"""Endpoints, deliveries and attempts as the API shows them: never a secret."""

from typing import Any

import msgspec

from eye.clock import iso
from eye.db import Row
from eye.webhooks.model import standing


def endpoint_document(row: Row, now: int) -> dict[str, object]:
    """`status` is active, failing or disabled."""
    rotating = row["old_salt"] is not None and (row["old_until"] or 0) > now
    return {
        "id": row["id"],
        "url": row["url"],
        "description": row["description"],
        "types": msgspec.json.decode(row["types"]),
        "mode": row["mode"],
        "status": standing(row),
        "disabledAt": iso(row["disabled_at"]),
        "disabledReason": row["disabled_reason"],
        "failingSince": iso(row["failing_since"]),
        "lastSuccessAt": iso(row["last_success_at"]),
        "oldSecretUntil": iso(row["old_until"]) if rotating else None,
        "createdAt": iso(row["created_at"]),
        "createdBy": row["created_by"],
    }


def delivery_document(row: Row) -> dict[str, object]:
    """`messageId` is the `webhook-id` header, which stays the same however often it is sent."""
    return {
        "id": row["id"],
        "messageId": row["outbox_id"],
        "type": row["type"],
        "test": bool(row["test"]),
        "status": row["status"],
        "createdAt": iso(row["created_at"]),
        "nextAttemptAt": iso(row["next_at"]) if row["status"] == "pending" else None,
        "doneAt": iso(row["done_at"]),
    }


def sent(row: Row, *, known: bool) -> dict[str, Any]:
    """`headers` and `body` of an attempt; the body is None for somebody who may not know what is in it."""
    request: dict[str, Any] = msgspec.json.decode(row["request"])
    return request if known else {**request, "body": None}


def attempt_document(row: Row, *, known: bool) -> dict[str, object]:
    return {
        "id": row["id"],
        "at": iso(row["at"]),
        "durationMs": row["duration_ms"],
        "outcome": row["outcome"],
        "status": row["status"],
        "url": row["url"],
        "request": sent(row, known=known),
        "answer": row["answer"],
    }
