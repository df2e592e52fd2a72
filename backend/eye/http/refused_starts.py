"""Counts in memory what was refused under a key, so that a flood of it writes a few rows every few seconds, no more.

Bounded by key, code, origin and hour; of a key and day at most `ORIGINS` origins are told apart, the rest are `OTHER`.
For the calls of servers the address stands in for the origin.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from eye.clock import DAY, HOUR

ORIGINS = 50
OTHER = "other"
LONGEST = 300


@dataclass(frozen=True, slots=True, order=True)
class RefusedStart:
    """What is counted together. `origin` is empty where a request had none, or several; `hour` counts since 1970."""

    organisation_id: str
    key_id: str
    hour: int
    code: str
    origin: str


@dataclass(frozen=True, slots=True)
class Count:
    """How often, and when last (milliseconds UTC)."""

    count: int
    last_at: int

    def plus(self, other: "Count") -> "Count":
        return Count(self.count + other.count, max(self.last_at, other.last_at))


class RefusedStarts:
    """What this process refused and has not written yet."""

    def __init__(self) -> None:
        self._counts: dict[RefusedStart, Count] = {}
        self._day = 0
        self._origins: dict[str, set[str]] = {}

    def count(self, organisation_id: str, key_id: str, code: str, origin: Sequence[str], now: int) -> None:
        """`origin` are the values of all Origin header fields."""
        known = self._known(key_id, now)
        seen = _shown(origin)
        if seen and seen not in known and len(known) >= ORIGINS:
            seen = OTHER
        elif seen:
            known.add(seen)
        self._add(RefusedStart(organisation_id, key_id, now // HOUR, code, seen), Count(1, now))

    def take(self) -> dict[RefusedStart, Count]:
        """Everything not written yet, which is counted here no longer."""
        taken, self._counts = self._counts, {}
        return taken

    def give_back(self, taken: dict[RefusedStart, Count]) -> None:
        """What could not be written is written next time."""
        for subject, count in taken.items():
            self._add(subject, count)

    def _add(self, subject: RefusedStart, count: Count) -> None:
        before = self._counts.get(subject)
        self._counts[subject] = count if before is None else before.plus(count)

    def _known(self, key_id: str, now: int) -> set[str]:
        if self._day != now // DAY:
            self._day, self._origins = now // DAY, {}
        return self._origins.setdefault(key_id, set())


def _shown(origin: Sequence[str]) -> str:
    """The one origin without what cannot be stored; whatever else was sent counts as none."""
    if len(origin) != 1:
        return ""
    return "".join(sign for sign in origin[0][:LONGEST] if sign.isprintable())
