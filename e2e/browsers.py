"""A Chromium started by ourselves: with Playwright's own launch no tab is ever hidden."""

import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright

from e2e.chromium import QUIET, chromium_path


@pytest.fixture
def window(playwright: Playwright) -> Iterator[BrowserContext]:
    """The default context, in which opening another tab really hides the one before."""
    with open_window(playwright) as context:
        yield context


@contextmanager
def open_window(playwright: Playwright, *flags: str) -> Iterator[BrowserContext]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = _start(profile, flags)
        browser = playwright.chromium.connect_over_cdp(_address(process), no_defaults=True)
        try:
            yield browser.contexts[0]
        finally:
            _close(browser, process)


def _start(profile: str, more: Sequence[str]) -> subprocess.Popen[str]:
    flags = ["--headless", "--no-sandbox", "--remote-debugging-port=0", f"--user-data-dir={profile}", *QUIET, *more]
    return subprocess.Popen([chromium_path(), *flags, "about:blank"], stderr=subprocess.PIPE, text=True)


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
