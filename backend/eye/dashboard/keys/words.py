"""What pages say about keys: their standing, the state of a rotation, why they were refused and what mends it."""

from typing import Any

from eye.clock import DAY
from eye.dashboard.words import REFUSED_STARTS, Badge
from eye.keys.model import status

BADGES = {
    "active": Badge("Active", "good"),
    "inactive": Badge("Inactive", "warn"),
    "expired": Badge("Expired", "bad"),
    "revoked": Badge("Revoked", "quiet"),
}
KINDS = {"publishable": "Publishable", "secret": "Secret"}
ADDABLE = {"origin_not_allowed", "origin_scheme_or_port", "no_domains_registered"}


def key_badge(key: dict[str, Any], now: int) -> Badge:
    """The standing of a key; `good` is one that works now."""
    found = status(key, now)
    if found == "active" and key["retires_at"] is not None:
        return Badge("Being replaced", "info")
    if found == "expired" and key["rotated_to"] is not None:
        return Badge("Replaced", "quiet")
    return BADGES[found]


def works(key: dict[str, Any], now: int) -> bool:
    return status(key, now) == "active"


def old_key(key: dict[str, Any]) -> dict[str, Any] | None:
    """The key that this one replaced, as `key_store` selects it, or None where there is none any more."""
    if key["old_id"] is None:
        return None
    prefixed = {name.removeprefix("old_"): value for name, value in key.items() if name.startswith("old_")}
    return {**prefixed, "rotated_to": key["id"]}


def why_refused(code: str) -> str:
    return REFUSED_STARTS.get(code, "The request was refused.")


def entry_for(code: str, origin: str | None) -> str | None:
    """What to register so that a refused website is allowed; None where that is not the remedy."""
    if code not in ADDABLE or not origin or not origin.startswith(("http://", "https://")):
        return None
    host = origin.removeprefix("https://")
    return host if "/" not in host and ":" not in host else origin


def days_old(key: dict[str, Any], now: int) -> int:
    return int((now - key["created_at"]) // DAY)
