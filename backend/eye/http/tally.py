"""Counts the requests of this process in plain numbers, so that counting costs next to nothing; `/metrics` reads them.

Only the thread of the event loop counts here. Bounded by the number of routes, methods and codes.
"""

from bisect import bisect_left
from collections import Counter

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Row:
    """The answers of one method and route: by class of status, and by how long they took to begin."""

    __slots__ = ("answers", "buckets", "seconds")

    def __init__(self) -> None:
        self.answers = [0] * 6
        self.buckets = [0] * (len(BOUNDS) + 1)
        self.seconds = 0.0

    def add(self, status: int, seconds: float) -> None:
        self.answers[status // 100] += 1
        self.buckets[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds


class Tally:
    """`starts_refused` counts `/v1/init` by error code."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Row] = {}
        self.starts_refused: Counter[str] = Counter()

    def row(self, method: str, route: str) -> Row:
        """`route` is the template, such as /v1/keys/{id}, never the path that was asked."""
        return self.rows.setdefault((method if method in METHODS else "other", route), Row())
