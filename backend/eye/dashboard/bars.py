"""Numbers by day as a small picture of bars, drawn in percent of its width."""

from collections.abc import Sequence
from dataclasses import dataclass

from eye.clock import DAY, iso
from eye.dashboard.show import counted

HEIGHT = 72
LEAST = 2  # one in a day of thousands is still seen


@dataclass(frozen=True, slots=True)
class Bar:
    """`x` and `width` in percent, `y` and `height` in pixels from the top; `label` is shown on hover."""

    x: float
    width: float
    y: int
    height: int
    label: str


@dataclass(frozen=True, slots=True)
class Bars:
    """`summary` says in words what the picture shows; `first` is its first day as YYYY-MM-DD."""

    bars: list[Bar]
    total: int
    most: int
    first: str
    summary: str


def draw(days: Sequence[tuple[int, int]], noun: str) -> Bars:
    """`days` are (day since 1970, number), in order; `noun` is what is counted, in the singular."""
    most = max((number for _, number in days), default=0)
    total = sum(number for _, number in days)
    step = 100 / max(1, len(days))
    bars = [
        Bar(
            round(i * step, 3),
            round(step * 0.8, 3),
            HEIGHT - height,
            height,
            f"{day_text(day)}: {counted(number, noun)}",
        )
        for i, (day, number) in enumerate(days)
        if (height := _height(number, most))
    ]
    return Bars(bars, total, most, day_text(days[0][0]) if days else "", _summary(days, noun, total, most))


def day_text(day: int) -> str:
    return str(iso(day * DAY))[:10]


def _height(number: int, most: int) -> int:
    return max(LEAST, round(number / most * HEIGHT)) if number else 0


def _summary(days: Sequence[tuple[int, int]], noun: str, total: int, most: int) -> str:
    if not total:
        return f"No {noun} in {len(days)} days"
    best = next(day for day, number in days if number == most)
    return f"{counted(total, noun)} in {len(days)} days, at most {most} on {day_text(best)}"
