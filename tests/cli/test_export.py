"""`eye export`: everything of one organisation, nothing of another, and nothing that lets anybody in."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from eye.backup.kinds import KINDS, LEFT_OUT
from tests.cli.here import refused, said
from tests.media.upload import PNG, upload
from tests.world import Organisation, World

# What an operator's database holds to recognise or to sign, by the names of its columns.
SECRET = re.compile(r"hash|salt|secret|password|token|csrf|plain|credential|start_id")


@pytest.fixture
def variables(world: World, database_url: str, tmp_path: Path) -> dict[str, str]:
    return {"EYE_DATA": str(tmp_path / "data"), "EYE_DATABASE_URL": database_url}


def lines(archive: zipfile.ZipFile, kind: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in archive.read(f"{kind}.jsonl").splitlines()]


def test_everything_of_one_and_nothing_of_another(
    world: World, acme: Organisation, stranger: Organisation, variables: dict[str, str], tmp_path: Path
) -> None:
    session, other = acme.started(candidateId="ada"), stranger.started(candidateId="evelyn-7")
    for one in (session, other):
        events = [world.event(seq, "PRINT_ATTEMPT") for seq in range(1, 4)]
        assert world.send(one["token"], *events).status_code == 202
        assert upload(world, one["token"]).status_code == 201
    target = tmp_path / "acme.zip"
    assert said("export", acme.id, str(target), **variables).endswith("rows and 1 files.\n")
    assert target.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        found = {kind.name: lines(archive, kind.name) for kind in KINDS}
        assert archive.read(f"media/{session['sessionId']}/shot_1.png") == PNG
        about = json.loads(archive.read("export.json"))
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert about["counts"] == {**{name: len(rows) for name, rows in found.items()}, "files": 1}
    assert [(row["gen"], row["seq"], row["type"]) for row in found["events"]] == [
        (1, n, "PRINT_ATTEMPT") for n in (1, 2, 3)
    ]
    assert [row["id"] for row in found["sessions"]] == [session["sessionId"]]
    assert found["sessions"][0]["createdAt"].endswith("Z")
    assert found["wallet"][0]["balance"] == sum(row["credits"] for row in found["ledger"]) == 9
    for name in (stranger.id, other["sessionId"], "evelyn-7", acme.secret, acme.publishable, session["token"]):
        assert name.encode() not in everything


def test_more_than_a_page_is_exported_in_order(
    world: World,
    acme: Organisation,
    stranger: Organisation,
    variables: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Pages of three rows, of two sessions at a time; there are five, and between them those of another."""
    monkeypatch.setattr("eye.backup.export.PAGE", 3)
    monkeypatch.setattr("eye.backup.export.FEW", 2)
    wanted = []
    for number in range(5):
        for one in (acme, stranger):
            session = one.started(candidateId=f"c{number}")
            world.send(session["token"], *[world.event(seq, "PRINT_ATTEMPT") for seq in range(1, 8 - number)])
            wanted += [(session["sessionId"], seq) for seq in range(1, 8 - number) if one is acme]
            world.clock.move(seconds=1)
    said("export", acme.id, str(tmp_path / "a.zip"), **variables)
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert [(row["sessionId"], row["seq"]) for row in lines(archive, "events")] == wanted


def test_what_cannot_be_is_said(variables: dict[str, str], tmp_path: Path) -> None:
    assert refused("export", "org_none", str(tmp_path / "a.zip"), **variables) == "There is no organisation org_none."
    (tmp_path / "there.zip").write_text("mine")
    assert "is there already" in refused("export", "org_none", str(tmp_path / "there.zip"), **variables)
    assert not (tmp_path / "a.zip").exists()


def test_every_table_is_exported_or_left_out_for_a_reason(world: World) -> None:
    migrations = Path(__file__).parents[2] / "backend" / "eye" / "db" / "migrations"
    text = "".join(file.read_text() for file in sorted(migrations.glob("*.sql")))
    made = set(re.findall(r"^create table (\w+)", text, re.M)) - set(re.findall(r"^drop table (\w+)", text, re.M))
    left_out = {name for names in LEFT_OUT for name in names.split()}
    assert {kind.table for kind in KINDS} | left_out == made
    assert [kind.name for kind in KINDS if SECRET.search(kind.columns)] == []
