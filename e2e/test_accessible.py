"""For everyone: what a screen reader is told, what a keyboard reaches, what fits when everything is twice as large."""

from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Locator, Page

from e2e.exam import exam_page, open_exam
from e2e.servers import EyeServer, HostPages, School, until

AXE = Path(__file__).parents[1] / "widget" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# 200 % on a small laptop, and 400 % on a usual screen: WCAG 2.2, 1.4.4 and 1.4.10.
LARGE = [(640, 360), (320, 256)]


@pytest.fixture
def asked(page: Page, eye: EyeServer, school: School, hosts: HostPages) -> Page:
    """The first of the screens before an exam without devices."""
    policy = {"camera": False, "microphone": False, "consent": True, "consentText": "Be alone in the room. " * 20}
    school.post("/v1/assessments", {"id": "asked", "title": "Asked", "policy": policy})
    page.goto(hosts.url(hosts.add(exam_page(eye, school, assessmentId="asked"))))
    page.get_by_role("button", name="I agree").wait_for()
    return page


@pytest.fixture
def monitored(page: Page, eye: EyeServer, school: School, hosts: HostPages) -> Page:
    assert open_exam(page, hosts, exam_page(eye, school)) == "on"
    badge(page).get_by_text("Monitoring is on").wait_for()
    return page


def badge(page: Page) -> Locator:
    return page.locator("eye-widget")


def say(page: Page, school: School, text: str) -> None:
    """A proctor's message, which comes with the next heartbeat."""
    school.post(f"/v1/sessions/{school.session()['id']}/messages", {"text": text})
    page.evaluate("document.dispatchEvent(new Event('resume'))")
    badge(page).get_by_text(text).wait_for()


def test_a_screen_reader_finds_the_badge_by_its_names(monitored: Page) -> None:
    assert badge(monitored).aria_snapshot() == (
        '- alert\n- button "Make this notice smaller" [expanded]\n- status: Monitoring is on'
    )
    badge(monitored).get_by_role("button").click()
    assert badge(monitored).aria_snapshot() == (
        '- alert\n- button "Show what is monitored now"\n- status: Monitoring is on'
    )


def test_a_message_is_an_alert_with_its_title_and_a_way_to_put_it_away(monitored: Page, school: School) -> None:
    say(monitored, school, "Five minutes are left.")
    alert = badge(monitored).get_by_role("alert")
    assert alert.aria_snapshot() == (
        "- alert:\n"
        "  - paragraph: Message from your exam supervisor\n"
        "  - paragraph: Five minutes are left.\n"
        '  - button "Close"'
    )
    alert.get_by_role("button", name="Close").click()
    assert alert.aria_snapshot() == "- alert"


WATCHED = """(async () => {
  await LoadEyeWidget();
  window.said = [];
  const look = () => {
    const root = document.querySelector("eye-widget")?.shadowRoot;
    if (!root) return requestAnimationFrame(look);
    const note = () => {
      const region = root.querySelector("[role=status]");
      if (region && said.at(-1) !== region.textContent) said.push(region.textContent);
    };
    note();
    new MutationObserver((records) => {
      for (const { target, addedNodes } of records)
        if (target.nodeType === 1 && target.role === "status") said.push(target.textContent);
        else if ([...addedNodes].some((node) => node.querySelector?.("[role=status]"))) note();
    }).observe(root, { subtree: true, childList: true, characterData: true });
  };
  look();
})();"""


def test_the_badge_is_read_once_and_again_only_when_something_changes(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    """A region that comes with its text is not read, so it is there first; heartbeats say nothing new."""
    html = exam_page(eye, school).replace("<script>\n", f"<script>{WATCHED}\n", 1)
    assert open_exam(page, hosts, html) == "on"
    badge(page).get_by_text("Monitoring is on").wait_for()
    until(lambda: school.types().count("HEARTBEAT") >= 2)
    assert page.evaluate("said") == ["", "Monitoring is on"]
    region = badge(page).locator("[role=status]")
    assert region.get_attribute("aria-live") in (None, "polite")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_badge_and_message(
    monitored: Page, school: School, scheme: Literal["light", "dark"]
) -> None:
    monitored.emulate_media(color_scheme=scheme)
    monitored.evaluate(AXE.read_text())
    assert violations(monitored) == []
    say(monitored, school, "Five minutes are left.")
    assert violations(monitored) == []
    badge(monitored).get_by_role("button", name="Make this notice smaller").click()
    assert violations(monitored) == []


def violations(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        """async (rules) => (await axe.run(document.querySelector("eye-widget"), { runOnly: rules }))
          .violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))""",
        RULES,
    )
    return found


def test_what_has_the_focus_is_seen(asked: Page) -> None:
    seen = outlines(asked, "eye-before")
    assert {name for name, _ in seen} - {"dialog"} == {"I agree", "I decline"}
    assert all(width >= 2 for _, width in seen)


def test_what_of_the_badge_has_the_focus_is_seen(monitored: Page, school: School) -> None:
    say(monitored, school, "Five minutes are left.")
    seen = outlines(monitored, "eye-widget")
    assert {name for name, _ in seen} == {"Make this notice smaller", "Close"}
    assert all(width >= 2 for _, width in seen)


def outlines(page: Page, host: str) -> set[tuple[str, float]]:
    """Everything of Eye that Tab comes by, with the width of the line around it."""
    found = set()
    for _ in range(8):
        page.keyboard.press("Tab")
        at: list[Any] | None = page.evaluate(
            """(host) => {
              const focused = document.querySelector(host)?.shadowRoot.activeElement;
              if (!focused) return null;
              const { outlineStyle, outlineWidth } = getComputedStyle(focused);
              const name = focused.getAttribute("aria-label") ?? focused.textContent;
              if (focused.localName !== "button") return [focused.localName, parseFloat(outlineWidth)];
              return [name, outlineStyle === "none" ? 0 : parseFloat(outlineWidth)];
            }""",
            host,
        )
        if at:
            found.add((at[0], at[1]))
    return found


@pytest.mark.parametrize(("width", "height"), LARGE)
def test_nothing_is_cut_off_when_all_is_large(asked: Page, width: int, height: int) -> None:
    asked.set_viewport_size({"width": width, "height": height})
    box = asked.locator("eye-before dialog")
    assert box.evaluate("(box) => box.scrollWidth - box.clientWidth") == 0
    for name in ("I decline", "I agree"):
        button = asked.get_by_role("button", name=name)
        button.scroll_into_view_if_needed()
        place = button.bounding_box()
        assert place is not None
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= width
        assert 0 <= place["y"] <= height - place["height"]
    asked.get_by_text("Be alone in the room.").scroll_into_view_if_needed()
    # What comes by the keyboard is not hidden behind the buttons: 2.4.11.
    asked.get_by_role("button", name="I agree").focus()
    asked.keyboard.press("Enter")
    asked.get_by_role("button", name="Check again").first.wait_for()


@pytest.mark.parametrize(("width", "height"), LARGE)
def test_the_badge_leaves_the_exam_its_room_when_all_is_large(
    monitored: Page, school: School, width: int, height: int
) -> None:
    monitored.set_viewport_size({"width": width, "height": height})
    say(monitored, school, "Please put away the second phone that lies beside you. " * 3)
    place = badge(monitored).bounding_box()
    assert place is not None
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= width
    assert place["y"] >= 0, "the end of a message and its button can be reached"
    assert monitored.evaluate("document.documentElement.scrollWidth") <= width


def test_who_wants_less_motion_gets_none(asked: Page) -> None:
    asked.emulate_media(reduced_motion="reduce")
    moving = """(hosts) => hosts
      .flatMap((host) => [...(document.querySelector(host)?.shadowRoot.querySelectorAll("*") ?? [])])
      .filter((one) => {
        const { animationName, transitionDuration } = getComputedStyle(one);
        return animationName !== "none" || transitionDuration.split(",").some((time) => parseFloat(time) > 0);
      }).map((one) => one.className)"""
    assert asked.evaluate(moving, ["eye-before", "eye-widget"]) == []
    asked.get_by_role("button", name="I agree").click()
    asked.get_by_role("button", name="Check again").first.wait_for()
    assert asked.evaluate(moving, ["eye-before", "eye-widget"]) == []
    assert asked.evaluate("document.getAnimations().length") == 0
