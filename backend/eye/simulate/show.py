"""Tells the person at the terminal how it goes: a table that changes, or a line now and then where there is none."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sized

import click
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table

from eye.simulate.measure import Measures, table

TERMINAL_SECONDS, LINE_SECONDS = 0.5, 10.0


class Show:
    """`console` is where; whether it is a terminal decides how."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console()

    @contextlib.contextmanager
    def playing(self, measures: Measures, began: float, length: float, candidates: int) -> Iterator[None]:
        loop = asyncio.get_running_loop()

        def line() -> str:
            gone = min(1.0, (loop.time() - began) / length)
            return (
                f"{gone:4.0%}  {measures.live:,} of {candidates:,} candidates in their exam, "
                f"{measures.requests:,} requests, {sum(measures.codes.values()):,} refused or lost"
            )

        with self._changing(line, lambda: table(measures)):
            yield

    @contextlib.contextmanager
    def comparing(self, accounts: Sized, done: Sized) -> Iterator[None]:
        with self._changing(lambda: f"Comparing: {len(done):,} of {len(accounts):,} candidates", list):
            yield

    @contextlib.contextmanager
    def _changing(self, line: Callable[[], str], rows: Callable[[], list[tuple[str, ...]]]) -> Iterator[None]:
        if self._console.is_terminal:
            live = Live(console=self._console, auto_refresh=False, transient=True)
            with live, _every(TERMINAL_SECONDS, lambda: live.update(_drawn(line(), rows()), refresh=True)):
                yield
        else:
            with _every(LINE_SECONDS, lambda: click.echo(line())):
                yield


def _drawn(line: str, rows: list[tuple[str, ...]]) -> Group:
    drawn = Table(box=None, pad_edge=False)
    for number, heading in enumerate(rows[0] if rows else ()):
        drawn.add_column(heading, justify="left" if number == 0 else "right")
    for row in rows[1:]:
        drawn.add_row(*row)
    return Group(line, drawn)


@contextlib.contextmanager
def _every(seconds: float, do: Callable[[], object]) -> Iterator[None]:
    async def again() -> None:
        while True:
            do()
            await asyncio.sleep(seconds)

    task = asyncio.get_running_loop().create_task(again())
    try:
        yield
    finally:
        task.cancel()
