"""The candidate is asked before anything is watched. By what the server stored."""

from playwright.sync_api import Page

from e2e.before import Open, checked, completed, press, title
from e2e.evidence import of_type
from e2e.exam import exam_page, settled
from e2e.servers import EyeServer, HostPages, School, until


def test_consent_says_what_this_exam_uses_and_is_recorded_before_anything_is_opened(
    before: Open, school: School
) -> None:
    policy = {"consentText": "Our rules:\n<b>Be alone.</b>", "retentionDays": 30, "off": ["microphone", "paste"]}
    page = before(policy=policy, institutionName="Northfield College")
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


def test_who_declines_is_not_watched_and_nothing_is_charged(before: Open, school: School) -> None:
    page = before()
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


def test_who_declined_is_asked_again_at_the_next_start(before: Open, school: School) -> None:
    page = before()
    press(page, "I decline")
    assert settled(page) == "refused"
    page.reload()
    title(page).filter(has_text="Before your exam begins").wait_for()
    assert [session["status"] for session in school.sessions()] == ["created", "ended"]


def test_without_devices_consent_can_still_be_asked_for(before: Open, school: School) -> None:
    page = before(policy={"camera": False, "microphone": False, "consent": True, "checks": {"internetSpeed": "off"}})
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


def test_the_language_of_the_page_is_spoken(before: Open, hosts: HostPages) -> None:
    page = before()
    path = page.url.split("/")[-1]
    html, headers = hosts.pages[f"/{path}"]
    assert isinstance(html, str)
    hosts.pages[f"/{path}"] = html.replace('lang="en"', 'lang="ar-EG"'), headers
    page.reload()
    page.get_by_role("button", name="أوافق").wait_for()
    host = page.locator("eye-before")
    assert (host.get_attribute("lang"), host.get_attribute("dir")) == ("ar", "rtl")
