"""What can go wrong with a browser, made to go wrong; and what must be true of the session afterwards."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page

from e2e.servers import EyeServer, School, until

HAPPEN = "(count) => { for (let i = 0; i < count; i++) document.dispatchEvent(new Event('contextmenu')); }"


def happen(page: Page, count: int) -> None:
    """As if the candidate had opened the context menu so often."""
    page.evaluate(HAPPEN, count)


def happened(school: School) -> int:
    return school.types().count("CONTEXT_MENU")


def watched(school: School) -> None:
    """The signals that are fetched later are there too."""
    until(lambda: "SCREENS" in school.types())


@contextmanager
def unreachable(context: BrowserContext, eye: EyeServer) -> Iterator[None]:
    """The page and the widget's files are reached, the server is not."""
    context.route(f"{eye.url}/v1/**", lambda route: route.abort())
    yield
    context.unroute(f"{eye.url}/v1/**")


def later(page: Page, **time: float) -> None:
    """What is loaded from now on is loaded so much later by the computer's clock."""
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(**time))


def passing(page: Page, question: Callable[[], Any]) -> Any:
    """The answer, while the page's clock goes on by a second each time."""

    def ask() -> Any:
        page.clock.run_for(1_000)
        return question()

    return until(ask)


def crash(page: Page) -> None:
    """End the process that shows the page, as a lack of memory does, and no other: a new page may get any of those."""
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")


def numbers(school: School) -> dict[int, list[int]]:
    """Those of each page's events, in their order."""
    pages: dict[int, list[int]] = {}
    for event in school.events():
        pages.setdefault(event["gen"], []).append(event["seq"])
    return pages


def assert_numbered_without_a_gap(school: School) -> None:
    for found in numbers(school).values():
        assert found == list(range(1, len(found) + 1))


def assert_went_on(school: School, gen: int = 2) -> None:
    """In the same session, billed once, and nobody is suspected."""
    until(lambda: any(event["gen"] == gen and event["type"] == "STARTED" for event in school.events()))
    assert_numbered_without_a_gap(school)
    assert (school.session()["gen"], school.balance()) == (gen, 9)
    assert school.flag("SESSION_TAKEOVER") is None
