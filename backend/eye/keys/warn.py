"""Mails the alerts on keys, each once, to the members who can do something about it."""

from eye.db import Database, Tx
from eye.http.context import Mailer
from eye.keys import watch_store
from eye.keys.alerts import BURST_SHOWN, ROTATION_DUE, UNUSED, WEEK, Alert, alerts_of
from eye.keys.hold import UPDATE
from eye.organisations.members.receivers import who_may


async def warn_all(db: Database, mailer: Mailer, public_url: str, now: int) -> int:
    """How many alerts were mailed. Nothing where the operator set no mail server: the dashboard shows them anyway."""
    await db.write(watch_store.forget_failed, now - WEEK)
    if not mailer.sends:
        return 0
    old = now - min(UNUSED, *ROTATION_DUE.values())
    organisations = await db.read(watch_store.organisations_to_look_at, old, now - BURST_SHOWN)
    return sum([await _warn(db, mailer, public_url, id, now) for id in organisations])


async def _warn(db: Database, mailer: Mailer, public_url: str, organisation_id: str, now: int) -> int:
    alerts, receivers = await db.write(_claim, organisation_id, now)
    mailed = 0
    for alert in alerts:
        subject, text = letter(alert, public_url)
        if any([await mailer.send(receiver, subject, text) for receiver in receivers]):
            mailed += 1
        else:
            await db.write(watch_store.release_warning, organisation_id, alert.key_id, alert.kind, alert.since)
    return mailed


def _claim(tx: Tx, organisation_id: str, now: int) -> tuple[list[Alert], list[str]]:
    """The alerts that nobody has mailed yet, and the addresses they go to."""
    receivers = who_may(tx, organisation_id, UPDATE)
    alerts = alerts_of(tx, organisation_id, now) if receivers else []
    return [
        alert
        for alert in alerts
        if watch_store.claim_warning(tx, organisation_id, alert.key_id, alert.kind, alert.since, now)
    ], receivers


def letter(alert: Alert, public_url: str) -> tuple[str, str]:
    """Subject and text. The name of the key is a person's own words: it stands on one line."""
    name = " ".join("".join(sign if sign.isprintable() else " " for sign in alert.key_name).split())
    return (
        f"API key {name}: {alert.title[0].lower()}{alert.title[1:]}",
        f"""Hello,

{alert.title}: {name} ({alert.key_id}).

{alert.advice}

{public_url}/dashboard/settings/api/keys/{alert.key_id}
""",
    )
