"""A database around another: what one request works with in the place of that of its process."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from eye.db.contract import Database, First, Stats


class Around(ABC):
    """A `Database` that does as the one inside. Its heirs say what differs, and what becomes of a write."""

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

    @abstractmethod
    async def write(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any: ...

    async def write_from(self, first: First, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        return await self.write(fn, *args, **kwargs)

    async def close(self) -> None:  # noqa: B027 - nothing is what it does
        """It belongs to the process, not to this request."""
