"""The act of one request: its first write, which commits together with the answer to it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from starlette.responses import Response

from eye.clock import Clock
from eye.db import Around, Database, Tx
from eye.http.context import Eye, Mailer

R = TypeVar("R")
Answering = Callable[[Eye], Awaitable[Response]]


class Still(Clock):
    """The time of one request, the same for its act and its answer."""

    def __init__(self, now: int) -> None:
        self._now = now

    def now(self) -> int:
        return self._now


class Acting(Around):
    """A `Database` for one request. `hold(tx)` begins its first write, `keep(tx, answer)` ends it.

    To know the answer before the commit, the endpoint is asked with what the write has given. One that would have to
    wait for anything else cannot tell yet; then `kept` stays False.
    """

    def __init__(
        self,
        eye: Eye,  # whose clock stands still
        answering: Answering,
        hold: Callable[[Tx], None],
        keep: Callable[[Tx, Response], None],
    ) -> None:
        super().__init__(eye.db)
        self._eye = eye
        self._hold = hold
        self._keep = keep
        self.answer = answering
        self.acted = False
        self.kept = False

    async def write(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if self.acted:
            return await self.inside.write(fn, *args, **kwargs)
        result, self.kept = await self.inside.write(self._act, lambda tx: fn(tx, *args, **kwargs))
        self.acted = True
        return result

    def _act(self, tx: Tx, act: Callable[[Tx], R]) -> tuple[R, bool]:
        self._hold(tx)
        result = act(tx)
        answer = _foretold(self.answer, self._eye, result)
        if answer is not None:
            self._keep(tx, answer)
        return result, answer is not None


def _foretold(answering: Answering, eye: Eye, result: Any) -> Response | None:
    """What the endpoint will answer to this result, if it needs nothing else. Runs in the thread of the write."""
    alone = replace(eye, db=_Given(eye.db, result), mailer=_Mute(eye.mailer))
    steps = answering(alone).__await__()
    try:
        next(steps)
    except StopIteration as done:
        found: Response = done.value
        return found
    except Exception:
        return None  # the real one will say what is wrong, or what it waits for
    finally:
        steps.close()
    return None


class _MoreIsNeeded(Exception):
    """The answer does not follow from the act alone."""


class _Given(Around):
    """A `Database` whose first write has happened, with `result`."""

    def __init__(self, db: Database, result: Any) -> None:
        super().__init__(db)
        self._results = [result]

    async def mark(self) -> str:
        raise _MoreIsNeeded

    async def read(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        raise _MoreIsNeeded

    async def write(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if not self._results:
            raise _MoreIsNeeded
        return self._results.pop()


@dataclass(frozen=True, slots=True)
class _Mute:
    """No mail leaves before the commit."""

    mailer: Mailer

    @property
    def sends(self) -> bool:
        return self.mailer.sends

    async def send(self, to: str, subject: str, text: str) -> bool:
        raise _MoreIsNeeded
