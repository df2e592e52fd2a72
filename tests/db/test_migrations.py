"""The numbered files, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from eye.db import Level, level, migrate, require_level
from eye.errors import OperatorError
from tests.db.things import PATIENCE, seen_from_outside


def test_migrate_applies_what_is_pending_once_and_names_it(empty_url: str, folder: Path) -> None:
    assert level(empty_url, folder) == Level(pending=["0001_things"], unknown=[])
    assert migrate(empty_url, folder) == ["0001_things"]
    assert migrate(empty_url, folder) == []
    (folder / "0002_first.sql").write_text("insert into things (id, n) values ('50% ; it''s :here', 1);\n-- done\n")
    assert migrate(empty_url, folder) == ["0002_first"]
    assert seen_from_outside(empty_url) == ["50% ; it's :here"]


def test_of_those_who_migrate_at_the_same_instant_one_does_it(empty_url: str, folder: Path) -> None:
    ready = Barrier(8)

    def at_once(_: int) -> list[str]:
        ready.wait(PATIENCE)
        return migrate(empty_url, folder)

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(at_once, range(8))) == [[]] * 7 + [["0001_things"]]


def test_a_migration_that_fails_leaves_nothing_behind(url: str, folder: Path) -> None:
    (folder / "0002_sound.sql").write_text("create table sound (id text); insert into things (id, n) values ('a', 1);")
    (folder / "0003_broken.sql").write_text("create table broken (id text); insert into nowhere values (1);")
    with pytest.raises(OperatorError, match=r"changed nothing.*nowhere"):
        migrate(url, folder)
    assert level(url, folder).pending == ["0002_sound", "0003_broken"]
    assert seen_from_outside(url) == []
    (folder / "0003_broken.sql").write_text("create table broken (id text);")
    assert migrate(url, folder) == ["0002_sound", "0003_broken"]


def test_the_schema_that_the_program_expects_is_accepted(database_url: str) -> None:
    require_level(database_url)


def test_a_pending_migration_is_refused_with_the_command_to_run(empty_url: str) -> None:
    with pytest.raises(OperatorError, match=r"lacks the migration.* 0001_first.*eye migrate"):
        require_level(empty_url)


def test_a_schema_newer_than_the_program_is_refused(url: str, folder: Path) -> None:
    (folder / "0002_future.sql").write_text("create table future (id text);")
    migrate(url, folder)
    (folder / "0002_future.sql").unlink()
    for refuse in (require_level, migrate):
        with pytest.raises(OperatorError, match=r"newer than this program.*0002_future.*Upgrade the program"):
            refuse(url, folder)


def test_looking_makes_no_file(tmp_path: Path, folder: Path) -> None:
    assert level(tmp_path / "none.db", folder).pending == ["0001_things"]
    assert not (tmp_path / "none.db").exists()
