"""Credits that come in, as lots: granted, or given back for a charge. And those that expire."""

from eye.billing import days_store, lot_store, store, wallet
from eye.billing.model import FIRST, USUAL
from eye.clock import Clock, new_id
from eye.db import Database, Row, Tx
from eye.errors import Refusal
from eye.organisations.audit import log as audit

BATCH = 100


def grant(
    tx: Tx,
    organisation_id: str,
    credits: int,
    note: str,
    now: int,
    *,
    expires_at: int | None = None,
    priority: int = USUAL,
) -> int:
    """Add a lot of credits, which first pays what is owed; returns the new balance."""
    return _add(tx, organisation_id, "grant", credits, note, priority, expires_at, None, now)


def reverse(tx: Tx, usage_id: str, note: str, now: int) -> Row | Refusal:
    """Give back what a charge cost, once: `organisation_id`, `credits`, `balance`.

    It comes back as a lot of its own, which is used first and does not expire. `not_found`, or `param_invalid` for
    what was given back before or is itself a reversal.
    """
    usage = store.find_usage(tx, usage_id)
    if usage is None:
        return Refusal("not_found", f"There is no usage {usage_id}.")
    if usage["reverses"] is not None or not usage["credits"]:
        why = "cost nothing" if usage["reverses"] is None else "is itself a reversal"
        return Refusal("param_invalid", f"{usage_id} {why}.")
    back = {
        **usage,
        "id": new_id("use", now),
        "charged": f"reversal:{usage_id}",
        "quantity": -usage["quantity"],
        "credits": -usage["credits"],
        "reverses": usage_id,
        "at": now,
    }
    if not store.insert_usage(tx, back):
        return Refusal("param_invalid", f"{usage_id} was given back before.")
    of, credits = usage["organisation_id"], int(usage["credits"])
    balance = _add(tx, of, "reversal", credits, note, FIRST, None, back["id"], now)
    days_store.add(tx, back)
    audit.record(tx, of, "system", "credits.reverse", usage_id, {"credits": credits}, now)
    return {"organisation_id": of, "credits": credits, "balance": balance}


def _add(
    tx: Tx,
    organisation_id: str,
    kind: str,
    credits: int,
    note: str,
    priority: int,
    expires_at: int | None,
    usage_id: str | None,
    now: int,
) -> int:
    store.open_wallet(tx, organisation_id)
    changed = wallet.change(tx, organisation_id, now, balance=credits, held=0)
    balance = int(changed["balance"])
    owed = min(credits, max(0, credits - balance))  # what was below zero before
    lot = {
        "id": new_id("lot", now),
        "organisation_id": organisation_id,
        "credits": credits,
        "remaining": credits - owed,
        "priority": priority,
        "expires_at": expires_at,
        "note": note,
        "created_at": now,
    }
    lot_store.insert(tx, lot)
    pieces = [(None, owed), (str(lot["id"]), credits - owed)]
    line = {"kind": kind, "usage_id": usage_id, "note": note}
    wallet.post(tx, changed, [piece for piece in pieces if piece[1]], line, now)
    return balance


async def expire_due(db: Database, clock: Clock, batch: int = BATCH) -> None:
    """Write off what has expired, one organisation at a time. Safe with several processes."""
    now = clock.now()
    while found := await db.read(lot_store.organisations_with_expired, now, batch):
        for organisation_id in found:
            await db.write(_expire, organisation_id, now)


def _expire(tx: Tx, organisation_id: str, now: int) -> None:
    store.change_wallet(tx, organisation_id, balance=0, held=0)  # locks it
    wallet.expire(tx, organisation_id, now)
