"""Holds backend/eye to its import table: a folder imports only from lines above its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "backend" / "eye"
TABLE = """
    errors  clock  settings
    db
    http
    outbox
    organisations
    keys  domains
    assessments
    billing
    sessions
    media
    flags
    events
    reports
    webhooks
    retention
    api  dashboard  operations  simulate
    backup  chores
    commands
    app  cli
"""
LINE = {name: number for number, line in enumerate(TABLE.split("\n")) for name in line.split()}
MEETING_POINT = "app"  # the parts meet there; only the command line may start it
VERSION = "eye"  # the package itself, which holds only its version


def complaints(module: str, source: str) -> list[str]:
    """What `source` imports and may not; `module` is dotted, and ends in `.__init__` for a package."""
    return [f"{module} imports {target}" for target in imported(module, source) if not allowed(module, target)]


def allowed(module: str, target: str) -> bool:
    asker, asked = part(module), part(target)
    if any(name == "routes" or name.endswith("_routes") for name in target.split(".")[2:]):
        return asker == MEETING_POINT
    if asked in (VERSION, asker):
        return asker != VERSION
    if (asker, asked) == ("cli", MEETING_POINT):
        return True
    return LINE.get(asked, len(LINE)) < LINE.get(asker, 0)


def part(module: str) -> str:
    """The folder or file directly under `eye` that a dotted module belongs to."""
    names = [name for name in module.split(".") if name != "__init__"]
    return names[1] if len(names) > 1 and names[1] in KNOWN else VERSION


def imported(module: str, source: str) -> Iterator[str]:
    """Every module of ours that the source names, wherever in the file, as `eye.…`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "eye")
        elif isinstance(node, ast.ImportFrom):
            start = absolute(module, node)
            if start.split(".")[0] == "eye":
                yield from (f"{start}.{alias.name}" for alias in node.names)


def absolute(module: str, node: ast.ImportFrom) -> str:
    here = module.split(".")
    origin = here[: len(here) - node.level] if node.level else []
    return ".".join([*origin, *([node.module] if node.module else [])])


def modules() -> Iterator[tuple[str, Path]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        yield ".".join(["eye", *file.relative_to(PACKAGE).with_suffix("").parts]), file


PRESENT = {path.stem if path.is_file() else path.name for path in PACKAGE.iterdir() if path.name[0] != "_"}
KNOWN = {*LINE, *PRESENT}


def test_a_module_imports_only_from_lines_above() -> None:
    assert [complaint for module, file in modules() for complaint in complaints(module, file.read_text())] == []


def test_every_module_has_a_line_in_the_table() -> None:
    assert {part(module) for module, _ in modules()} - {VERSION} <= LINE.keys()


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("eye.errors", "import eye.clock"),
        ("eye.settings", "from eye.db import Database"),
        ("eye.db.sqlite", "from eye.http import problems"),
        ("eye.keys.store", "from eye.sessions import token"),
        ("eye.keys.store", "from eye import sessions"),
        ("eye.keys.store", "import eye.domains.match"),
        ("eye.keys.store", "def later():\n    from eye.sessions import token"),
        ("eye.keys.store", "from ..sessions import token"),
        ("eye.keys.__init__", "from ..sessions import token"),
        ("eye.sessions.start.open", "from eye.sessions import routes"),
        ("eye.sessions.start.open", "from .routes import routes"),
        ("eye.api.reference", "from eye.keys.routes import routes"),
        ("eye.api.reference", "from eye.media import evidence_routes"),
        ("eye.cli", "from eye.keys.routes import routes"),
        ("eye.app", "from eye import cli"),
        ("eye.dashboard.page", "from eye.app import create_app"),
        ("eye.__init__", "from eye.errors import Refusal"),
    ],
)
def test_an_arrow_the_wrong_way_is_seen(module: str, source: str) -> None:
    assert len(complaints(module, source)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("eye.sessions.start.open", "import time\nfrom starlette.routing import Route"),
        ("eye.sessions.start.open", "from eye.keys import store\nfrom eye.errors import Refusal"),
        (
            "eye.sessions.start.open",
            "from eye.sessions.model import Session\nfrom . import store\nfrom ..token import sign",
        ),
        ("eye.app", "from eye import __version__\nfrom eye.sessions.routes import routes"),
        ("eye.cli", "from eye.app import create_app"),
    ],
)
def test_an_arrow_upwards_is_fine(module: str, source: str) -> None:
    assert complaints(module, source) == []
