"""Holds, charges and releases what a session costs. Test sessions never come here, or leave as they came.

A session is charged under the price that it was begun with. Each charge is one row of `usage`, unique by what it
charges, written in the transaction of what causes it. The session that is passed is locked, and the caller saves it.
"""

from typing import Any

from eye.billing import days_store, store, wallet
from eye.billing.model import expected, started_minutes, what_is_charged
from eye.clock import new_id
from eye.db import Row, Tx


def expected_cost(tx: Tx, session: Row) -> int:
    """What a session that begins is expected to cost: nothing where it is paid already, or is a test."""
    if session["mode"] != "live" or (session["meter"] == "assessment" and _is_paid(tx, session)):
        return 0
    return expected(session["meter"], session["price"], session["duration_ms"])


def _is_paid(tx: Tx, session: Row) -> bool:
    return store.is_charged(tx, session["organisation_id"], what_is_charged(session))


def hold(tx: Tx, session: Row, now: int) -> bool:
    """Keep aside what a session says it has `held`; False when the organisation cannot pay that."""
    if not session["held"] or store.take_hold(tx, session["organisation_id"], session["held"]):
        return True
    wallet.refuse_start(tx, session["organisation_id"], session["key_id"], now)
    return False


def release(tx: Tx, session: Row, now: int) -> None:
    """Free what is still held for a session that ended."""
    if session["held"]:
        wallet.change(tx, session["organisation_id"], now, balance=0, held=-session["held"])


def charge_start(tx: Tx, session: Row, now: int) -> Row:
    """At the activation: what is charged once. The session as it is afterwards, with nothing held any more."""
    if session["mode"] != "live" or session["meter"] == "minute":
        return session
    _charge(tx, session, 1, session["held"], now)
    return {**session, "held": 0}


def charge_minutes(tx: Tx, session: Row, until: int, now: int) -> Row:
    """The minutes that had started by `until` and are not charged yet; the session as it is afterwards."""
    if session["meter"] != "minute" or session["mode"] != "live" or session["activated_at"] is None:
        return session
    minutes = started_minutes(session, until) - session["minutes"]
    if minutes <= 0:  # the usual case; and where the clock went back
        return session
    freed = min(session["held"], minutes * session["price"])
    _charge(tx, session, minutes, freed, now)
    return {**session, "minutes": session["minutes"] + minutes, "held": session["held"] - freed}


def _charge(tx: Tx, session: Row, quantity: int, freed: int, now: int) -> None:
    usage = _usage(session, quantity, now)
    booked = store.insert_usage(tx, usage)
    credits = usage["credits"] if booked else 0
    if not booked and not freed:
        return
    if not credits:  # who pays nothing may have no wallet yet, and what is kept of days is written under its lock
        store.open_wallet(tx, session["organisation_id"])
    changed = wallet.change(tx, session["organisation_id"], now, balance=-credits, held=-freed)
    line = {"kind": "charge", "usage_id": usage["id"], "note": usage["charged"]}
    wallet.spend(tx, changed, credits, line, now)
    if booked:
        days_store.add(tx, usage)


def _usage(session: Row, quantity: int, now: int) -> dict[str, Any]:
    copied = "organisation_id meter price price_version key_id domain_id domain_entry assessment_id candidate_id"
    return {
        **{name: session[name] for name in copied.split()},
        "id": new_id("use", now),
        "session_id": session["id"],
        "charged": what_is_charged(session),
        "quantity": quantity,
        "credits": quantity * session["price"],
        "reverses": None,
        "at": now,
    }
