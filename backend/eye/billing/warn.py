"""Mails that credits run low or are gone, each once, to the members who can top them up."""

from dataclasses import dataclass

from eye.billing import store
from eye.db import Database, Row, Tx
from eye.http.context import Mailer
from eye.organisations.letters import Letter, credits_gone, credits_low
from eye.organisations.members.receivers import who_may


@dataclass(frozen=True, slots=True)
class _Claimed:
    """What nobody else mails now; `wallet` is as it was before."""

    wallet: Row
    is_gone: bool
    receivers: list[str]


async def warn_all(db: Database, mailer: Mailer, public_url: str) -> int:
    """How many organisations were mailed. Nothing where the operator set no mail server: the dashboard warns anyway."""
    if not mailer.sends:
        return 0
    organisations = await db.read(store.wallets_to_mail)
    return sum([await _warn(db, mailer, public_url, id) for id in organisations])


async def _warn(db: Database, mailer: Mailer, public_url: str, organisation_id: str) -> bool:
    claimed = await db.write(_claim, organisation_id)
    if claimed is None:
        return False
    letter = _letter(claimed, public_url)
    if any([await mailer.send(receiver, letter.subject, letter.text) for receiver in claimed.receivers]):
        return True
    await db.write(store.release_mail, claimed.wallet)
    return False


def _claim(tx: Tx, organisation_id: str) -> _Claimed | None:
    wallet, receivers = store.find_mailed(tx, organisation_id), who_may(tx, organisation_id, "billing.update")
    if wallet is None or not receivers or not store.claim_mail(tx, wallet):
        return None
    is_gone = wallet["exhausted_at"] not in (None, wallet["gone_mailed_at"])
    return _Claimed(wallet, is_gone, receivers)


def _letter(claimed: _Claimed, public_url: str) -> Letter:
    wallet = claimed.wallet
    if claimed.is_gone:
        return credits_gone(public_url, wallet["name"], wallet["balance"])
    return credits_low(public_url, wallet["name"], wallet["balance"], wallet["low_credits"])
