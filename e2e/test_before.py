"""The screens before the exam: how they begin and end, and that everybody can use them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from e2e.before import LIVE, Open, checked, focused, press, title
from e2e.evidence import of_type
from e2e.exam import exam_page, settled
from e2e.servers import EyeServer, HostPages, School, until

AXE = Path(__file__).parents[1] / "widget" / "node_modules" / "axe-core" / "axe.min.js"


def test_the_keyboard_is_enough_and_escape_decides_nothing(before: Open, school: School) -> None:
    page = before(policy={"microphone": False})
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert focused(page) == "Before your exam begins"
    press_until(page, "I agree")
    page.keyboard.press("Enter")
    page.get_by_text("Everything is ready.").wait_for()
    assert focused(page) == "Is everything ready?"
    page.keyboard.press("Escape")
    press_until(page, "Continue to the exam")
    page.keyboard.press("Enter")
    assert settled(page) == "on"
    until(lambda: "STARTED" in school.types())


def press_until(page: Page, name: str) -> None:
    """Tab, as often as it takes; nothing of the page below gets the focus."""
    for _ in range(10):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") != "full"
        if focused(page) == name:
            return
    raise AssertionError(f"{name} is not reached")


def test_the_focus_goes_back_to_where_it_was(
    browsers: Callable[[str], Browser], eye: EyeServer, school: School, hosts: HostPages
) -> None:
    school.post("/v1/assessments", {"id": "asked", "title": "Asked", "policy": {"consent": True, "camera": False}})
    page = browsers("one").new_page()
    html = exam_page(eye, school, assessmentId="asked", features={"aiProctoring": False})
    page.goto(hosts.url(hosts.add(html.replace("(async () =>", "window.begin = (async () =>").replace("})();", "});"))))
    page.focus("#full")
    page.evaluate("void begin()")
    press(page, "I agree")
    checked(page)
    press(page, "Continue to the exam")
    assert settled(page) == "on"
    assert page.evaluate("document.activeElement.id") == "full"
    page.context.close()


def test_a_reload_of_the_exam_asks_nothing_again(before: Open, school: School) -> None:
    page = before(policy={"microphone": False})
    assert settled(page) == "on"
    until(lambda: "STARTED" in school.types())
    page.reload()
    until(lambda: page.title() == "on")
    until(lambda: school.types().count("STARTED") == 2)
    assert school.types().count("CONSENT_GIVEN") == 1
    assert school.types().count("SYSTEM_CHECK_STARTED") == 1
    until(lambda: page.evaluate(LIVE) == ["video"])


def test_a_reload_between_the_screens_goes_on_with_the_check(before: Open, school: School) -> None:
    page = before(policy={"microphone": False})
    press(page, "I agree")
    title(page).filter(has_text="Is everything ready?").wait_for()
    until(lambda: of_type(school, "CONSENT_GIVEN"))
    page.reload()
    title(page).filter(has_text="Is everything ready?").wait_for()
    checked(page)
    press(page, "Continue to the exam")
    assert settled(page) == "on"
    assert len(of_type(school, "CONSENT_GIVEN")) == 1


@pytest.mark.parametrize("agreed", [False, True], ids=["consent", "check"])
def test_the_page_can_end_it_during_the_screens(before: Open, school: School, agreed: bool) -> None:
    page = before()
    if agreed:
        press(page, "I agree")
        page.wait_for_function("opened.length > 0")
    page.evaluate("widget.endProctoring()")
    assert settled(page) == "refused"
    assert page.evaluate("refused.code") == "start_called_off"
    assert page.locator("eye-before").count() == 0
    page.wait_for_function(f"!({LIVE})().length")
    session = until(lambda: next((one for one in school.sessions() if one["status"] == "ended"), None))
    assert (session["endReason"], session["charge"]) == ("host", None)


def test_nobody_else_takes_the_session_over_meanwhile(before: Open, school: School) -> None:
    page = before()
    created = school.session()["lastSeenAt"]
    until(lambda: school.session()["lastSeenAt"] > created)
    assert school.session()["status"] == "created"
    other = page.context.browser.new_context().new_page()  # type: ignore[union-attr]
    other.goto(page.url)
    other.get_by_text("open in another window").wait_for()
    other.context.close()


def test_who_waits_too_long_is_told_and_can_start_anew(before: Open, eye: EyeServer, school: School) -> None:
    page = before()
    eye.execute("update sessions set created_at = created_at - 3600000 where id = :id", id=school.session()["id"])
    until(lambda: page.title() == "refused")
    assert page.evaluate("refused.code") == "session_ended"
    assert page.locator("eye-before").count() == 0
    assert school.session()["endReason"] == "expired"
    page.reload()
    title(page).filter(has_text="Before your exam begins").wait_for()


def test_a_strict_page_with_the_lines_of_the_documentation(before: Open, eye: EyeServer, school: School) -> None:
    policy = (
        f"default-src 'none'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' {eye.url}; connect-src {eye.url}; "
        "worker-src blob:; style-src 'self'; require-trusted-types-for 'script'; trusted-types eye"
    )
    isolated = {"Cross_Origin_Embedder_Policy": "require-corp", "Cross_Origin_Opener_Policy": "same-origin"}
    page = before(headers={"Content_Security_Policy": policy, **isolated})
    broken: list[str] = []
    page.on("console", lambda line: broken.append(line.text) if "Policy" in line.text else None)
    press(page, "I agree")
    page.get_by_text("Everything is ready.").wait_for()
    page.get_by_text("You can be seen well.").wait_for()
    press(page, "Continue to the exam")
    assert settled(page) == "on"
    assert broken == []


def test_it_lies_above_a_page_in_fullscreen(
    browsers: Callable[[str], Browser], eye: EyeServer, school: School, hosts: HostPages
) -> None:
    school.post("/v1/assessments", {"id": "asked", "title": "Asked"})
    page = browsers("one").new_context(permissions=["camera", "microphone"]).new_page()
    html = exam_page(eye, school, assessmentId="asked")
    html = html.replace("(async () =>", "window.begin = (async () =>").replace("})();", "});")
    page.goto(hosts.url(hosts.add(html)))
    page.click("#full")
    page.wait_for_function("document.fullscreenElement")
    page.evaluate("void begin()")
    press(page, "I agree")
    checked(page)
    press(page, "Continue to the exam")
    assert settled(page) == "on"
    assert page.evaluate("Boolean(document.fullscreenElement)")
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_screen(before: Open, eye: EyeServer, scheme: str) -> None:
    page = before(scheme=scheme, policy={"consentText": "Be alone.", "checks": {"webcam": "required"}}, allowed=False)
    page.evaluate(AXE.read_text())
    assert violations(page) == []
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            return route.continue_()
        return held.append(route)

    page.context.route(f"{eye.url}/v1/speed", hold_the_first)
    press(page, "I agree")
    page.locator("[data-state=running]").first.wait_for()
    assert violations(page) == []
    until(lambda: [page.title()] and held)
    held[0].continue_()
    checked(page)
    assert violations(page) == []
    page.context.grant_permissions(["camera", "microphone"])
    press(page, "Check again")
    page.get_by_text("Everything is ready.").wait_for()
    assert violations(page) == []


# axe cannot tell the contrast in a modal dialog of a shadow root: 4.5 to 1 for every word that is shown.
PALE = """() => {
  const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const ground = (element) => {
    const { backgroundColor } = getComputedStyle(element);
    return /, 0\\)$/.test(backgroundColor) ? ground(element.parentElement) : backgroundColor;
  };
  const shown = [...document.querySelector("eye-before").shadowRoot.querySelectorAll("h1, h2, p, li, span, button")]
    .filter((element) => element.checkVisibility() && element.innerText.trim());
  const found = shown.map((element) => {
    const [ink, paper] = [light(getComputedStyle(element).color), light(ground(element))];
    return [(Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05), element.innerText];
  });
  if (!found.length) throw new Error("Nothing is shown.");
  return found.filter(([ratio]) => ratio < 4.5).map(([ratio, text]) => `contrast ${ratio.toFixed(1)}: ${text}`);
}"""


def violations(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        """async () => (await axe.run(document.querySelector("eye-before"), {
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        })).violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))"""
    )
    pale: list[str] = page.evaluate(PALE)
    return found + pale


def test_it_fits_a_narrow_phone(before: Open) -> None:
    page = before(policy={"consentText": "x" * 200})
    page.set_viewport_size({"width": 320, "height": 640})
    for screen in ("consent", "check"):
        wide = page.evaluate("(document.querySelector('eye-before').shadowRoot.querySelector('dialog')).scrollWidth")
        assert wide <= 320, screen
        if screen == "consent":
            press(page, "I agree")
            checked(page)
