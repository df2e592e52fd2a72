"""How fast credits are spent, and until when they last at this pace."""

from collections.abc import Sequence
from dataclasses import dataclass

from eye.clock import DAY

WINDOW = 14  # days that the average is taken of
FURTHEST = 3650  # days; beyond, a date says nothing any more


@dataclass(frozen=True, slots=True)
class Pace:
    """`per_day` in credits; `over` is how many days that is the average of; `ends_at` the moment at which nothing is
    left (milliseconds UTC), None where that is more than ten years away."""

    per_day: float
    over: int
    ends_at: int | None


def pace(free: int, used: Sequence[int], now: int) -> Pace | None:
    """The average of the last `WINDOW` of `used`: credits by day, the oldest first, today last. None without any usage.

    `free` credits are left at `now`. A younger organisation gives the days since it exists, at least one.
    """
    days = list(used)[-WINDOW:]
    total = sum(days)
    if total <= 0:
        return None
    per_day = total / len(days)
    left = max(0, free) / per_day
    return Pace(per_day, len(days), None if left > FURTHEST else now + round(left * DAY))
