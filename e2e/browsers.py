"""A Chromium started by ourselves: with Playwright's own launch no tab is ever hidden."""

import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
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
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        open_profile(playwright, profile, *flags) as (context, _),
    ):
        yield context


@contextmanager
def open_profile(
    playwright: Playwright, profile: str, *flags: str
) -> Iterator[tuple[BrowserContext, Callable[[], None]]]:
    """A window of what this folder keeps, and what kills the whole browser at once."""
    process = _start(profile, flags)
    browser = playwright.chromium.connect_over_cdp(_address(process), no_defaults=True)
    try:
        yield browser.contexts[0], lambda: _kill(process)
    finally:
        _close(browser, process)


def _start(profile: str, more: Sequence[str]) -> subprocess.Popen[str]:
    flags = ["--headless", "--no-sandbox", "--remote-debugging-port=0", f"--user-data-dir={profile}", *QUIET, *more]
    command = [chromium_path(), *flags, "about:blank"]
    # A group of its own, so that a killed browser leaves none of its processes behind.
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)


def _kill(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)


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
