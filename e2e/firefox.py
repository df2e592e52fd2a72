"""The Firefox that the tests drive. Its fake camera shows a moving pattern, and its fake microphone is silent."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tools.find import firefox

PREFERENCES = {
    # Devices that are fake, and nobody who would answer a question about them.
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
}


@pytest.fixture(scope="module")
def fox(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.firefox.launch(
        channel="moz-firefox", executable_path=firefox_path(), firefox_user_prefs=dict(PREFERENCES)
    )
    yield browser
    browser.close()


@pytest.fixture
def fox_page(fox: Browser) -> Iterator[Page]:
    context = fox.new_context()
    yield context.new_page()
    context.close()


def firefox_path() -> str:
    found = firefox()
    assert found is not None, "No Firefox was found: `make test` installs one, or set EYE_FIREFOX."
    return str(found)
