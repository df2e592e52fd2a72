"""What an organisation had day by day: sessions, flags and credits spent. Hours that are over are counted once and
kept; the hours since are counted when somebody asks, so a number is always exact."""

from dataclasses import dataclass

from eye.clock import DAY, HOUR, MINUTE, made_at
from eye.db import Database, Tx
from eye.reports import hours_store as store
from eye.sessions.start import counts as starts_store

SETTLED = 5 * MINUTE  # a write that began in an hour is committed long before this has passed after it
MOST = 100  # hours counted in one write
PER_DAY = DAY // HOUR


@dataclass(frozen=True, slots=True)
class Day:
    """`day` counts since 1970, in UTC."""

    day: int
    sessions: int = 0
    flags: int = 0
    credits: int = 0


async def count_all(db: Database, now: int) -> None:
    """Count every hour that is over and not counted yet. Safe with several processes."""
    while await db.write(count_hours, now):
        pass


def count_hours(tx: Tx, now: int, most: int = MOST) -> bool:
    """Count at most `most` hours in which something happened; whether more are left."""
    until, end = store.hold(tx), (now - SETTLED) // HOUR
    for _ in range(most):
        first = store.first_after(tx, until * HOUR)
        hour = end if first is None else min(end, made_at(first) // HOUR)
        if hour >= end:
            store.set_until(tx, max(until, end))
            return False
        store.count(tx, hour)
        starts_store.count(tx, hour)
        until = hour + 1
    store.set_until(tx, until)
    return True


def by_day(tx: Tx, organisation_id: str, days: int, now: int) -> list[Day]:
    """The last `days` days, the oldest first and today last; days without anything are there too."""
    today = now // DAY
    first = today - days + 1
    found = {day: Day(day) for day in range(first, today + 1)}
    until = max(store.counted_until(tx), first * PER_DAY)
    counted = store.counted(tx, organisation_id, first * PER_DAY)
    for row in [*counted, *store.uncounted(tx, organisation_id, until * HOUR)]:
        if row["day"] in found:
            found[row["day"]] = _plus(found[row["day"]], row)
    return list(found.values())


def _plus(day: Day, row: dict[str, int]) -> Day:
    return Day(day.day, day.sessions + row["sessions"], day.flags + row["flags"], day.credits + row["credits"])
