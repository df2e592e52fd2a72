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
        r"eye/_docs/quick-start\.md",
        r"eye/dashboard/static/vendor/swagger-ui-bundle\.js",
        r"eye/_widget/(.*/)?core[^/]*\.js",
        r"eye/db/migrations/0001_first\.sql",
        r"eye/dashboard/templates/.+\.html",
        r"eye/dashboard/static/vendor/htmx\.min\.js",
        r"eye-[^/]+\.dist-info/licenses/LICENSE",
    ],
)
def test_the_wheel_carries_what_eye_serves(wheel: ZipFile, pattern: str) -> None:
    assert any(re.fullmatch(pattern, name) for name in wheel.namelist())


SERVING = """
import sys
sys.path.insert(0, sys.argv[1])
from starlette.testclient import TestClient
from eye.app import from_environment
from eye.cli import eye
eye(["migrate"], standalone_mode=False)
with TestClient(from_environment()) as client:
    for path in sys.argv[2:]:
        print(client.get(path).status_code, path)
print("from", sys.modules["eye"].__file__)
"""
PATHS = [
    "/widget.js",
    "/eye-widget-init.js",
    "/dashboard/sign-in",
    "/docs/quick-start",
    "/docs/reference",
    "/openapi.json",
]


def test_the_wheel_serves_without_the_checkout(wheel: ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    command = [sys.executable, "-I", "-c", SERVING, str(tmp_path), *PATHS]
    asked = subprocess.run(
        command, cwd=tmp_path, env={"EYE_DATA": str(tmp_path / "data")}, capture_output=True, text=True, check=True
    )
    said = asked.stdout.splitlines()
    assert [f"200 {path}" for path in PATHS] == said[-1 - len(PATHS) : -1]
    assert said[-1] == f"from {tmp_path}/eye/__init__.py"
