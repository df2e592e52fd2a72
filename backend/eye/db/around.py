"""A database around another: what one request works with in the place of that of its process."""

from collections.abc import Callable
from typing import Any

from eye.db.contract import Database, First, Stats


class Around:
    """A `Database` that does as the one inside. Its heirs say what differs; a write is theirs to allow."""

    def __init__(self, inside: Database) -> None:
        self.inside = inside

    @property
    def stats(self) -> Stats:
        return self.inside.stats

    @property
    def waiting(self) -> int:
        return self.inside.waiting

    async def mark(self) -> str:
        return await self.inside.mark()

    async def read(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        return await self.inside.read(fn, *args, **kwargs)

    async def write(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError

    async def write_from(self, first: First, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        return await self.write(fn, *args, **kwargs)

    async def close(self) -> None:
        """It belongs to the process, not to this request."""
