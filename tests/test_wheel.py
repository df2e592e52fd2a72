"""What ships: the wheel carries the built widget, the pages and the schema, and runs without the checkout."""

import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tools.wheel import build_wheel

PACKAGE = Path(__file__).parent.parent / "backend" / "eye"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    return ZipFile(build_wheel(tmp_path_factory.mktemp("wheel")))


def test_the_wheel_carries_every_file_of_the_package(wheel: ZipFile) -> None:
    files = {file.relative_to(PACKAGE.parent) for file in PACKAGE.rglob("*") if file.is_file()}
    assert {str(file) for file in files if "__pycache__" not in file.parts} <= set(wheel.namelist())


@pytest.mark.parametrize(
    "pattern",
    [
        r"eye/_widget/(.*/)?core[^/]*\.js",
        r"eye/db/migrations/0001_first\.sql",
        r"eye/dashboard/templates/.+\.html",
        r"eye/dashboard/static/vendor/htmx\.min\.js",
        r"eye-[^/]+\.dist-info/licenses/LICENSE",
    ],
)
def test_the_wheel_carries_what_eye_serves(wheel: ZipFile, pattern: str) -> None:
    assert any(re.fullmatch(pattern, name) for name in wheel.namelist())


def test_the_wheel_runs_without_the_checkout(wheel: ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    program = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from eye import cli; print(cli.__file__); cli.main()"
    asked = subprocess.run(
        [sys.executable, "-I", "-c", program, "--help"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert asked.stdout.startswith(str(tmp_path))
    assert "serve" in asked.stdout
