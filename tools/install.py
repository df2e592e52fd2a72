"""Brings what the tests need beside Python and Node, or says exactly what to install."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import find

MINUTES = 60
DEBIAN = {
    "Chromium": "chromium fonts-liberation",
    "Firefox": "firefox-esr",
    "PostgreSQL": "postgresql",
    "nginx": "nginx-light",
}


def main() -> int:
    missing = _missing()
    if missing and _may_use_apt():
        _apt(missing)
        missing = _missing()
    if "Chromium" in missing:
        _download_chromium()
        missing = _missing()
    if missing:
        print(_advice(missing), file=sys.stderr)
        return 1
    print(*(f"{name}: {place}" for name, place in _places().items()), sep="\n")
    return 0


def _missing() -> list[str]:
    for found in (find.chromium, find.firefox, find.postgres, find.nginx):
        found.cache_clear()
    return [name for name, place in _places().items() if place is None]


def _places() -> dict[str, Path | None]:
    return {
        "Chromium": find.chromium(),
        "Firefox": find.firefox(),
        "PostgreSQL": find.postgres(),
        "nginx": find.nginx(),
    }


def _may_use_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt(missing: list[str]) -> None:
    packages = " ".join(DEBIAN[name] for name in missing).split()
    print("Installing Debian packages:", *packages, flush=True)
    _apt_get("update")
    if "PostgreSQL" in missing:
        _apt_get("install", "postgresql-common")
        _no_cluster_of_its_own()
    _apt_get("install", *packages)


def _apt_get(command: str, *packages: str) -> None:
    # What fails here is named afterwards, by what is still missing.
    subprocess.run(
        ["apt-get", "-qq", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120", command, *packages],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "DEBCONF_NOWARNINGS": "yes"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        timeout=10 * MINUTES,
        check=False,
    )


def _no_cluster_of_its_own() -> None:
    # Debian's package would otherwise make a database and start it with the machine; the tests start their own.
    extra = Path("/etc/postgresql-common/createcluster.d")
    if extra.parent.is_dir():
        extra.mkdir(exist_ok=True)
        (extra / "eye.conf").write_text("create_main_cluster = false\n")


def _download_chromium() -> None:
    print("Downloading Chromium with Playwright", flush=True)
    try:
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "chromium"],
            stdin=subprocess.DEVNULL,
            timeout=4 * MINUTES,
            check=False,
        )
    except subprocess.TimeoutExpired:
        print("The download did not end within 4 minutes.", file=sys.stderr)


def _advice(missing: list[str]) -> str:
    packages = " ".join(DEBIAN[name] for name in missing)
    lines = [f"The tests need {' and '.join(missing)}, which this machine does not have and make could not install."]
    lines.append(f"On Debian or Ubuntu: sudo apt-get install {packages}")
    if "Chromium" in missing:
        lines.append("Elsewhere install Chromium or Chrome; EYE_CHROMIUM=… names one that is not on the PATH.")
    if "Firefox" in missing:
        lines.append("Elsewhere install Firefox ESR (on Ubuntu not the snap); EYE_FIREFOX=… names one off the PATH.")
    if "PostgreSQL" in missing:
        lines.append("Elsewhere install the PostgreSQL server, so that pg_config or initdb is on the PATH.")
    if "nginx" in missing:
        lines.append("Elsewhere install nginx, so that it is on the PATH.")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
