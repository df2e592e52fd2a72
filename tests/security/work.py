"""What a request makes the server do: every statement it asks, reading and writing, in order."""

from collections.abc import Callable
from typing import Any

from eye.db import First
from tests.growth.asked import AskedDatabase, AskedTx
from tests.world import World

# What differs from try to try: its id, how long it is with that, how many tries are left.
OWN = {"x-request-id", "content-length", "ratelimit"}


class WorkTx(AskedTx):
    """Keeps what is only written too."""

    def run(self, sql: str, /, **params: object) -> int:
        self._asked.append((sql, params))
        return super().run(sql, **params)

    def many(self, sql: str, rows: Any, /) -> None:
        self._asked.append((sql, {"rows": len(rows)}))
        super().many(sql, rows)

    def later(self, sql: str, /, **params: object) -> None:
        self._asked.append((sql, params))
        self._tx.later(sql, **params)

    def expect(self, sql: str, /, **params: object) -> bool:
        self._asked.append((sql, params))
        return self._tx.expect(sql, **params)


class Work(AskedDatabase):
    """In the place of the world's own database from now on."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._world = world

    async def read(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        return await self._db.read(lambda tx: fn(WorkTx(tx, self.asked), *args, **kwargs))

    async def write(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        return await self._db.write(lambda tx: fn(WorkTx(tx, self.asked), *args, **kwargs))

    async def write_from(self, first: First, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        return await self._db.write_from(first, lambda tx: fn(WorkTx(tx, self.asked), *args, **kwargs))

    def of(self, ask: Callable[..., Any], *args: Any, **kwargs: Any) -> tuple[Any, list[str]]:
        """What `ask` is answered, and the statements that it took."""
        self.asked.clear()
        answer = ask(*args, **kwargs)
        return answer, [sql for sql, _ in self.asked]


def seen(answer: Any, *sent: str) -> tuple[Any, ...]:
    """All that a stranger sees of an answer, without the request's own id and what they sent themselves."""
    text = answer.text.replace(answer.headers["x-request-id"], "")
    for one in sent:
        text = text.replace(one, "")
    headers = {name: value for name, value in answer.headers.items() if name not in OWN}
    return answer.status_code, headers, text
