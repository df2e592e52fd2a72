"""Usage, its sums, lots and the ledger as the API shows them."""

from typing import Any

from eye.billing.model import METERS
from eye.clock import DAY, iso
from eye.db import Row


def usage_document(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "at": iso(row["at"]),
        "meter": row["meter"],
        "quantity": row["quantity"],
        "price": row["price"],
        "priceVersion": row["price_version"],
        "credits": row["credits"],
        "keyId": row["key_id"],
        "domainId": row["domain_id"],
        "domain": row["domain_entry"],
        "assessmentId": row["assessment_id"],
        "candidateId": row["candidate_id"],
        "sessionId": row["session_id"],
        "reverses": row["reverses"],
    }


def total_document(row: Row, by: str) -> dict[str, Any]:
    """`group` is the value of what it is added up by; a day as YYYY-MM-DD."""
    return {
        "group": str(iso(row["value"] * DAY))[:10] if by == "day" else row["value"],
        "name": row["name"],
        "credits": row["credits"],
        "charges": row["charges"],
        "sessions": row["sessions"],
        "quantities": {meter: row[meter] for meter in METERS},
    }


def lot_document(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "credits": row["credits"],
        "remaining": row["remaining"],
        "priority": row["priority"],
        "expiresAt": iso(row["expires_at"]),
        "createdAt": iso(row["created_at"]),
        "note": row["note"],
    }


def line_document(row: Row) -> dict[str, Any]:
    return {
        "number": row["number"],
        "id": row["id"],
        "at": iso(row["at"]),
        "kind": row["kind"],
        "credits": row["credits"],
        "balance": row["balance"],
        "usageId": row["usage_id"],
        "sessionId": row["session_id"],
        "lotId": row["lot_id"],
        "note": row["note"],
    }


def account_document(account: Row, lots: list[Row]) -> dict[str, Any]:
    """`free` can pay for starts; `owed` is what running exams cost beyond what there was."""
    return {
        "balance": account["balance"],
        "held": account["held"],
        "free": max(0, account["balance"] - account["held"]),
        "owed": max(0, -account["balance"]),
        "lowCredits": account["low_credits"],
        "meter": account["meter"],
        "price": account["price"],
        "priceVersion": account["price_version"],
        "lots": [lot_document(lot) for lot in lots],
    }
