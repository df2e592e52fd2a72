"""Work that comes round again and again while Eye serves. What goes wrong in one round is said, and ends no other."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from eye.db import Unavailable

log = logging.getLogger("eye")


async def repeat(seconds: float, act: Callable[[], Awaitable[object]]) -> None:
    """Until it is cancelled; `seconds` are between the end of a round and the next one."""
    while True:
        await asyncio.sleep(seconds)
        await act()


async def calmly(what: str, act: Awaitable[object]) -> None:
    """`what` begins the line of the log where it fails. Without storage it waits for the next round."""
    try:
        await act
    except Unavailable as problem:
        log.warning("%s: waiting for the storage: %s", what, problem)
    except Exception:
        log.exception("%s: failed", what)
