"""What a browser test may ask for: a real server, host pages on real origins, a real Chromium."""

import pytest

pytest_plugins = ["e2e.servers", "e2e.browsers"]


@pytest.fixture(scope="session")
def base_url() -> None:
    """In the place of the plugin's own, which pytest 9 warns about; our pages have several origins, not one base."""
