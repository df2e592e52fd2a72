"""One line in the log for each request that was refused, slow or failed: what happened, never what was sent."""

import logging
from typing import Any

from starlette.types import Scope

log = logging.getLogger("eye.requests")

SLOW = 2.0  # seconds


def log_request(scope: Scope, route: str, status: int, seconds: float) -> None:
    """`route` is the template: the path itself may hold a token, and the query anything."""
    level = logging.WARNING if status >= 500 or seconds >= SLOW else logging.INFO
    if log.isEnabledFor(level):
        log.log(level, "%s %s", scope["method"], route, extra={"fields": _fields(scope["state"], status, seconds)})


def _fields(state: dict[str, Any], status: int, seconds: float) -> dict[str, Any]:
    organisation_id, key_id = _caller(state)
    found = {
        "requestId": state["request_id"],
        "status": status,
        "ms": round(seconds * 1000, 1),
        "code": state.get("refused"),
        "organisationId": organisation_id,
        "keyId": key_id,
    }
    return {name: value for name, value in found.items() if value is not None}


def _caller(state: dict[str, Any]) -> tuple[str | None, str | None]:
    """The organisation and the key; a member is not named."""
    found: tuple[str | None, str | None] = state.get("caller", (None, None))
    return found
