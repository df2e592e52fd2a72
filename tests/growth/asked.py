"""A database that keeps every statement that pages and endpoints ask, with what they asked it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from eye.db import Database, Row, Stats, Tx
from tests.world import World


class AskedTx:
    def __init__(self, tx: Tx, asked: list[tuple[str, dict[str, object]]]) -> None:
        self._tx = tx
        self._asked = asked

    def all(self, sql: str, /, **params: object) -> list[Row]:
        self._asked.append((sql, params))
        return self._tx.all(sql, **params)

    def one(self, sql: str, /, **params: object) -> Row | None:
        self._asked.append((sql, params))
        return self._tx.one(sql, **params)

    def run(self, sql: str, /, **params: object) -> int:
        return self._tx.run(sql, **params)

    def many(self, sql: str, rows: Any, /) -> None:
        self._tx.many(sql, rows)


class AskedDatabase:
    """In the place of the world's own from now on."""

    def __init__(self, world: World) -> None:
        self._db: Database = world.parts.db
        self.asked: list[tuple[str, dict[str, object]]] = []
        parts = replace(world.parts, db=self)
        world.client.app.state.eye = parts  # type: ignore[attr-defined]

    @property
    def stats(self) -> Stats:
        return self._db.stats

    @property
    def waiting(self) -> int:
        return self._db.waiting

    async def read(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        return await self._db.read(lambda tx: fn(AskedTx(tx, self.asked), *args, **kwargs))

    async def write(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        return await self._db.write(fn, *args, **kwargs)

    async def mark(self) -> str:
        return await self._db.mark()

    async def close(self) -> None:
        await self._db.close()
