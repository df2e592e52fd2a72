"""A second Eye on the same database, as another process or machine would run it; both share one folder of secrets."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import TypeVar

from starlette.testclient import TestClient

from eye.app import assemble, create_app
from tests.world import World, settings_for

R = TypeVar("R")


@contextmanager
def neighbour_of(world: World) -> Iterator[World]:
    settings = world.parts.settings
    parts = assemble(settings_for(settings.database_url, Path(settings.data)), world.clock)
    with TestClient(create_app(parts)) as client:
        yield World(client, world.clock)


def at_once(*asks: Callable[[], R]) -> list[R]:
    """Every answer; each asks in a thread of its own, and they begin together."""
    gate = Barrier(len(asks))

    def ask(one: Callable[[], R]) -> R:
        gate.wait()
        return one()

    with ThreadPoolExecutor(len(asks)) as threads:
        return list(threads.map(ask, asks))
