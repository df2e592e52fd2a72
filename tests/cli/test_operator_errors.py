"""What an operator must mend is one sentence on stderr and exit code 1, never a traceback."""

import shutil
import socket
from pathlib import Path

import pytest

from eye.db import migrate
from eye.db.migrations import FOLDER
from tests.cli.program import free_port, refused, run, said


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_taken_port(tmp_path: Path, command: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        sentence = refused(command, "--port", port, EYE_DATA=str(tmp_path))
    assert sentence == f"Port {port} is taken by another program. Choose another with --port."


def test_an_address_of_another_machine(tmp_path: Path) -> None:
    sentence = refused("serve", "--host", "203.0.113.1", "--port", str(free_port()), EYE_DATA=str(tmp_path))
    assert sentence.startswith("Cannot listen on 203.0.113.1")
    assert "--host" in sentence


def serve_refused(**settings: str) -> str:
    return refused("serve", "--port", str(free_port()), **settings)


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for folder in (tmp_path / "file" / "data", Path("/proc/eye")):
        sentence = serve_refused(EYE_DATA=str(folder))
        assert str(folder) in sentence
        assert sentence.endswith("Set EYE_DATA to a folder that this user may write to.")


def test_a_database_file_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    url = f"sqlite:///{tmp_path / 'file' / 'eye.db'}"
    for command in ("migrate", "org create Acme --email a@acme.example", "credits grant org_none 1"):
        assert "cannot be opened" in refused(*command.split(), EYE_DATA=str(tmp_path), EYE_DATABASE_URL=url)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "eye.db").write_text("a letter to my aunt\n" * 100)
    assert "is not a database" in serve_refused(EYE_DATA=str(tmp_path))


def test_postgresql_that_does_not_answer(tmp_path: Path) -> None:
    url = f"postgresql://eye:hunter2@127.0.0.1:{free_port()}/eye"
    for command in (("serve", "--port", str(free_port())), ("migrate",)):
        sentence = refused(*command, EYE_DATA=str(tmp_path), EYE_DATABASE_URL=url)
        assert "cannot be reached" in sentence
        assert "EYE_DATABASE_URL" in sentence
        assert "hunter2" not in sentence


def test_a_postgresql_database_that_does_not_exist(postgres: object, tmp_path: Path) -> None:
    url = postgres.url("no_such_database")  # type: ignore[attr-defined]
    assert "no_such_database" in serve_refused(EYE_DATA=str(tmp_path), EYE_DATABASE_URL=url)


def test_a_schema_newer_than_the_program(empty_url: str, tmp_path: Path) -> None:
    newer = tmp_path / "migrations"
    shutil.copytree(FOLDER, newer)
    (newer / "9999_later.sql").write_text("create table later (id text primary key);")
    migrate(empty_url, newer)
    sentence = serve_refused(EYE_DATA=str(tmp_path), EYE_DATABASE_URL=empty_url)
    assert "newer than this program" in sentence
    assert "9999_later" in sentence
    assert refused("migrate", EYE_DATA=str(tmp_path), EYE_DATABASE_URL=empty_url) == sentence


def test_the_secrets_of_another_eye(empty_url: str, tmp_path: Path) -> None:
    mine = {"EYE_DATA": str(tmp_path / "mine"), "EYE_DATABASE_URL": empty_url}
    theirs = {"EYE_DATA": str(tmp_path / "theirs"), "EYE_DATABASE_URL": empty_url}
    said("org", "create", "Acme", "--email", "a@acme.example", **mine)
    for command in (("serve", "--port", str(free_port())), ("org", "create", "B", "--email", "b@b.example")):
        assert "used with other secrets" in refused(*command, **theirs)
    said("org", "create", "C", "--email", "c@c.example", **mine)


def test_a_secrets_file_that_is_none(tmp_path: Path) -> None:
    for content in (
        "",
        "[]",
        "{}",
        '{"signing": 5, "pepper": "x"}',
        '{"signing": [], "pepper": "x"}',
        '{"signing": "ab", "pepper": "x"}',
    ):
        (tmp_path / "secrets.json").write_text(content)
        sentence = serve_refused(EYE_DATA=str(tmp_path))
        assert "cannot be read as Eye's secrets" in sentence
        assert "backup" in sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EYE_PUBLIC_URL", "eye.example.com"),
        ("EYE_PUBLIC_URL", "https://"),
        ("EYE_PUBLIC_URL", "https://eye.example.com:99999"),
        ("EYE_PUBLIC_URL", "https://eye.example.com/?a=1"),
        ("EYE_TRUSTED_PROXIES", "10.0.0.1/8"),
        ("EYE_TRUSTED_PROXIES", "proxy.example.com"),
        ("EYE_METRICS_FROM", "prometheus.example.com"),
        ("EYE_LOG", "xml"),
        ("EYE_REGISTRATION", "maybe"),
        ("EYE_WEBHOOK_LOOPBACK", "2"),
        ("EYE_DATABASE_URL", "mysql://localhost/eye"),
        ("EYE_MEDIA_URL", "ftp://example.com/media"),
        ("EYE_MEDIA_URL", "media"),
        ("EYE_MEDIA_URL", "file:///proc/eye"),
    ],
)
def test_a_setting_that_cannot_be_is_named(tmp_path: Path, name: str, value: str) -> None:
    assert name in serve_refused(**{"EYE_DATA": str(tmp_path), name: value})


def test_what_is_typed_wrong_is_explained(tmp_path: Path) -> None:
    for typed in ("serve --port 0", "serve --workers x", "credits grant org_none 0", "nothing"):
        done = run(*typed.split(), EYE_DATA=str(tmp_path))
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
