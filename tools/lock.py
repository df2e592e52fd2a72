"""Writes constraints.txt (what Eye runs on), constraints-dev.txt (what its tests add) and constraints-store.txt.

All are written from pyproject.toml; the last is an S3-compatible store, which the tests start as a program.

Each line is `name==version` with the hashes of all files of that release, for every platform and Python that Eye
supports. No registry is named: pip asks the one it is configured for.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
RUNTIME = ROOT / "constraints.txt"
DEVELOPMENT = ROOT / "constraints-dev.txt"
STORE = ROOT / "constraints-store.txt"
OPTIONS = ["--universal", "--python-version=3.11", "--generate-hashes", "--no-annotate", "--no-header", "--quiet"]


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    build, store = project["build-system"]["requires"], project["dependency-groups"]["store"]
    runtime = _resolve("pyproject.toml", *build)
    RUNTIME.write_text("# What Eye runs on. Written by `make lock`.\n" + "".join(runtime))
    everything = _resolve("pyproject.toml", *build, options=("--extra=dev", f"--constraint={RUNTIME}"))
    added = [pin for pin in everything if _name(pin) not in {_name(pin) for pin in runtime}]
    DEVELOPMENT.write_text("# What the tests of Eye add. Written by `make lock`.\n" + "".join(added))
    head = "# The S3-compatible store of the tests, in an environment of its own. Written by `make lock`.\n"
    STORE.write_text(head + "".join(_resolve(None, *store)))


def _resolve(file: str | None, *packages: str, options: Sequence[str] = ()) -> list[str]:
    """One text for each pinned package that `file` and `packages` need: its line, and a line for each hash."""
    sources = ["-"] if file is None else [file, "-"]
    command = [sys.executable, "-m", "uv", "pip", "compile", *sources, *OPTIONS, *options]
    asked = subprocess.run(command, cwd=ROOT, input="\n".join(packages), stdout=subprocess.PIPE, text=True, check=True)
    return re.findall(r"^\S.*\n(?:[ ].*\n)*", asked.stdout, re.MULTILINE)


def _name(pin: str) -> str:
    return pin.partition("==")[0]


if __name__ == "__main__":
    main()
