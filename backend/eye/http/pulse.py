"""Tells pages that stay open that something was committed. The database is asked once for all of a process."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from typing import Any, TypeVar

from eye.db import Unavailable

R = TypeVar("R")
LOOK_SECONDS = 0.4
CALM_SECONDS = 2.0  # what only time changes, as the silence of a page, is looked at this often


class Pulse:
    """Beats when something was committed by any process, and every two seconds; stands still while nobody listens."""

    def __init__(self, mark: Callable[[], Awaitable[str]]) -> None:
        self.beat = 0
        self._mark = mark
        self._listeners = 0
        self._task: asyncio.Task[None] | None = None
        self._next = asyncio.Event()
        self._found: dict[Hashable, asyncio.Future[Any]] = {}

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        self._listeners += 1
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            self._listeners -= 1
            if not self._listeners:
                self._task.cancel()
                self._task = None
                self._strike()

    async def after(self, beat: int) -> int:
        """The number of the present beat, once it is another than `beat`."""
        while self.beat == beat:
            await self._next.wait()
        return self.beat

    async def shared(self, key: Hashable, find: Callable[[], Awaitable[R]]) -> R:
        """What `find` gives, asked once a beat, however many listeners want to know."""
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = asyncio.ensure_future(find())
        result: R = await asyncio.shield(found)
        return result

    async def _run(self) -> None:
        known, calm = "", 0.0
        while True:
            with contextlib.suppress(Unavailable):
                seen = await self._mark()
                if seen != known or calm >= CALM_SECONDS:
                    known, calm = seen, 0.0
                    self._strike()
            await asyncio.sleep(LOOK_SECONDS)
            calm += LOOK_SECONDS

    def _strike(self) -> None:
        self.beat += 1
        self._found.clear()
        self._next.set()
        self._next = asyncio.Event()
