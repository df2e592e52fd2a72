"""A write that waits for its turn, and how those that asked are answered."""

from asyncio import AbstractEventLoop, Future
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from eye.db.contract import First, Tx
from eye.db.threads import without_stop_iteration


@dataclass(slots=True)
class Call:
    """One waiting write, later with its outcome."""

    fn: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    future: Future[Any]
    first: First | None = None
    result: Any = None
    error: BaseException | None = None

    def run(self, tx: Tx) -> None:
        self.result, self.error = self.fn(tx, *self.args, **self.kwargs), None

    def resolve(self) -> None:
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(without_stop_iteration(self.error))


def answer(calls: Sequence[Call]) -> None:
    """Waking a loop costs more than a small write, so each loop is woken once for the whole group."""
    by_loop: dict[AbstractEventLoop, list[Call]] = {}
    for call in calls:
        by_loop.setdefault(call.future.get_loop(), []).append(call)
    for loop, answered in by_loop.items():
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_resolve, answered)


def _resolve(calls: list[Call]) -> None:
    for call in calls:
        call.resolve()
