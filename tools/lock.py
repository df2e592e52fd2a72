"""Writes constraints.txt (what Eye runs on) and constraints-dev.txt (what its tests add) from pyproject.toml.

Each line is `name==version` with the hashes of all files of that release, for every platform and Python that Eye
supports. No registry is named: pip asks the one it is configured for.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
RUNTIME = ROOT / "constraints.txt"
DEVELOPMENT = ROOT / "constraints-dev.txt"
OPTIONS = ["--universal", "--python-version=3.11", "--generate-hashes", "--no-annotate", "--no-header", "--quiet"]


def main() -> None:
    runtime = _resolve()
    RUNTIME.write_text("# What Eye runs on. Written by `make lock`.\n" + "".join(runtime))
    everything = _resolve("--extra=dev", f"--constraint={RUNTIME}")
    added = [pin for pin in everything if _name(pin) not in {_name(pin) for pin in runtime}]
    DEVELOPMENT.write_text("# What the tests of Eye add. Written by `make lock`.\n" + "".join(added))


def _resolve(*more: str) -> list[str]:
    """One text for each pinned package: its line, and a line for each hash."""
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "-", *OPTIONS, *more]
    asked = subprocess.run(command, cwd=ROOT, input="\n".join(build), stdout=subprocess.PIPE, text=True, check=True)
    return re.findall(r"^\S.*\n(?:[ ].*\n)*", asked.stdout, re.MULTILINE)


def _name(pin: str) -> str:
    return pin.partition("==")[0]


if __name__ == "__main__":
    main()
