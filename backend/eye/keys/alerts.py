"""What the owner of a key should know without asking: bursts of failed attempts, an exposed secret key, old and unused
keys. A pure function over rows; the dashboard shows its alerts, `warn.py` mails them."""

from collections.abc import Sequence
from dataclasses import dataclass

from eye.clock import DAY, MINUTE
from eye.db import Row, Tx
from eye.keys import watch_store

WEEK = 7 * DAY
ROTATION_DUE = {"live": 90 * DAY, "test": 180 * DAY}
UNUSED = 90 * DAY
BURST_MINUTES = 5
BURST_OVER = 20
BURST_FACTOR = 5
BURST_SHOWN = DAY
_WINDOWS_A_WEEK = WEEK // (BURST_MINUTES * MINUTE)


@dataclass(frozen=True, slots=True)
class Alert:
    """`kind` is exposed, burst, rotation_due or unused; `since` tells it from the next of its kind, in milliseconds
    UTC. `advice` is what to do."""

    kind: str
    key_id: str
    key_name: str
    since: int
    title: str
    advice: str

    @property
    def urgent(self) -> bool:
        return self.kind in ("exposed", "burst")


def find_alerts(keys: Sequence[Row], attempts: Sequence[Row], now: int) -> list[Alert]:
    """The alerts on `keys` (`watch_store.watched_keys`), the urgent ones first.

    `attempts` are the failed ones of the last week: `key_id`, `minute`, `count`.
    """
    by_key: dict[str, dict[int, int]] = {}
    for row in attempts:
        by_key.setdefault(row["key_id"], {})[row["minute"]] = row["count"]
    found = [
        alert
        for key in keys
        for alert in (_exposed(key), _burst(key, by_key.get(key["id"], {}), now), _due(key, now), _unused(key, now))
        if alert is not None
    ]
    return sorted(found, key=lambda alert: not alert.urgent)


def alerts_of(tx: Tx, organisation_id: str, now: int) -> list[Alert]:
    return find_alerts(
        watch_store.watched_keys(tx, organisation_id, now),
        watch_store.failed_attempts(tx, organisation_id, now - WEEK),
        now,
    )


def _exposed(key: Row) -> Alert | None:
    if key["exposed_at"] is None:
        return None
    remedy = "Rotate it without overlap, give the new one to your server only"
    if key["rotated_to"] is not None:
        remedy = "It is being replaced: revoke it now"
    return _alert(
        key,
        "exposed",
        key["exposed_at"],
        "A secret key was seen in a web page",
        f"Everybody who opened the page could read it. {remedy}, and use a publishable key in the page.",
    )


def _burst(key: Row, attempts: dict[int, int], now: int) -> Alert | None:
    minute, count = _worst(attempts, now)
    mean = sum(attempts.values()) / _WINDOWS_A_WEEK
    if count <= BURST_OVER or count < BURST_FACTOR * mean:
        return None
    return _alert(
        key,
        "burst",
        minute * MINUTE // DAY * DAY,
        f"{count} attempts with this key failed within {BURST_MINUTES} minutes",
        "Look at its refusals. If they are not yours, rotate the key; if a website of yours is refused, register its"
        " domain.",
    )


def _worst(attempts: dict[int, int], now: int) -> tuple[int, int]:
    """The last minute of the worst five minutes of the last day, and how many failed in them."""
    recent = [minute for minute in attempts if minute >= (now - BURST_SHOWN) // MINUTE]
    counts = ((minute, sum(attempts.get(minute - back, 0) for back in range(BURST_MINUTES))) for minute in recent)
    return max(counts, key=lambda found: found[1], default=(0, 0))


def _due(key: Row, now: int) -> Alert | None:
    due = key["created_at"] + ROTATION_DUE[key["mode"]]
    if key["rotated_to"] is not None or key["inactive_at"] is not None or now < due:
        return None
    return _alert(
        key,
        "rotation_due",
        due,
        f"This key is {(now - key['created_at']) // DAY} days old and due for rotation",
        f"Rotate {key['mode']} keys every {ROTATION_DUE[key['mode']] // DAY} days: with an overlap nothing stops.",
    )


def _unused(key: Row, now: int) -> Alert | None:
    since = max(key["last_used_at"] or 0, key["created_at"]) + UNUSED
    if now < since:
        return None
    return _alert(
        key,
        "unused",
        since,
        f"Nobody has used this key for {(now - since + UNUSED) // DAY} days",
        "If nothing needs it any more, delete it; deactivate it first if you are not sure.",
    )


def _alert(key: Row, kind: str, since: int, title: str, advice: str) -> Alert:
    return Alert(kind, key["id"], key["name"], since, title, advice)
