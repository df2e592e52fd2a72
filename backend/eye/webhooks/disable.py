"""Stops sending to an endpoint, and begins again. What happens meanwhile is missed, and can be sent again."""

from eye.clock import iso
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.organisations.audit import log as audit
from eye.organisations.principal import Principal
from eye.outbox import tell
from eye.webhooks import store

# Why an endpoint is disabled, as a page and the fact say it.
REASONS = {
    "gone": "It answered 410 Gone, which asks never to be sent anything again.",
    "failing": "It has failed for five days.",
    "member": "Somebody of your organisation disabled it.",
}


def disable_by_itself(tx: Tx, endpoint: Row, reason: str, now: int) -> Row:
    """For an endpoint that was just read locked; the other endpoints hear of it."""
    store.set_disabled(tx, endpoint["id"], now, reason)
    audit.record(tx, endpoint["organisation_id"], "system", "webhook.disable", endpoint["id"], {"reason": reason}, now)
    payload = {
        "webhookId": endpoint["id"],
        "url": endpoint["url"],
        "reason": reason,
        "description": REASONS[reason],
        "createdAt": iso(now),
    }
    tell(tx, endpoint["organisation_id"], "webhook.disabled", payload, session_id=None, test=False, now=now)
    return {**endpoint, "disabled_at": now, "disabled_reason": reason}


def disable_endpoint(tx: Tx, principal: Principal, id: str, now: int) -> Row | Refusal:
    return _switch(tx, principal, id, now, enabled=False)


def enable_endpoint(tx: Tx, principal: Principal, id: str, now: int) -> Row | Refusal:
    """What it missed stays missed until somebody sends it again."""
    return _switch(tx, principal, id, now, enabled=True)


def _switch(tx: Tx, principal: Principal, id: str, now: int, *, enabled: bool) -> Row | Refusal:
    endpoint = held(tx, principal, id)
    if isinstance(endpoint, Refusal) or (endpoint["disabled_at"] is None) == enabled:
        return endpoint
    at, reason = (None, None) if enabled else (now, "member")
    store.set_disabled(tx, id, at, reason)
    act = "webhook.enable" if enabled else "webhook.disable"
    audit.record(tx, principal.organisation_id, principal.actor, act, id, {"name": endpoint["url"]}, now)
    return {**endpoint, "disabled_at": at, "disabled_reason": reason, "failing_since": None}


def held(tx: Tx, principal: Principal, id: str) -> Row | Refusal:
    """The endpoint, locked. `not_found` for one of another organisation as for one that never was."""
    endpoint = store.find_endpoint(tx, principal.organisation_id, id)
    locked = store.hold_endpoint(tx, id) if endpoint else None
    return locked or Refusal("not_found", "There is no such webhook endpoint.")
