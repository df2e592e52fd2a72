"""The order of the house: what README promises is there, locks name no address, one file reads each outside thing."""

import ast
import os
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
MOST_FILES = 24
PIN = re.compile(r"^(\S+)==(\S+)(?: ; [^\\]+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)


def _ours() -> Iterator[Path]:
    """Every file of the checkout but what is made in it."""
    made = {line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines()} | {".git"}
    for folder, folders, files in os.walk(ROOT):
        here = Path(folder)
        folders[:] = [name for name in folders if not {name, str((here / name).relative_to(ROOT))} & made]
        yield from (here / name for name in files if name not in made)


OURS = sorted(_ours())
BACKEND = sorted((ROOT / "backend" / "eye").rglob("*.py"))


def _named(files: list[Path], pattern: str) -> list[str]:
    return [str(file.relative_to(ROOT)) for file in files if re.search(pattern, file.read_text(errors="ignore"))]


def test_the_readme_is_read_in_one_go() -> None:
    assert len(README.splitlines()) < 200


def test_the_readme_lists_every_setting_and_no_other() -> None:
    known = set(re.findall(r"EYE_[A-Z_]+", (ROOT / "backend/eye/settings.py").read_text()))
    assert set(re.findall(r"^\| `(EYE_[A-Z_]+)`", README, re.MULTILINE)) == known


def test_the_readme_names_only_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z0-9-]+)", README)) <= targets


def test_no_folder_is_too_full() -> None:
    counts = Counter(file.parent for file in BACKEND)
    assert {str(folder): count for folder, count in counts.items() if count > MOST_FILES} == {}


def test_every_folder_says_what_it_is_for() -> None:
    assert [str(folder) for folder in {file.parent for file in BACKEND} if not _begins_with_text(folder)] == []


def _begins_with_text(folder: Path) -> bool:
    return (folder / "__init__.py").is_file() and (folder / "__init__.py").read_text().startswith('"""')


def test_the_licence_is_mit() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert text.startswith("MIT License")
    assert re.search(r"^Copyright \(c\) \d{4} Eye contributors$", text, re.MULTILINE)
    assert PROJECT["project"]["license"] == "MIT"


def test_no_file_knows_a_machine() -> None:
    assert _named(OURS, r"(?<![\w.}-])/(?:work|root|home)/\w") == []


@pytest.mark.parametrize("name", ["constraints.txt", "constraints-dev.txt"])
def test_a_constraint_is_a_version_with_hashes_and_nothing_else(name: str) -> None:
    rest = PIN.sub("", (ROOT / name).read_text())
    assert re.fullmatch(r"#.*\n", rest)


def test_the_constraints_are_those_of_the_project() -> None:
    project = PROJECT["project"]
    _satisfied(project["dependencies"] + PROJECT["build-system"]["requires"], "constraints.txt")
    _satisfied(project["optional-dependencies"]["dev"], "constraints.txt", "constraints-dev.txt")


def _satisfied(wanted: list[str], *files: str) -> None:
    pins = {name: version for file in files for name, version, _ in PIN.findall((ROOT / file).read_text())}
    for requirement in map(Requirement, wanted):
        assert pins.get(canonicalize_name(requirement.name), "none") in requirement.specifier, (
            f"{requirement}: make lock"
        )


def test_what_the_package_imports_is_declared() -> None:
    wanted = [Requirement(text) for text in PROJECT["project"]["dependencies"]]
    # An extra such as psycopg[pool] is a distribution of its own.
    declared = {canonicalize_name(one.name + end) for one in wanted for end in ["", *(f"-{e}" for e in one.extras)]}
    providers = packages_distributions()
    for module in sorted(_imported() - sys.stdlib_module_names - {"eye"}):
        assert {canonicalize_name(name) for name in providers.get(module, ["nothing"])} & declared, module


def _imported() -> set[str]:
    """The first names of all modules that the package imports."""
    nodes = [node for file in BACKEND for node in ast.walk(ast.parse(file.read_text()))]
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return {name.partition(".")[0] for name in plain | {_origin(node) for node in nodes} - {""}}


def _origin(node: ast.AST) -> str:
    return node.module or "" if isinstance(node, ast.ImportFrom) and not node.level else ""


def test_npm_locks_name_no_address() -> None:
    locks = [file for file in OURS if file.name == "package-lock.json"]
    assert locks
    assert _named(locks, r'"resolved":\s*"http') == []
    for lock in locks:
        assert "omit-lockfile-registry-resolved=true" in (lock.parent / ".npmrc").read_text().splitlines()


def test_no_test_of_the_widget_is_skipped() -> None:
    tests = [file for file in OURS if file.name.endswith(".test.ts")]
    assert tests
    assert _named(tests, r"\b(test|it|describe|suite)\.(skip|todo|only)\b|\b(skip|todo): *(true|\")") == []


def test_a_source_file_stays_under_300_lines() -> None:
    shipped = [file for file in (ROOT / "widget" / "src").rglob("*.ts") if not file.name.endswith(".test.ts")]
    assert [str(file) for file in [*BACKEND, *shipped] if len(file.read_text().splitlines()) >= 300] == []


def test_only_the_clock_reads_the_time() -> None:
    reading = r"\btime\.time(_ns)?\(|\b(datetime|date)\.(now|utcnow|today)\(|^(import|from) (random|uuid)\b|^from time "
    assert _named(BACKEND, f"(?m){reading}") == ["backend/eye/clock.py"]


def test_only_the_settings_read_the_environment() -> None:
    assert _named(BACKEND, r"\bos\.(environ|getenv)\b") == ["backend/eye/settings.py"]
