"""Where this machine keeps the programs that the tests start: a Chromium, a Firefox, the server side of PostgreSQL."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FIREFOX_NAMES = ("firefox-esr", "firefox")
NGINX_PLACES = ("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx")
POSTGRES_PROGRAMS = ("initdb", "pg_ctl", "postgres")


@cache
def chromium() -> Path | None:
    """The browser that EYE_CHROMIUM names, else one on the PATH, else one that Playwright downloaded; None without."""
    named = os.environ.get("EYE_CHROMIUM")
    if named:
        return Path(named) if _is_chromium(Path(named)) else None
    return next(filter(_is_chromium, (*_on_path(CHROMIUM_NAMES), *_downloaded())), None)


@cache
def firefox() -> Path | None:
    """The browser that EYE_FIREFOX names, else one on the PATH; None without."""
    named = os.environ.get("EYE_FIREFOX")
    found = (
        [Path(named)] if named else [*_on_path(FIREFOX_NAMES), Path("/Applications/Firefox.app/Contents/MacOS/firefox")]
    )
    return next(filter(_is_firefox, found), None)


@cache
def postgres() -> Path | None:
    """The folder with initdb, pg_ctl and postgres (the newest, where a system has several); None without."""
    return next(filter(_holds_a_server, _postgres_folders()), None)


@cache
def nginx() -> Path | None:
    """The proxy, which Debian keeps off the PATH of users; None without."""
    return next((place for place in (*_on_path(["nginx"]), *map(Path, NGINX_PLACES)) if place.exists()), None)


def _is_chromium(browser: Path) -> bool:
    return b"chrom" in _version(browser).lower()


def _is_firefox(browser: Path) -> bool:
    return b"firefox" in _version(browser).lower()


def _version(browser: Path) -> bytes:
    # Ubuntu has scripts of these names that only tell to install a snap: being there is not enough.
    try:
        asked = subprocess.run([browser, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return b"" if asked.returncode else asked.stdout


def _on_path(names: Iterable[str]) -> Iterator[Path]:
    return (Path(found) for name in names if (found := shutil.which(name)))


def _downloaded() -> Iterator[Path]:
    """Playwright's own Chromium, newest first, where it puts it on Linux and macOS."""
    for folder in (
        os.environ.get("PLAYWRIGHT_BROWSERS_PATH", ""),
        "~/.cache/ms-playwright",
        "~/Library/Caches/ms-playwright",
    ):
        if folder and (home := Path(folder).expanduser()).is_dir():
            yield from sorted(home.glob("chromium-*/chrome-linux*/chrome"), reverse=True)
            yield from sorted(home.glob("chromium-*/chrome-mac*/*.app/Contents/MacOS/*"), reverse=True)


def _postgres_folders() -> Iterator[Path]:
    if shutil.which("pg_config"):
        asked = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)
        yield Path(asked.stdout.strip())
    packaged = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/opt/homebrew/opt").glob("postgresql@*/bin")]
    yield from sorted(packaged, key=_major, reverse=True)
    yield from (program.parent for program in _on_path(["initdb"]))


def _major(folder: Path) -> int:
    digits = folder.parent.name.removeprefix("postgresql@")
    return int(digits) if digits.isdigit() else 0


def _holds_a_server(folder: Path) -> bool:
    return all((folder / program).is_file() for program in POSTGRES_PROGRAMS)
