"""Sends on request: a test, one delivery again, or all of a time that did not arrive."""

import msgspec

from eye.clock import iso, new_id
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.organisations.audit import log as audit
from eye.organisations.principal import Principal
from eye.webhooks import queue, store
from eye.webhooks.disable import held
from eye.webhooks.samples import sample
from eye.webhooks.share import add_delivery
from eye.webhooks.wanted import Range


def send_test(tx: Tx, principal: Principal, id: str, type: str, now: int) -> Row | Refusal:
    """The new delivery of an example, as `store.find_delivery` gives it."""
    endpoint = _working(tx, principal, id)
    if isinstance(endpoint, Refusal):
        return endpoint
    outbox_id = new_id("out", now)
    message = {
        "id": outbox_id,
        "organisation_id": principal.organisation_id,
        "type": type,
        "payload": msgspec.json.encode(sample(type, now)).decode(),
        "now": now,
    }
    queue.insert_message(tx, message)
    delivery_id = add_delivery(tx, endpoint, outbox_id, type, 1, now)
    _record(tx, principal, "webhook.test", endpoint, {"type": type}, now)
    return store.find_delivery(tx, id, delivery_id) or _unknown()


def resend(tx: Tx, principal: Principal, id: str, delivery_id: str, now: int) -> Row | Refusal:
    """Once more from the beginning, under the id that it has: a receiver that took it before knows it again."""
    endpoint = _working(tx, principal, id)
    if isinstance(endpoint, Refusal):
        return endpoint
    if not store.send_again(tx, id, delivery_id, now):
        return _unknown()
    _record(tx, principal, "webhook.resend", endpoint, {"delivery": delivery_id}, now)
    return store.find_delivery(tx, id, delivery_id) or _unknown()


def resend_range(tx: Tx, principal: Principal, id: str, wanted: Range, now: int) -> int | Refusal:
    """How many are sent again."""
    endpoint = _working(tx, principal, id)
    if isinstance(endpoint, Refusal):
        return endpoint
    count = store.send_range_again(tx, id, wanted.since, wanted.until, wanted.delivered, now)
    data: dict[str, object] = {"from": iso(wanted.since), "to": iso(min(wanted.until, now)), "deliveries": count}
    _record(tx, principal, "webhook.resend", endpoint, data, now)
    return count


def _working(tx: Tx, principal: Principal, id: str) -> Row | Refusal:
    endpoint = held(tx, principal, id)
    if isinstance(endpoint, Refusal) or endpoint["disabled_at"] is None:
        return endpoint
    return Refusal("webhook_disabled", "This webhook endpoint is disabled; enable it first, then send.")


def _record(tx: Tx, principal: Principal, act: str, endpoint: Row, data: dict[str, object], now: int) -> None:
    named = {"name": endpoint["url"], **data}
    audit.record(tx, principal.organisation_id, principal.actor, act, endpoint["id"], named, now)


def _unknown() -> Refusal:
    return Refusal("not_found", "There is no such delivery.")
