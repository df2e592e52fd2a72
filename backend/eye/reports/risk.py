"""Risk: an exact sum of whole points, one term for each flag, by the table of a versioned policy. Pure.

It says where to look first, never what to conclude. What is technical or was dismissed counts nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from eye.clock import MINUTE
from eye.flags.decisions import DISMISSED, is_technical
from eye.flags.rules import RULES

MOST_POINTS = 1_000  # in any field of a policy


class Weight(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """Points for each flag of a type, and for each started minute of it; all flags of the type give `cap` at most."""

    weight: int = 0
    per_minute: int = 0
    cap: int = 0


NOTHING = Weight()
Table = Mapping[str, Weight]
PUBLISHED = 1
# Version 1 never changes: a score that was read once can be counted again. A better table is a new version.
VERSION_1: Table = {
    "TAB_NOT_FOCUS": Weight(3, 2, 30),
    "EXIT_FULLSCREEN": Weight(2, 1, 15),
    "FACE_ABSENCE": Weight(2, 1, 20),
    "MULTIPLE_FACE": Weight(10, 5, 50),
    "CAMERA_COVERED": Weight(4, 2, 20),
    "CAMERA_FROZEN": Weight(2, 1, 10),
    "CAMERA_LOST": Weight(5, 1, 20),
    "SOUND_DETECTED": Weight(1, 1, 10),
    "MICROPHONE_MUTED": Weight(1, 0, 5),
    "MICROPHONE_LOST": Weight(3, 1, 10),
    "FACE_MISMATCH": Weight(8, 2, 30),
    "PASTE": Weight(5, 0, 25),
    "PRINT_ATTEMPT": Weight(3, 0, 9),
    "SCREENSHOT_KEY": Weight(3, 0, 9),
    "SECOND_SCREEN": Weight(5, 0, 10),
    "WINDOW_SMALL": Weight(2, 1, 10),
    "SEVERAL_TABS": Weight(3, 1, 10),
    "SESSION_TAKEOVER": Weight(10, 0, 20),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """A type without a row counts nothing."""

    version: int
    table: Table


PUBLISHED_POLICY = Policy(PUBLISHED, VERSION_1)


@dataclass(frozen=True, slots=True)
class Term:
    """What one flag adds: `full` by its weight and `minutes`, of which `points` count because of the cap of its type.

    Times in milliseconds UTC; `cleared_at` is None while it goes on.
    """

    flag_id: str
    type: str
    raised_at: int
    cleared_at: int | None
    minutes: int
    weight: Weight
    full: int
    points: int


@dataclass(frozen=True, slots=True)
class Risk:
    """`score` is the sum of the points of `terms`, exactly."""

    policy: Policy
    terms: list[Term]

    @property
    def score(self) -> int:
        return sum(term.points for term in self.terms)


def types_that_count() -> list[str]:
    """The types of flags that a policy may give points."""
    return [rule.type for rule in RULES if not rule.technical]


def risk_of(policy: Policy, flags: Iterable[Mapping[str, Any]], now: int) -> Risk:
    """`flags` in the order in which they happened; each has id, type, review, raised_at and cleared_at."""
    given: dict[str, int] = {}
    terms = []
    for flag in flags:
        weight = policy.table.get(flag["type"], NOTHING)
        if not counts(flag["type"], flag["review"]) or weight == NOTHING:
            continue
        minutes = started_minutes(flag["raised_at"], now if flag["cleared_at"] is None else flag["cleared_at"])
        full = weight.weight + weight.per_minute * minutes
        points = min(full, weight.cap - given.get(flag["type"], 0))
        given[flag["type"]] = given.get(flag["type"], 0) + points
        times = flag["raised_at"], flag["cleared_at"]
        terms.append(Term(flag["id"], flag["type"], *times, minutes, weight, full, points))
    return Risk(policy, terms)


def score_of(table: Table, counted: Iterable[tuple[str, int, int]]) -> int:
    """The same sum from (type, number of flags, their started minutes), for those that count."""
    found = [(table.get(type, NOTHING), flags, minutes) for type, flags, minutes in counted if not is_technical(type)]
    return sum(min(row.weight * flags + row.per_minute * minutes, row.cap) for row, flags, minutes in found)


def counts(type: str, review: str) -> bool:
    return not is_technical(type) and review != DISMISSED


def started_minutes(start: int, end: int) -> int:
    """A moment has none; a second has one."""
    return max(0, -((start - end) // MINUTE))
