"""Whether this process can do its work now: database, media store, migrations. Looked up at most once a second."""

import asyncio
import logging
import tempfile
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import obstore

from eye.clock import stopwatch
from eye.db import require_level
from eye.errors import first_line
from eye.http.context import Eye
from eye.operations import store

log = logging.getLogger("eye")

SECONDS = 2.0
FRESH = 1.0
PROBE = "readiness"  # an object that need not exist: the store only has to answer


class Readiness:
    """Who asks while it is looked up, or within a second, gets the same answer."""

    def __init__(self, eye: Eye) -> None:
        self._eye = eye
        # Not the loop's own threads: a folder or server that hangs must not take those from the rest.
        self._threads = ThreadPoolExecutor(2, "eye-readiness")
        self._looking: asyncio.Task[list[str]] | None = None
        self._looked_at = 0.0

    async def failing(self) -> list[str]:
        """The names of what does not work: `database`, `migrations`, `media`."""
        if self._looking is None or (self._looking.done() and stopwatch() - self._looked_at >= FRESH):
            self._looking = asyncio.create_task(self._look())
        return await asyncio.shield(self._looking)

    async def _look(self) -> list[str]:
        checks = {"database": self._database, "migrations": self._migrations, "media": self._media}
        works = await asyncio.gather(*(_works(name, check) for name, check in checks.items()))
        self._looked_at = stopwatch()
        return [name for name, fine in zip(checks, works, strict=True) if not fine]

    async def _database(self) -> None:
        await self._eye.db.read(store.read_something)
        await self._eye.db.write(store.write_something, self._eye.clock.now())

    async def _migrations(self) -> None:
        await self._in_thread(lambda: require_level(self._eye.settings.database_url))

    async def _media(self) -> None:
        url = self._eye.settings.media_url
        if url.startswith("file://"):
            # Not through the store, which would make a folder that is gone, such as a disk that is not mounted.
            return await self._in_thread(lambda: _try_folder(Path(url.removeprefix("file://"))))
        try:
            await obstore.head_async(self._eye.objects, PROBE)
        except FileNotFoundError:
            return None

    async def _in_thread(self, work: Callable[[], None]) -> None:
        await asyncio.get_running_loop().run_in_executor(self._threads, work)


def _try_folder(folder: Path) -> None:
    tempfile.TemporaryFile(dir=folder).close()


async def _works(name: str, check: Callable[[], Awaitable[None]]) -> bool:
    try:
        async with asyncio.timeout(SECONDS):
            await check()
    except Exception as problem:  # whatever it is, this part cannot be used now
        log.warning("not ready: %s: %s", name, first_line(problem) or type(problem).__name__)
        return False
    return True
