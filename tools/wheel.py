"""Builds the wheel that ships: the package with the built widget inside. `python -m tools.wheel FOLDER`."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
BUILT = {"widget": ROOT / "widget/dist", "dashboard assets": ROOT / "backend/eye/dashboard/static/vendor"}


def build_wheel(folder: Path) -> Path:
    """The wheel's path in `folder`. Built from a copy, so that the checkout stays as it is; SystemExit when unbuilt."""
    for name, place in BUILT.items():
        if not place.is_dir():
            raise SystemExit(f"The {name} are not built: run `make build` first.")
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary)
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, copy)
        shutil.copytree(ROOT / "backend/eye", copy / "backend/eye", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(BUILT["widget"], copy / "backend/eye/_widget", dirs_exist_ok=True)
        shutil.copytree(ROOT / "docs", copy / "backend/eye/_docs")
        _pip_wheel(copy, Path(temporary) / "wheel")
        (made,) = (copy / "wheel").glob("*.whl")
        folder.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copy(made, folder))


def _pip_wheel(source: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "wheel"]
    command += ["--no-deps", "--no-build-isolation", "--no-index", f"--wheel-dir={folder}", str(source)]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    print(build_wheel(Path(sys.argv[1])))
