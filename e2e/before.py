"""The screens before the exam, and what a test does on them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page

from e2e.devices import Start
from e2e.evidence import of_type
from e2e.exam import exam_page
from e2e.servers import EyeServer, HostPages, School, until

# As today's Chrome: the browser of this machine may be older than the check wants it.
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
COUNT = """const { mediaDevices } = navigator, open = mediaDevices.getUserMedia.bind(mediaDevices);
  window.opened = [];
  mediaDevices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    opened.push([Object.keys(wanted)[0], stream]);
    return stream;
  };"""
LIVE = "() => opened.filter(([, stream]) => stream.active).map(([kind]) => kind)"
FORM = {"name", "status", "finished"}

Open = Callable[..., Page]


@pytest.fixture
def before(browsers: Start, eye: EyeServer, school: School, hosts: HostPages) -> Iterator[Open]:
    """Opens the exam with that policy and waits for the first screen."""
    contexts: list[BrowserContext] = []

    def open_it(
        clip: str = "one",
        policy: dict[str, Any] | None = None,
        allowed: bool = True,
        features: Any = None,
        scheme: Any = "light",
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> Page:
        permissions = ["camera", "microphone"] if allowed else []
        context = browsers(clip, "" if clip == "missing" else "quiet").new_context(
            permissions=permissions, user_agent=AGENT, color_scheme=scheme
        )
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(COUNT)
        school.post("/v1/assessments", {"id": "asked", "title": "Asked", "policy": policy or {}})
        if features:
            more["features"] = features
        html = exam_page(eye, school, assessmentId="asked", **more)
        page.goto(hosts.url(hosts.add(html, **(headers or {}))))
        title(page).wait_for()
        return page

    yield open_it
    for context in contexts:
        context.close()


def title(page: Page) -> Locator:
    return page.locator("eye-before h1")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def checked(page: Page) -> None:
    """Until the check has ended."""
    until(lambda: page.locator("eye-before [data-state]").count() and not page.locator("[data-state=running]").count())
    page.get_by_text("One moment, please").wait_for(state="hidden")


def row(page: Page, name: str) -> Locator:
    return page.locator("eye-before li").filter(has=page.get_by_role("heading", name=name, exact=True))


def focused(page: Page) -> str:
    found: str = page.evaluate("document.querySelector('eye-before')?.shadowRoot.activeElement?.textContent ?? ''")
    return found


def completed(school: School) -> dict[str, dict[str, Any]]:
    """The last completed check, by name."""
    last = until(lambda: of_type(school, "SYSTEM_CHECK_COMPLETED"))[-1]
    return {one["name"]: one for one in last["data"]["data"]}
