"""Erasures as the API shows them."""

from typing import Any

import msgspec

from eye.clock import iso
from eye.db import Row
from eye.retention.receipt import public_key


def erasure_document(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "kind": row["kind"],
        "status": "pending" if row["done_at"] is None else "done",
        "sessionId": row["session_id"],
        "askedBy": row["asked_by"],
        "askedAt": iso(row["asked_at"]),
        "doneAt": iso(row["done_at"]),
    }


def signed_document(row: Row, pepper: str) -> dict[str, Any]:
    """With the receipt, once it is done: kept as a file it is what `eye verify` reads."""
    receipt = None if row["receipt"] is None else msgspec.json.decode(row["receipt"])
    return {
        **erasure_document(row),
        "receipt": receipt,
        "signature": row["signature"],
        "publicKey": public_key(pepper),
    }
