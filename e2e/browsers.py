"""Chromium in two ways: through Playwright, and started by ourselves, since only there a tab is really hidden."""

import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright

from tools.find import chromium

QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]


def _chromium() -> str:
    found = chromium()
    assert found is not None, "No Chromium was found: `make test` installs one, or set EYE_CHROMIUM."
    return str(found)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": _chromium(), "args": QUIET}


@pytest.fixture
def window(playwright: Playwright) -> Iterator[BrowserContext]:
    """The default context of a Chromium of our own: with Playwright's launch no tab is ever hidden."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = _start(profile)
        browser = playwright.chromium.connect_over_cdp(_address(process), no_defaults=True)
        try:
            yield browser.contexts[0]
        finally:
            _close(browser, process)


def _start(profile: str) -> subprocess.Popen[str]:
    flags = ["--headless", "--no-sandbox", "--remote-debugging-port=0", f"--user-data-dir={Path(profile)}", *QUIET]
    return subprocess.Popen([_chromium(), *flags, "about:blank"], stderr=subprocess.PIPE, text=True)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        found = re.search(r"ws://\S+", line)
        if found:
            return found[0]
    raise AssertionError("Chromium ended before it said where it listens")


def _close(browser: Browser, process: subprocess.Popen[str]) -> None:
    browser.close()
    process.terminate()
    process.wait(30)
    if process.stderr is not None:
        process.stderr.close()
