"""Holds, charges and releases what a session costs. Test sessions never come here."""

from typing import Any

from eye.billing import store
from eye.clock import new_id
from eye.db import Tx

SESSION_CREDITS = 1


def hold(tx: Tx, organisation_id: str, credits: int) -> bool:
    """Keep aside what a session says it has `held`; False when the organisation cannot pay one more."""
    return store.take_hold(tx, organisation_id, credits)


def release(tx: Tx, session: dict[str, Any]) -> None:
    """Free what is still held for a session that ended; harmless when nothing is."""
    if session["held"] and store.free_hold(tx, session["id"]):
        store.change_wallet(tx, session["organisation_id"], balance=0, held=-session["held"])


def charge_session(tx: Tx, session: dict[str, Any], now: int) -> bool:
    """The one charge of a session, at its activation; what was held pays it. False when it was charged before."""
    usage_id = new_id("use", now)
    usage = {
        "id": usage_id,
        "organisation_id": session["organisation_id"],
        "meter": "session",
        "charged": f"session:{session['id']}",
        "quantity": 1,
        "credits": SESSION_CREDITS,
        "key_id": session["key_id"],
        "domain_id": session["domain_id"],
        "domain_entry": session["domain_entry"],
        "assessment_id": session["assessment_id"],
        "candidate_id": session["candidate_id"],
        "session_id": session["id"],
        "at": now,
    }
    if not store.insert_usage(tx, usage):
        return False
    _write_off(tx, session, usage, now)
    return True


def _write_off(tx: Tx, session: dict[str, Any], usage: dict[str, Any], now: int) -> None:
    freed = -session["held"] if session["held"] and store.free_hold(tx, session["id"]) else 0
    balance = store.change_wallet(tx, usage["organisation_id"], balance=-usage["credits"], held=freed)
    _post(tx, usage["organisation_id"], "charge", -usage["credits"], balance, usage["id"], usage["charged"], now)


def grant(tx: Tx, organisation_id: str, credits: int, note: str, now: int) -> int:
    """Add credits; returns the new balance."""
    store.open_wallet(tx, organisation_id)
    balance = store.change_wallet(tx, organisation_id, balance=credits, held=0)
    _post(tx, organisation_id, "grant", credits, balance, None, note, now)
    return balance


def _post(
    tx: Tx, organisation_id: str, kind: str, credits: int, balance: int, usage_id: str | None, note: str, now: int
) -> None:
    store.insert_ledger(
        tx,
        {
            "id": new_id("led", now),
            "organisation_id": organisation_id,
            "kind": kind,
            "credits": credits,
            "balance": balance,
            "usage_id": usage_id,
            "note": note,
            "at": now,
        },
    )
