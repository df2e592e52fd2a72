"""A backup that is taken while pages send is one moment of the school, whole, and can be brought back elsewhere."""

import json
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from eye.clock import Clock
from tests.cli import program
from tests.cli.here import refused, said
from tests.cli.program import free_port
from tests.databases import empty_postgres
from tests.faults.promises import broken, exams_of
from tests.faults.school import Exam, School, advance, serving, sitting
from tests.postgres_server import Server as Postgres

Elsewhere = dict[str, str]


@pytest.fixture
def elsewhere(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Elsewhere]:
    """The settings of an empty place."""
    place = {"EYE_DATA": str(tmp_path / "elsewhere")}
    if engine == "sqlite":
        yield place
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        with empty_postgres(postgres) as url:
            yield {**place, "EYE_DATABASE_URL": url}


def as_of_now(exams: list[Exam]) -> list[Exam]:
    """What is acknowledged by now, without what the pages go on to send."""
    return [replace(e, sent=10**9, media=dict(e.media)) for e in list(exams)]


def test_a_backup_under_load_is_whole_and_comes_back(empty_url: str, elsewhere: Elsewhere, tmp_path: Path) -> None:
    school, port = School(empty_url, tmp_path), free_port()
    target, later = tmp_path / "backup.tar.gz", tmp_path / "later.tar"
    with serving(school, port):
        with sitting(school, port) as candidates:
            advance(candidates, 20)
            before = as_of_now(exams_of(candidates))
            taken = program.said("backup", str(target), **school.variables)
            advance(candidates)  # they were not disturbed
        said("backup", str(later), **school.variables)  # of what was acknowledged a moment ago, nothing may be left out
    assert taken.startswith(f"{target} holds ")
    assert said("restore", str(target), "--check", EYE_DATA=str(tmp_path / "none")).startswith("Whole: ")
    assert program.said("restore", str(target), **elsewhere).startswith("Restored: ")
    restored = School.elsewhere(elsewhere, school, tmp_path)
    assert broken(restored, before) == []
    # The pages of that moment go on there with the tokens that they have.
    with serving(restored) as server:
        running = next(exam for exam in before if not exam.ending and exam.token)
        beat = {"seq": running.acked + 1, "type": "HEARTBEAT", "at": Clock().now(), "data": {"windows": []}}
        assert server.ask("POST", "/v1/events", {"token": running.token, "events": [beat]})[0] == 202
    assert "Restore into an empty place" in refused("restore", str(target), **elsewhere)
    assert said("restore", str(later), "--force", **elsewhere).startswith("Restored: ")
    assert broken(restored, exams_of(candidates)) == []


@pytest.fixture
def quiet(empty_url: str, tmp_path: Path) -> School:
    return School(empty_url, tmp_path)


def test_what_is_wrong_with_a_backup_is_said(quiet: School, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    said("backup", str(folder), **quiet.variables)
    names = {file.name for file in folder.iterdir()}
    (database,) = names - {"manifest.json", "media.jsonl", "secrets.json"}

    def check(change: str, content: bytes | None) -> str:
        copy = tmp_path / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)
        if content is None:
            (copy / change).unlink()
        else:
            (copy / change).write_bytes(content)
        return refused("restore", str(copy), "--check", EYE_DATA=str(tmp_path / "none"))

    whole = (folder / database).read_bytes()
    assert f"{database} is not what was backed up" in check(database, whole[:-1] + b"!")
    assert "secrets.json is missing" in check("secrets.json", None)
    assert "no backup of Eye" in check("manifest.json", None)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["counts"]["organisations"] += 1
    assert "rows in organisations" in check("manifest.json", json.dumps(manifest).encode())
    assert "There is no backup" in refused("restore", str(tmp_path / "nothing"), "--check")


@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize("name", ["../../outside", "/outside", "media/../../../outside", "link", "more.txt"])
def test_no_backup_writes_elsewhere(quiet: School, tmp_path: Path, name: str) -> None:
    """Somebody put a file, or a link to one, into a backup, and hopes that an operator restores it."""
    said("backup", str(tmp_path / "b.tar"), **quiet.variables)
    with tarfile.open(tmp_path / "b.tar") as whole, tarfile.open(tmp_path / "more.tar", "w") as more:
        added = tarfile.TarInfo(name)
        if name == "link":
            added.type, added.linkname = tarfile.SYMTYPE, "/etc/passwd"
        more.addfile(added)
        for member in whole:
            more.addfile(member, whole.extractfile(member))
    other = tmp_path / "other" / "data"
    complaint = refused("restore", str(tmp_path / "more.tar"), EYE_DATA=str(other))
    assert "no backup of Eye" in complaint or "media store does not take" in complaint, complaint
    assert not (other / "eye.db").exists()
    assert [path for path in tmp_path.rglob("*") if path.name == "outside"] == []


def test_a_wallet_that_is_not_its_ledger_is_found(quiet: School, tmp_path: Path) -> None:
    quiet.write(lambda tx: tx.run("update wallets set balance = balance + 1"))
    said("backup", str(tmp_path / "b.tar"), **quiet.variables)
    complaint = refused("restore", str(tmp_path / "b.tar"), "--check")
    assert complaint.endswith(f"The wallet of {quiet.id} is not the sum of its ledger.")


def test_media_without_their_file_are_found(quiet: School, tmp_path: Path) -> None:
    port = free_port()
    with sitting(quiet, port, 1) as candidates, serving(quiet, port):
        while not any(exam.media for exam in exams_of(candidates)):
            advance(candidates)
    (file, *_) = (tmp_path / "data" / "media" / "evidence").rglob("shot_0.*")
    file.unlink()
    said("backup", str(tmp_path / "b.tar"), **quiet.variables)
    assert f"{file.name} had no file" in refused("restore", str(tmp_path / "b.tar"), "--check")
    said("backup", str(tmp_path / "named.tar"), "--no-media", "--no-secrets", **quiet.variables)
    with tarfile.open(tmp_path / "named.tar") as tar:
        assert {name.partition(".")[0] for name in tar.getnames()} == {"database", "media", "manifest"}


def test_it_goes_only_where_nothing_is(quiet: School, tmp_path: Path) -> None:
    (tmp_path / "there.tar").write_text("mine")
    assert "is there already" in refused("backup", str(tmp_path / "there.tar"), **quiet.variables)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    said("backup", str(tmp_path / "b.tar"), **quiet.variables)
    with serving(quiet):
        sentence = refused("restore", str(tmp_path / "b.tar"), "--force", **quiet.variables)
        assert sentence == "Eye is running on the database that would be replaced. Stop it first."
