"""How long answers took, and what was answered."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

PERCENTS = (50, 95, 99)


@dataclass(slots=True)
class Measures:
    """Seconds by endpoint; `codes` counts the refusals by endpoint and code, `did` what the scripts did on purpose."""

    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    codes: Counter[tuple[str, str]] = field(default_factory=Counter)
    did: Counter[str] = field(default_factory=Counter)
    live: int = 0

    def took(self, endpoint: str, seconds: float) -> None:
        self.seconds[endpoint].append(seconds)

    @property
    def requests(self) -> int:
        return sum(map(len, self.seconds.values()))


def percentile(ordered: list[float], percent: int) -> float:
    """Nearest rank, of values in ascending order; 0 when there are none."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] if ordered else 0.0


def table(measures: Measures) -> list[tuple[str, ...]]:
    """A heading and a row an endpoint, milliseconds in words."""
    rows: list[tuple[str, ...]] = [("endpoint", "requests", "p50 ms", "p95 ms", "p99 ms", "most ms")]
    for endpoint, seconds in sorted(measures.seconds.items()):
        ordered = sorted(seconds)
        shown = [percentile(ordered, percent) for percent in PERCENTS] + ordered[-1:]
        rows.append((endpoint, f"{len(ordered):,}", *(f"{one * 1000:,.1f}" for one in shown)))
    return rows
