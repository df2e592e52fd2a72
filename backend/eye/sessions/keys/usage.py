"""What a key was used for: sessions and charges by day, calls of servers, what was refused and why."""

from dataclasses import dataclass

from eye.billing import days_store
from eye.clock import DAY, HOUR
from eye.db import Row, Tx
from eye.keys import store as keys
from eye.keys import watch_store
from eye.sessions.start import counts as starts_store

DAYS = 30
PER_DAY = DAY // HOUR


@dataclass(frozen=True, slots=True)
class Day:
    """`day` counts from 1970; `charged` are charges, `credits` what they cost."""

    day: int
    sessions: int
    charged: int
    credits: int
    calls: int
    denied: int


@dataclass(frozen=True, slots=True)
class KeyUsage:
    """The last days, the oldest first, none left out; `denials` as `keys.store.denials` gives them."""

    days: list[Day]
    denials: list[Row]
    running: int


def usage_of_key(tx: Tx, organisation_id: str, key_id: str, days: int, now: int) -> KeyUsage:
    """Days are those of UTC; today is the last one."""
    first = now // DAY - days + 1
    denials = keys.denials(tx, organisation_id, key_id, first)
    denied: dict[int, int] = {}
    for row in denials:
        denied[row["day"]] = denied.get(row["day"], 0) + row["count"]
    started = starts_store.of_key(tx, organisation_id, key_id, first * PER_DAY)
    charged = {row["day"]: row for row in days_store.of_key(tx, organisation_id, key_id, first)}
    calls = {row["day"]: row["count"] for row in watch_store.calls(tx, organisation_id, key_id, first)}
    nothing = {"charges": 0, "credits": 0}
    found = [
        Day(
            day,
            started.get(day, 0),
            charged.get(day, nothing)["charges"],
            charged.get(day, nothing)["credits"],
            calls.get(day, 0),
            denied.get(day, 0),
        )
        for day in range(first, first + days)
    ]
    return KeyUsage(found, denials, count_running(tx, organisation_id, key_id))


def count_running(tx: Tx, organisation_id: str, key_id: str) -> int:
    """How many sessions running now were started with the key."""
    row = tx.one(
        """select count(*) as n from sessions
           where key_id = :key_id and key_id > '' and organisation_id = :organisation_id and ended_at is null""",
        organisation_id=organisation_id,
        key_id=key_id,
    )
    return int(row["n"]) if row else 0
