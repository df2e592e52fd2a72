"""Two threads for password hashing: each hash takes 160 ms of a core and 64 MB, and must not hold up anything else."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_threads = ThreadPoolExecutor(2, "eye-password")


async def in_password_thread(fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """What `fn` gives, computed beside the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_threads, lambda: fn(*args, **kwargs))
