"""What the commands share: the settings' database, made ready and asked."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from eye.clock import Clock
from eye.db import Database, Tx, migrate, open_database, require_level
from eye.operations.objects import open_objects
from eye.operations.secrets import check_secrets
from eye.settings import Secrets, Settings, read_secrets

R = TypeVar("R")


def migrated(settings: Settings) -> list[str]:
    """Bring the database to the level of this program; the names of what was applied."""
    applied = migrate(settings.database_url)
    require_level(settings.database_url)
    return applied


def ready(settings: Settings) -> Secrets:
    """What every process needs, made and checked first: whatever is wrong is said once, before anyone is served."""
    secrets = read_secrets(settings.secrets_file)
    open_objects(settings.media_url)
    migrated(settings)
    write(settings, _check_secrets, secrets)
    return secrets


def _check_secrets(tx: Tx, secrets: Secrets, now: int) -> None:
    check_secrets(tx, secrets)


def write(settings: Settings, fn: Callable[..., R], *args: Any) -> R:
    """One write on the database of these settings; `fn` receives the time as its last argument."""
    return _asked(settings, lambda db: db.write(fn, *args, Clock().now()))


def read(settings: Settings, fn: Callable[..., R], *args: Any) -> R:
    """One reading of the database of these settings."""
    return _asked(settings, lambda db: db.read(fn, *args))


def _asked(settings: Settings, ask: Callable[[Database], Awaitable[R]]) -> R:
    async def run(db: Database) -> R:
        try:
            return await ask(db)
        finally:
            await db.close()

    return asyncio.run(run(open_database(settings.database_url)))
