"""Before the exam: the candidate is asked, then the devices and the connection are tried. By what the server stored."""

import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright

from e2e.chromium import QUIET, chromium_path
from e2e.clips import draw_clip
from e2e.exam import exam_page, settled
from e2e.servers import EyeServer, HostPages, School, until

AXE = Path(__file__).parents[1] / "widget" / "node_modules" / "axe-core" / "axe.min.js"
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


@pytest.fixture(scope="module")
def browsers(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Browser]]:
    """A browser with a camera that shows the clip of that name, and a microphone in a quiet room."""
    # The fake camera is called like its file: to the widget it is a virtual one.
    folder = tmp_path_factory.mktemp("virtual")
    started: dict[str, Browser] = {}

    def start(clip: str) -> Browser:
        if clip not in started:
            args = [*QUIET, *_devices(clip, folder)]
            started[clip] = playwright.chromium.launch(executable_path=chromium_path(), args=args)
        return started[clip]

    yield start
    for browser in started.values():
        browser.close()


def _devices(clip: str, folder: Path) -> list[str]:
    if clip == "missing":
        return ["--use-fake-device-for-media-stream=device-count=0"]
    return [
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={draw_clip(clip, folder)}",
        f"--use-file-for-fake-audio-capture={_room(folder)}",
    ]


def _room(folder: Path) -> Path:
    """Ten seconds of a fan, some 50 dB below the loudest."""
    path = folder / "room.wav"
    noise = np.random.default_rng(1).normal(0, 100, 480_000).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(noise.tobytes())
    return path


@pytest.fixture
def exam(browsers: Callable[[str], Browser], eye: EyeServer, school: School, hosts: HostPages) -> Iterator[Open]:
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
        context = browsers(clip).new_context(permissions=permissions, user_agent=AGENT, color_scheme=scheme)
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


def of_type(school: School, type: str) -> list[dict[str, Any]]:
    return [event for event in school.events() if event["type"] == type]


def completed(school: School) -> dict[str, dict[str, Any]]:
    """The last completed check, by name."""
    last = until(lambda: of_type(school, "SYSTEM_CHECK_COMPLETED"))[-1]
    return {one["name"]: one for one in last["data"]["data"]}


def test_consent_says_what_this_exam_uses_and_is_recorded_before_anything_is_opened(exam: Open, school: School) -> None:
    policy = {"consentText": "Our rules:\n<b>Be alone.</b>", "retentionDays": 30, "off": ["microphone", "paste"]}
    page = exam(policy=policy, institutionName="Northfield College")
    screen = page.locator("eye-before dialog")
    text = screen.inner_text()
    for part in ("Northfield College", "Your camera", "For 30 days", "Our rules:\n<b>Be alone.</b>", "No video"):
        assert part in text
    for part in ("Your microphone", "Short sound", "Your face"):
        assert part not in text
    assert page.evaluate("opened.length") == 0
    assert (school.session()["status"], of_type(school, "CONSENT_GIVEN")) == ("created", [])
    press(page, "I agree")
    (given,) = until(lambda: of_type(school, "CONSENT_GIVEN"))
    assert given["data"]["language"] == "en"
    assert {"watchCamera", "own"} <= set(given["data"]["shown"])
    assert "watchSound" not in given["data"]["shown"]
    assert len(given["data"]["hash"]) == 64
    assert (school.session()["status"], school.balance()) == ("created", 10)


def test_who_declines_is_not_watched_and_nothing_is_charged(exam: Open, school: School) -> None:
    page = exam()
    press(page, "I decline")
    assert settled(page) == "refused"
    refused = page.evaluate("refused")
    assert refused["code"] == "declined"
    assert refused["docsUrl"].endswith("/docs/errors/declined")
    page.get_by_text("You declined the monitoring").wait_for()
    session = until(lambda: next((one for one in school.sessions() if one["status"] == "ended"), None))
    assert (session["endReason"], session["charge"], session["activatedAt"]) == ("candidate", None, None)
    assert school.balance() == 10
    assert page.evaluate("opened.length") == 0
    assert page.locator("eye-before").count() == 0


def test_who_declined_is_asked_again_at_the_next_start(exam: Open, school: School) -> None:
    page = exam()
    press(page, "I decline")
    assert settled(page) == "refused"
    page.reload()
    title(page).filter(has_text="Before your exam begins").wait_for()
    assert [session["status"] for session in school.sessions()] == ["created", "ended"]


def test_when_all_is_well_the_exam_begins_with_the_devices_of_the_check(exam: Open, school: School) -> None:
    page = exam()
    press(page, "I agree")
    page.get_by_text("Everything is ready.").wait_for()
    page.get_by_text("You can be seen well.").wait_for()
    level = page.get_by_role("meter", name="Sound level")
    until(lambda: int(level.get_attribute("aria-valuenow") or 0) > 5)
    assert school.session()["status"] == "created"
    press(page, "Continue to the exam")
    assert settled(page) == "on"
    until(lambda: "STARTED" in school.types())
    types = school.types()
    assert types[:5] == [
        "SET_CONFIG",
        "CONSENT_GIVEN",
        "SYSTEM_CHECK_STARTED",
        "SYSTEM_CHECK_COMPLETED",
        "STARTED",
    ]
    assert (school.session()["status"], school.balance()) == ("active", 9)
    found = completed(school)
    assert {name: one["status"] for name, one in found.items()} == dict.fromkeys(
        ("browser", "webcam", "microphone", "internetSpeed"), "success"
    )
    assert found["internetSpeed"]["downKbps"] > 500
    until(lambda: of_type(school, "CAMERA_VIRTUAL"))
    assert page.evaluate("opened.map(([kind]) => kind)") == ["video", "audio"], "nobody is asked twice"
    assert page.evaluate(LIVE) == ["video", "audio"]
    page.evaluate("widget.endProctoring()")
    assert page.evaluate(LIVE) == []


def test_the_page_hears_the_check_as_documented(exam: Open) -> None:
    page = exam(policy={"microphone": False})
    press(page, "I agree")
    checked(page)
    press(page, "Continue to the exam")
    assert settled(page) == "on"
    heard = page.evaluate("new Promise((resolve) => widget.on('SYSTEM_CHECK_COMPLETED', resolve))")
    assert heard.keys() >= {"success", "timestamp", "data", "sessionId", "eventId"}
    assert heard["success"] is True
    assert {one["name"] for one in heard["data"]} == {"browser", "webcam", "microphone", "internetSpeed"}
    assert all(one.keys() >= FORM for one in heard["data"])
    microphone = next(one for one in heard["data"] if one["name"] == "microphone")
    assert microphone == {"name": "microphone", "status": "default", "finished": False, "reason": "not_used"}


def test_a_refused_camera_is_noted_with_what_to_do_and_the_exam_goes_on(exam: Open, school: School) -> None:
    page = exam(allowed=False)
    press(page, "I agree")
    row(page, "Camera").get_by_text("Click the symbol to the left of the address").wait_for()
    checked(page)
    page.get_by_text("You can continue. What is not ready is noted.").wait_for()
    found = completed(school)
    assert (found["webcam"]["status"], found["webcam"]["reason"]) == ("failed", "permission_denied")
    assert found["microphone"]["reason"] == "permission_denied"
    assert of_type(school, "SYSTEM_CHECK_COMPLETED")[0]["data"]["success"] is False
    press(page, "Continue to the exam")
    assert settled(page) == "on"
    (event,) = until(lambda: of_type(school, "CAMERA_UNAVAILABLE"))
    assert event["data"] == {"reason": "denied"}
    assert school.flags() == []


def test_without_a_camera_it_says_so(exam: Open, school: School) -> None:
    page = exam("missing", {"microphone": False})
    press(page, "I agree")
    row(page, "Camera").get_by_text("None was found.").wait_for()
    checked(page)
    assert completed(school)["webcam"]["reason"] == "no_device"
    press(page, "Continue to the exam")
    assert settled(page) == "on"


def test_a_dark_picture_is_not_ready(exam: Open, school: School) -> None:
    page = exam("dark", {"microphone": False})
    press(page, "I agree")
    row(page, "Camera").get_by_text("The picture is dark or empty.").wait_for()
    checked(page)
    assert completed(school)["webcam"]["reason"] == "covered"


def test_a_required_camera_holds_the_exam_back_until_it_is_ready(exam: Open, school: School) -> None:
    page = exam(policy={"checks": {"webcam": "required"}, "microphone": False}, allowed=False)
    press(page, "I agree")
    page.get_by_text("You can continue as soon as everything that is required is ready.").wait_for()
    onward = page.get_by_role("button", name="Continue to the exam")
    assert onward.is_disabled()
    page.context.grant_permissions(["camera"])
    press(page, "Check again: Camera")
    page.get_by_text("Everything is ready.").wait_for()
    assert focused(page) == "Continue to the exam", "the button that had the focus is gone"
    assert onward.is_enabled()
    assert school.session()["status"] == "created"
    onward.click()
    assert settled(page) == "on"
    until(lambda: "STARTED" in school.types())
    outcomes = [event["data"]["success"] for event in of_type(school, "SYSTEM_CHECK_COMPLETED")]
    assert outcomes == [False, True]


def test_all_can_be_checked_again(exam: Open, eye: EyeServer, school: School) -> None:
    page = exam(policy={"microphone": False})
    page.context.route(f"{eye.url}/v1/speed", lambda route: route.abort())
    press(page, "I agree")
    row(page, "Internet connection").get_by_text("There is no connection.").wait_for()
    checked(page)
    page.context.unroute(f"{eye.url}/v1/speed")
    press(page, "Check again")
    page.get_by_text("Everything is ready.").wait_for()
    until(lambda: len(of_type(school, "SYSTEM_CHECK_COMPLETED")) == 2)
    assert page.evaluate(LIVE) == ["video"]


def test_the_keyboard_is_enough_and_escape_decides_nothing(exam: Open, school: School) -> None:
    page = exam(policy={"microphone": False})
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


def focused(page: Page) -> str:
    found: str = page.evaluate("document.querySelector('eye-before')?.shadowRoot.activeElement?.textContent ?? ''")
    return found


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


def test_a_reload_of_the_exam_asks_nothing_again(exam: Open, school: School) -> None:
    page = exam(policy={"microphone": False})
    assert settled(page) == "on"
    until(lambda: "STARTED" in school.types())
    page.reload()
    until(lambda: page.title() == "on")
    until(lambda: school.types().count("STARTED") == 2)
    assert school.types().count("CONSENT_GIVEN") == 1
    assert school.types().count("SYSTEM_CHECK_STARTED") == 1
    until(lambda: page.evaluate(LIVE) == ["video"])


def test_a_reload_between_the_screens_goes_on_with_the_check(exam: Open, school: School) -> None:
    page = exam(policy={"microphone": False})
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
def test_the_page_can_end_it_during_the_screens(exam: Open, school: School, agreed: bool) -> None:
    page = exam()
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


def test_nobody_else_takes_the_session_over_meanwhile(exam: Open, school: School) -> None:
    page = exam()
    created = school.session()["lastSeenAt"]
    until(lambda: school.session()["lastSeenAt"] > created)
    assert school.session()["status"] == "created"
    other = page.context.browser.new_context().new_page()  # type: ignore[union-attr]
    other.goto(page.url)
    other.get_by_text("open in another window").wait_for()
    other.context.close()


def test_who_waits_too_long_is_told_and_can_start_anew(exam: Open, eye: EyeServer, school: School) -> None:
    page = exam()
    eye.execute("update sessions set created_at = created_at - 3600000 where id = :id", id=school.session()["id"])
    until(lambda: page.title() == "refused")
    assert page.evaluate("refused.code") == "session_ended"
    assert page.locator("eye-before").count() == 0
    assert school.session()["endReason"] == "expired"
    page.reload()
    title(page).filter(has_text="Before your exam begins").wait_for()


def test_without_devices_consent_can_still_be_asked_for(exam: Open, school: School) -> None:
    page = exam(policy={"camera": False, "microphone": False, "consent": True, "checks": {"internetSpeed": "off"}})
    press(page, "I agree")
    checked(page)
    assert page.locator("eye-before li h2").all_inner_texts() == ["Browser"]
    found = completed(school)
    assert {name: one.get("reason") for name, one in found.items()} == {
        "browser": None,
        "webcam": "not_used",
        "microphone": "not_used",
        "internetSpeed": "off",
    }


def test_an_exam_without_devices_starts_at_once(page: Page, eye: EyeServer, school: School, hosts: HostPages) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(hosts.url(hosts.add(exam_page(eye, school))))
    until(lambda: page.title() == "on")
    assert [url for url in asked if "before" in url] == []
    assert "SYSTEM_CHECK_STARTED" not in school.types()


def test_where_ai_monitoring_is_off_nobody_is_asked(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    school.post("/v1/assessments", {"id": "asked", "title": "Asked"})
    page.goto(hosts.url(hosts.add(exam_page(eye, school, assessmentId="asked", features={"aiProctoring": False}))))
    until(lambda: page.title() == "on")


def test_the_language_of_the_page_is_spoken(exam: Open, hosts: HostPages) -> None:
    page = exam()
    path = page.url.split("/")[-1]
    html, headers = hosts.pages[f"/{path}"]
    assert isinstance(html, str)
    hosts.pages[f"/{path}"] = html.replace('lang="en"', 'lang="ar-EG"'), headers
    page.reload()
    page.get_by_role("button", name="أوافق").wait_for()
    host = page.locator("eye-before")
    assert (host.get_attribute("lang"), host.get_attribute("dir")) == ("ar", "rtl")


def test_a_strict_page_with_the_lines_of_the_documentation(exam: Open, eye: EyeServer, school: School) -> None:
    policy = (
        f"default-src 'none'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' {eye.url}; connect-src {eye.url}; "
        "worker-src blob:; style-src 'self'; require-trusted-types-for 'script'; trusted-types eye"
    )
    isolated = {"Cross_Origin_Embedder_Policy": "require-corp", "Cross_Origin_Opener_Policy": "same-origin"}
    page = exam(headers={"Content_Security_Policy": policy, **isolated})
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
def test_axe_finds_nothing_on_any_screen(exam: Open, scheme: str) -> None:
    page = exam(scheme=scheme, policy={"consentText": "Be alone.", "checks": {"webcam": "required"}}, allowed=False)
    page.evaluate(AXE.read_text())
    assert violations(page) == []
    press(page, "I agree")
    page.locator("[data-state=running]").first.wait_for()
    assert violations(page) == []
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


def test_it_fits_a_narrow_phone(exam: Open) -> None:
    page = exam(policy={"consentText": "x" * 200})
    page.set_viewport_size({"width": 320, "height": 640})
    for screen in ("consent", "check"):
        wide = page.evaluate("(document.querySelector('eye-before').shadowRoot.querySelector('dialog')).scrollWidth")
        assert wide <= 320, screen
        if screen == "consent":
            press(page, "I agree")
            checked(page)
