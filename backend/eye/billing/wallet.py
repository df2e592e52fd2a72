"""Changes wallets and lots, and tells the organisation once when its credits run low or out.

Every change locks the wallet first. `balance` is what the lots hold; below zero it is what running exams owe.
"""

from collections.abc import Sequence
from typing import Any

from eye.billing import lot_store, store
from eye.clock import iso, new_id
from eye.db import Row, Tx
from eye.outbox import tell


def change(tx: Tx, organisation_id: str, now: int, *, balance: int, held: int) -> Row:
    """Add to both; the wallet as it is afterwards."""
    wallet = store.change_wallet(tx, organisation_id, balance=balance, held=held)
    if balance:
        _note(tx, wallet, balance, now)
    return wallet


def refuse_start(tx: Tx, organisation_id: str, key_id: str, now: int) -> None:
    """Tell that a start was refused for lack of credits, unless that is known since credits last came in."""
    if store.set_exhausted(tx, organisation_id, now):
        _tell(tx, store.find_wallet(tx, organisation_id), organisation_id, "credits.exhausted", {"keyId": key_id}, now)


def spend(tx: Tx, wallet: Row, credits: int, line: dict[str, Any], now: int) -> None:
    """Take `credits`, by which `wallet` has just fallen, out of the lots in their order, with a line for each.

    What no lot can pay has a line without one. `line` has `kind`, `usage_id` and `note`.
    """
    pieces, left = list[tuple[str | None, int]](), credits
    while left and (lot := lot_store.take(tx, wallet["organisation_id"], left, now)):
        pieces.append((lot["id"], -lot["taken"]))
        left -= lot["taken"]
    if left:
        pieces.append((None, -left))
    post(tx, wallet, pieces, line, now)
    if left:  # what has expired and is not written off yet pays for nothing any more
        expire(tx, wallet["organisation_id"], now)


def expire(tx: Tx, organisation_id: str, now: int) -> None:
    """Write off what has expired; the wallet is locked."""
    for lot in lot_store.expired(tx, organisation_id, now):
        lot_store.empty(tx, lot["id"])
        wallet = change(tx, organisation_id, now, balance=-lot["remaining"], held=0)
        line = {"kind": "expiry", "usage_id": None, "note": lot["note"]}
        post(tx, wallet, [(lot["id"], -lot["remaining"])], line, now)


def post(tx: Tx, wallet: Row, pieces: Sequence[tuple[str | None, int]], line: dict[str, Any], now: int) -> None:
    """The lines of one change of the wallet, one for each lot and its credits; None is what no lot has."""
    of, number = wallet["organisation_id"], wallet["lines"]
    balance = wallet["balance"] - sum(credits for _, credits in pieces)
    for position, (lot_id, credits) in enumerate(pieces):
        balance += credits
        number = store.next_line(tx, of) if position else number
        row = {"id": new_id("led", now), "organisation_id": of, "number": number, "lot_id": lot_id, "at": now}
        store.insert_ledger(tx, {**line, **row, "credits": credits, "balance": balance})


def _note(tx: Tx, wallet: Row, changed: int, now: int) -> None:
    """Once when the balance falls to the line, and once when it falls to nothing; again after it had risen above."""
    low, gone = _low_since(wallet, changed, now), _gone_since(wallet, now, falls=changed < 0)
    if (low, gone) == (wallet["low_told_at"], wallet["exhausted_at"]):
        return
    of = wallet["organisation_id"]
    store.set_told(tx, of, low, gone)
    if low is not None and low != wallet["low_told_at"]:
        _tell(tx, wallet, of, "credits.low", {"lowCredits": wallet["low_credits"]}, now)
    if gone is not None and gone != wallet["exhausted_at"]:
        _tell(tx, wallet, of, "credits.exhausted", {"keyId": None}, now)


def _low_since(wallet: Row, changed: int, now: int) -> int | None:
    """The line may have been moved since it was told: to fall through where it is now is told again."""
    line, told = wallet["low_credits"], wallet["low_told_at"]
    if not 0 < line >= wallet["balance"]:
        return None
    crossed = wallet["balance"] - changed > line
    return now if changed < 0 and (told is None or crossed) else told


def _gone_since(wallet: Row, now: int, *, falls: bool) -> int | None:
    """A refused start may have told it while there was a balance; then only credits that come in end it."""
    told: int | None = wallet["exhausted_at"]
    if wallet["balance"] > 0:
        return told if falls else None
    return now if told is None and falls else told


def _tell(tx: Tx, wallet: Row, organisation_id: str, type: str, more: dict[str, Any], now: int) -> None:
    payload = {"creditsLeft": wallet["balance"], "creditsHeld": wallet["held"], **more, "createdAt": iso(now)}
    tell(tx, organisation_id, type, payload, session_id=None, test=False, now=now)
