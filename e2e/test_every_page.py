"""Every page of the dashboard, taken from the route table: axe, light and dark, a narrow screen, and the keyboard."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.furnished import Furnished
from e2e.member import AXE

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NARROW = 360
TABLES = 970  # the narrowest screen on which tables are tables, beside the menu
# A table that has to be pushed sideways hides its buttons; text of programs and the timeline may.
SCROLLED = """() => [document.documentElement, ...document.querySelectorAll("main :not(pre, textarea, .tl-scroll)")]
  .filter((one) => one === document.documentElement || /auto|scroll/.test(getComputedStyle(one).overflowX))
  .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
  .map((one) => `${one.className}: ${one.scrollWidth - one.clientWidth} of ${one.scrollWidth} px`)"""
TABBING = (Path(__file__).parent / "tabbing.js").read_text()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", NARROW)])
def test_axe_finds_nothing_on_any_page_and_none_is_wider_than_the_screen(
    member: Page, furnished: Furnished, scheme: Literal["light", "dark"], width: int
) -> None:
    member.emulate_media(color_scheme=scheme)
    member.set_viewport_size({"width": width, "height": 800})
    wrong = {}
    for path, address in furnished.pages().items():
        answer = member.goto(address)
        assert answer is not None
        assert answer.status == 200, path
        member.evaluate(AXE.read_text())
        found = member.evaluate(
            """async (rules) => (await axe.run(document, { runOnly: rules }))
              .violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))""",
            RULES,
        )
        found += member.evaluate(SCROLLED)
        if found:
            wrong[path] = found
    assert wrong == {}


def test_tab_comes_by_every_control_of_every_page_in_order(member: Page, furnished: Furnished) -> None:
    """On the screen on which tables are narrowest, so that nothing of them is pushed out of it either."""
    member.set_viewport_size({"width": TABLES, "height": 800})
    wrong = {}
    for path, address in furnished.pages().items():
        member.goto(address)
        found = complaints(member) + member.evaluate(SCROLLED)
        if found:
            wrong[path] = found
    assert wrong == {}


def test_tab_comes_by_every_control_before_signing_in(browser: Browser, furnished: Furnished) -> None:
    page = browser.new_context().new_page()
    for path in ("/dashboard/sign-in", "/docs", "/docs/errors", "/docs/errors/origin_not_allowed"):
        page.goto(furnished.address(path))
        assert complaints(page) == [], path
    page.context.close()


def complaints(page: Page) -> list[str]:
    """What is wrong with going through a page by Tab; empty when all is well. Presses the key, as a person would."""
    stops = page.evaluate(TABBING)
    for _ in range(3):  # what a browser makes of one field, such as a date, can be several stops
        for _ in range(stops + 1):
            page.keyboard.press("Tab")
        if page.evaluate("tabbing.cameRound()"):
            break
    found: list[str] = page.evaluate("tabbing.complaints()")
    return found


def test_the_skip_link_leads_past_the_menu(member: Page, furnished: Furnished) -> None:
    member.goto(furnished.address("/dashboard/settings/members"))
    member.keyboard.press("Tab")
    skip = member.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    member.keyboard.press("Enter")
    member.keyboard.press("Tab")
    assert member.evaluate("document.activeElement.closest('main') !== null")


def test_the_menu_of_a_narrow_screen_opens_and_closes_by_keyboard(member: Page, furnished: Furnished) -> None:
    member.set_viewport_size({"width": NARROW, "height": 800})
    member.goto(furnished.address("/dashboard"))
    button = member.get_by_role("button", name="Menu")
    assert complaints(member) == []
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    assert complaints(member) == []
    member.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(member.get_by_role("link", name="Billing")).to_be_hidden()
