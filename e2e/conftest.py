"""What a browser test may ask for: a real server, host pages on real origins, a real Chromium."""

from typing import Any

import pytest

from e2e.chromium import QUIET, chromium_path

pytest_plugins = ["e2e.servers", "e2e.browsers", "e2e.devices", "e2e.before", "e2e.firefox", "e2e.furnished"]


@pytest.fixture(scope="session")
def base_url() -> None:
    """In the place of the plugin's own, which pytest 9 warns about; our pages have several origins, not one base."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium_path(), "args": QUIET}
