"""One hop from the event loop into storage's own threads."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

R = TypeVar("R")


async def in_thread(threads: ThreadPoolExecutor, work: Callable[[], R]) -> R:
    return await asyncio.get_running_loop().run_in_executor(threads, _carried, work)


def _carried(work: Callable[[], R]) -> R:
    try:
        return work()
    except StopIteration as problem:
        raise without_stop_iteration(problem) from problem


def without_stop_iteration(problem: BaseException) -> BaseException:
    """A future cannot carry a StopIteration: who awaits it would wait for ever. PEP 479 does the same to generators."""
    return RuntimeError("the transaction raised StopIteration") if isinstance(problem, StopIteration) else problem
