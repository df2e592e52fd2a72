"""What pages say about webhooks: the standing of an endpoint and of a delivery, and what came of an attempt."""

from typing import Any

from eye.dashboard.words import Badge, spelt_out
from eye.db import Row
from eye.webhooks.disable import REASONS
from eye.webhooks.model import TYPES, standing

_STANDINGS = {
    "active": Badge("Active", "good"),
    "failing": Badge("Failing", "bad"),
    "disabled": Badge("Disabled", "quiet"),
}
_DELIVERIES = {
    "pending": Badge("Waiting", "info"),
    "delivered": Badge("Delivered", "good"),
    "failed": Badge("Given up", "bad"),
    "missed": Badge("Missed", "warn"),
}
OUTCOMES = {
    "delivered": "The server took it.",
    "refused": "The server answered that it failed.",
    "redirected": "The server sent us elsewhere, and Eye follows no redirects. Give the final address.",
    "too_slow": "No answer within 10 seconds. Answer first, then work.",
    "not_reached": "Nobody answered at this address: the name cannot be resolved, or no connection was made.",
    "certificate_refused": "The certificate is not valid for this name.",
    "broken_off": "The connection ended before there was an answer.",
    "address_refused": "The name leads to a private or special address, where Eye sends nothing.",
    "host_not_registered": "The host is not among the registered domains any more. Register it, or change the address.",
}


def endpoint_badge(row: Row) -> Badge:
    return _STANDINGS[standing(row)]


def delivery_badge(row: Row) -> Badge:
    """Of one that waits for another try says so."""
    if row["status"] == "pending" and row["tries"]:
        return Badge("Trying again", "warn")
    return _DELIVERIES[row["status"]]


def type_title(type: str) -> str:
    return "The evidence of a flag arrived" if type == "flag.media" else TYPES.get(type, spelt_out(type))


WORDS: dict[str, Any] = {
    "endpoint_badge": endpoint_badge,
    "delivery_badge": delivery_badge,
    "type_title": type_title,
    "outcomes": OUTCOMES,
    "reasons": REASONS,
}
