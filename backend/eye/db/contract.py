"""What storage offers the rest of Eye, whichever engine is behind it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

Row = dict[str, Any]


class Unavailable(Exception):
    """The database cannot answer now (gone, full, locked for too long). The same call may succeed later."""


class Tx(Protocol):
    """One transaction. Parameters are written `:name`. A raised database error ends it: never catch one and go on.

    A `select` that ends in ` for no key update` keeps the rows it finds from everybody else's writes until the end of
    this one.
    """

    def all(self, sql: str, /, **params: object) -> list[Row]:
        """Every row."""
        ...

    def one(self, sql: str, /, **params: object) -> Row | None:
        """The first row, or None. All rows are read: where there may be many, write `limit 1`."""
        ...

    def run(self, sql: str, /, **params: object) -> int:
        """Execute and give the number of rows inserted, updated or deleted."""
        ...

    def many(self, sql: str, rows: Sequence[Mapping[str, object]], /) -> None:
        """Execute once for each of `rows`; none is fine. What goes wrong may show later, as with `later`."""
        ...

    def later(self, sql: str, /, **params: object) -> None:
        """Execute what is only written: nobody waits for the outcome, so it costs PostgreSQL no round trip of its own.

        What goes wrong may be raised by a later statement, or fail the write at its end.
        """
        ...

    def expect(self, sql: str, /, **params: object) -> bool:
        """Execute as `later` what nearly always changes one row; whether it did.

        PostgreSQL says yes before it knows. Where that was wrong the write has no effect and runs again, and this time
        `expect` waits for the answer.
        """
        ...


@dataclass(frozen=True, slots=True)
class First:
    """The statement with which a write begins. `params` are texts."""

    sql: str
    params: Mapping[str, str]

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(self.params.values())


@dataclass(frozen=True, slots=True)
class Stats:
    """What was committed since the database was opened. `groups[n]` counts the commits that held `n` writes."""

    groups: Counter[int] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    @property
    def commits(self) -> int:
        return self.groups.total()

    @property
    def writes(self) -> int:
        return sum(size * commits for size, commits in self.groups.items())

    def add(self, size: int) -> None:
        with self._lock:  # several threads may commit at once
            self.groups[size] += 1


class Database(Protocol):
    """An open database. Calls run `fn(tx, ...)` in a thread of the storage's own, so `fn` is plain synchronous code."""

    @property
    def stats(self) -> Stats: ...

    @property
    def waiting(self) -> int:
        """How many writes were asked for and are not on disk yet."""
        ...

    async def read(self, fn: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `fn` on one snapshot; it cannot write. Raises what `fn` raises, or Unavailable."""
        ...

    async def write(self, fn: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `fn` and answer once its effects are on disk; if it raises, it has none.

        `fn` may run again after a conflict, so it must have no effect but through `tx`. Raises what `fn` raises,
        or Unavailable. A caller that is cancelled while it waits cannot know whether the write was committed.
        """
        ...

    async def mark(self) -> str:
        """Stays the same as long as nothing is committed, by this process or another; Unavailable as for `read`.

        It says nothing about what changed, and costs so little that it may be asked several times a second.
        """
        ...

    async def write_from(
        self, first: First, fn: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """As `write`, for an `fn` whose first statement is `first`: PostgreSQL asks it for several writes at once.

        They begin with the same statement under different parameters, and all of them are asked before any goes on. So
        `fn` must change nothing that the others' first statement locks, or that it reads and they rely on.
        """
        ...

    async def close(self) -> None:
        """Finish what was asked for before, then let go of everything. Calls that come later get Unavailable."""
        ...
