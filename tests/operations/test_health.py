"""/healthz and /readyz: whether the process answers, and whether it can do its work."""

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from eye.app import assemble, create_app
from eye.clock import stopwatch
from eye.db import Tx, migrate
from eye.operations.readiness import FRESH, Readiness
from tests.reading import problem
from tests.world import Organisation, World, settings_for


def look(world: World) -> list[str]:
    """What does not work, looked up anew."""
    assert world.client.portal is not None
    found: list[str] = world.client.portal.call(_look, Readiness(world.parts))
    return found


async def _look(readiness: Readiness) -> list[str]:
    return await readiness.failing()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_running_eye_is_well(world: World, path: str, method: str) -> None:
    answer = world.client.request(method, path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"


def test_what_is_not_ready_is_named(world: World) -> None:
    media = Path(world.parts.settings.media_url.removeprefix("file://"))
    shutil.rmtree(media)
    media.write_text("a disk that is not mounted")
    answer = world.client.get("/readyz")
    assert problem(answer) == (503, "unavailable")
    assert answer.json()["notReady"] == ["media"]
    assert answer.headers["retry-after"] == "1"
    assert world.client.get("/healthz").status_code == 200


def test_a_folder_that_is_gone_is_not_made_by_looking(world: World) -> None:
    media = Path(world.parts.settings.media_url.removeprefix("file://"))
    shutil.rmtree(media)
    assert look(world) == ["media"]
    assert not media.exists()


def test_a_database_that_cannot_be_written_is_not_ready(world: World) -> None:
    world.execute("alter table settings rename to settings_elsewhere")
    try:
        assert look(world) == ["database"]
    finally:
        world.execute("alter table settings_elsewhere rename to settings")
    assert look(world) == []


def test_a_database_of_another_level_is_not_ready(empty_url: str, tmp_path: Path) -> None:
    migrate(empty_url)
    parts = assemble(settings_for(empty_url, tmp_path / "data"))
    table = "_sqlite_migrations" if empty_url.startswith("sqlite") else "eye_migrations"

    def forget(tx: Tx) -> None:
        assert tx.run(f"delete from {table} where name like '%first%'")  # noqa: S608

    with TestClient(create_app(parts, chores=False)) as client:
        assert client.portal is not None
        client.portal.call(parts.db.write, forget)
        assert client.get("/readyz").json()["notReady"] == ["migrations"]


def test_a_database_that_is_closed_is_not_ready(world: World) -> None:
    assert world.client.portal is not None
    world.client.portal.call(world.parts.db.close)
    assert "database" in look(world)


def test_everybody_who_asks_within_a_second_gets_one_look(world: World) -> None:
    readiness = Readiness(world.parts)
    assert world.client.portal is not None
    world.client.portal.call(_look, readiness)
    looked = written(world)
    world.clock.move(minutes=1)
    world.client.portal.call(_ask_often, readiness)
    assert written(world) == looked


async def _ask_often(readiness: Readiness) -> None:
    readiness._looked_at = stopwatch()  # however slow this machine is
    await asyncio.gather(*(readiness.failing() for _ in range(50)))


def test_after_a_second_it_looks_again(world: World) -> None:
    readiness = Readiness(world.parts)
    assert world.client.portal is not None
    world.client.portal.call(_look, readiness)
    looked = written(world)
    world.clock.move(minutes=1)
    readiness._looked_at -= FRESH
    world.client.portal.call(_look, readiness)
    assert written(world) != looked


def written(world: World) -> str:
    (row,) = world.rows("select value from settings where name = 'operations.written'")
    return str(row["value"])


def test_it_needs_no_key_and_tells_no_secret(acme: Organisation, world: World) -> None:
    shutil.rmtree(Path(world.parts.settings.media_url.removeprefix("file://")))
    text: Any = world.client.get("/readyz").text
    assert str(world.parts.settings.data) not in text
