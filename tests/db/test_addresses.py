"""What an operator reads when the database cannot be opened."""

from collections.abc import Callable
from pathlib import Path

import pytest

from eye.db import level, migrate, open_database
from eye.errors import OperatorError

Use = Callable[[str], object]
pytestmark = pytest.mark.parametrize("use", [open_database, level, migrate])


def test_a_server_that_does_not_answer_is_named_without_the_password(use: Use, closed_port: int) -> None:
    said = _refusal(use, f"postgresql://eye:geheim@127.0.0.1:{closed_port}/exams")
    assert f"PostgreSQL at 127.0.0.1:{closed_port} (database exams) cannot be reached" in said
    assert "Start it, or correct EYE_DATABASE_URL." in said
    assert "geheim" not in said


def test_an_address_that_cannot_be_read_is_not_repeated(use: Use) -> None:
    said = _refusal(use, "postgresql://eye:geheim@[::1/exams")
    assert "postgresql://user:password@host:5432/database" in said
    assert "geheim" not in said


def test_another_kind_of_database_is_refused(use: Use) -> None:
    assert "mysql" in _refusal(use, "mysql://eye:geheim@localhost/exams")


def test_a_file_that_is_no_database_is_left_alone(use: Use, tmp_path: Path) -> None:
    letter = tmp_path / "eye.db"
    letter.write_text("Dear candidate, " * 100)
    assert f"{letter} is not a database" in _refusal(use, str(letter))
    assert letter.read_text().startswith("Dear")


def test_a_folder_is_no_database(use: Use, tmp_path: Path) -> None:
    assert f"The database {tmp_path} cannot be opened" in _refusal(use, str(tmp_path))


@pytest.mark.parametrize("beyond", ["eye.db", "deeper/eye.db"])
def test_a_place_that_cannot_be_written_is_named(use: Use, beyond: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / beyond
    if use is level:  # which only looks
        assert level(path).pending
    else:
        assert f"The database {path} cannot be opened" in _refusal(use, f"sqlite:///{path}")


def _refusal(use: Use, address: str) -> str:
    with pytest.raises(OperatorError) as refused:
        use(address)
    return str(refused.value)
