"""A reviewer at the keyboard: from the first flag to a decided session, in a real browser."""

import urllib.request
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
from playwright.sync_api import Page, expect

from e2e.servers import EyeServer, School
from eye.clock import Clock, iso, new_secret
from eye.db import Tx
from eye.organisations.sign_in.links import make_link

AXE = Path(__file__).parents[1] / "widget" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUEUE = "/dashboard/flags"
TYPES = ("STARTED", "TAB_NOT_FOCUS", "MULTIPLE_FACE", "PRINT_ATTEMPT")


def _post(eye: EyeServer, path: str, body: Any) -> Any:
    """What the exam page at `exam.localhost` sends."""
    headers = {"origin": "http://exam.localhost", "content-type": "text/plain"}
    request = urllib.request.Request(f"http://127.0.0.1:{eye.port}{path}", msgspec.json.encode(body), headers)
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return msgspec.json.decode(answer.read())


@pytest.fixture
def flags(eye: EyeServer, school: School) -> list[dict[str, Any]]:
    """Three flags of a session that has ended, newest first, as the queue shows them."""
    start = {"apiKey": school.publishable, "assessmentId": "exam", "candidateId": "ada"}
    token = _post(eye, "/v1/init", start)["token"]
    now = Clock().now()
    events = [{"seq": seq, "type": type, "at": iso(now)} for seq, type in enumerate(TYPES, 1)]
    _post(eye, "/v1/events", {"token": token, "events": events})
    _post(eye, "/v1/end", {"token": token})
    found: list[dict[str, Any]] = school.get("/v1/flags")["items"]
    return found


@pytest.fixture
def reviewer(page: Page, school: School) -> Page:
    token = new_secret(43)

    def make(tx: Tx, now: int) -> None:
        make_link(tx, school.owner_id, "sign_in", token, now)

    school.eye.write(make)
    page.goto(f"{school.eye.url}/dashboard/link/{token}")
    return page


def _state(school: School, flag: dict[str, Any]) -> str:
    return str(school.get(f"/v1/flags/{flag['id']}")["review"]["state"])


# As a key that a quick hand presses: the very next thing the page does after the row has changed.
PRESS_AT_ONCE = """key => {
    const seen = new MutationObserver(() => {
        seen.disconnect();
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    });
    seen.observe(document.querySelector("[data-flag]").parentElement, { childList: true });
}"""


def test_a_key_pressed_the_moment_a_row_changed_acts_on_that_row_and_the_page_stays(
    reviewer: Page, eye: EyeServer, flags: list[dict[str, Any]]
) -> None:
    reviewer.goto(eye.url + QUEUE)
    first = reviewer.locator(f"#flag-{flags[0]['id']}")
    reviewer.keyboard.press("j")
    reviewer.evaluate(PRESS_AT_ONCE, "d")
    reviewer.keyboard.press("s")
    expect(first.get_by_text("Dismissed", exact=True)).to_be_visible()
    expect(first).to_be_focused()


def test_a_session_is_decided_by_keyboard(
    reviewer: Page, eye: EyeServer, school: School, flags: list[dict[str, Any]]
) -> None:
    complaints: list[str] = []
    reviewer.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    reviewer.goto(eye.url + QUEUE)
    first, second, third = (reviewer.locator(f"#flag-{flag['id']}") for flag in flags)
    reviewer.keyboard.press("j")
    expect(first).to_be_focused()
    reviewer.keyboard.press("c")
    expect(first.get_by_text("Confirmed", exact=True)).to_be_visible()
    expect(first).to_be_focused()
    reviewer.keyboard.press("u")
    expect(first.get_by_role("button", name="Confirm")).to_be_visible()
    reviewer.keyboard.press("d")
    expect(first.get_by_text("Dismissed", exact=True)).to_be_visible()
    reviewer.keyboard.press("j")
    reviewer.keyboard.press("n")
    reviewer.keyboard.type("Just jdcsu? No.")
    reviewer.keyboard.press("Escape")
    expect(second).to_be_focused()
    reviewer.keyboard.press("s")
    expect(second.get_by_text("Just jdcsu? No.")).to_be_visible()
    reviewer.keyboard.press("d")
    expect(second.get_by_text("Dismissed", exact=True)).to_be_visible()
    reviewer.keyboard.press("j")
    reviewer.keyboard.press("d")
    expect(third.get_by_text("Dismissed", exact=True)).to_be_visible()
    reviewer.keyboard.press("k")
    expect(second).to_be_focused()
    assert [_state(school, flag) for flag in flags] == ["dismissed"] * 3
    reviewer.goto(f"{eye.url}/dashboard/sessions/{flags[0]['sessionId']}")
    reviewer.get_by_role("button", name="Clean").click()
    expect(reviewer.locator("#outcome").get_by_text("Clean", exact=True)).to_be_visible()
    assert school.session()["outcome"]["outcome"] == "clean"
    assert complaints == []


def test_the_keys_are_explained_and_can_be_switched_off(
    reviewer: Page, eye: EyeServer, school: School, flags: list[dict[str, Any]]
) -> None:
    reviewer.goto(eye.url + QUEUE)
    reviewer.keyboard.press("?")
    help = reviewer.get_by_role("dialog", name="Keys")
    expect(help).to_be_visible()
    reviewer.keyboard.press("c")
    help.get_by_label("Use these keys").uncheck()
    reviewer.keyboard.press("Escape")
    expect(help).to_be_hidden()
    reviewer.locator(f"#flag-{flags[0]['id']}").focus()
    reviewer.keyboard.press("c")
    reviewer.reload()
    assert _state(school, flags[0]) == "waiting"


def test_it_works_without_a_script(
    browser: Any, reviewer: Page, eye: EyeServer, school: School, flags: list[dict[str, Any]]
) -> None:
    context = browser.new_context(java_script_enabled=False, storage_state=reviewer.context.storage_state())
    plain: Page = context.new_page()
    plain.goto(eye.url + QUEUE)
    plain.locator(f"#flag-{flags[0]['id']}").get_by_role("button", name="Dismiss").click()
    expect(plain.get_by_role("status").get_by_text("dismissed")).to_be_visible()
    assert _state(school, flags[0]) == "dismissed"
    plain.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(plain.locator(f"#flag-{flags[0]['id']}")).to_be_visible()
    assert _state(school, flags[0]) == "waiting"
    context.close()


def test_a_note_that_is_being_typed_outlives_the_refresh_of_the_page(
    reviewer: Page, eye: EyeServer, school: School
) -> None:
    start = {"apiKey": school.publishable, "assessmentId": "exam", "candidateId": "bob"}
    token = _post(eye, "/v1/init", start)["token"]
    events = [{"seq": seq, "type": type, "at": iso(Clock().now())} for seq, type in enumerate(TYPES, 1)]
    _post(eye, "/v1/events", {"token": token, "events": events[:2]})
    session_id = school.session()["id"]
    reviewer.goto(f"{eye.url}/dashboard/sessions/{session_id}")
    reviewer.keyboard.press("j")
    reviewer.keyboard.press("n")
    reviewer.keyboard.type("Half a sen")
    _post(eye, "/v1/events", {"token": token, "events": events[2:3]})
    expect(reviewer.locator(".flag-list li")).to_have_count(2)
    reviewer.keyboard.type("tence")
    note = reviewer.locator("textarea:focus")
    expect(note).to_have_value("Half a sentence")
    reviewer.keyboard.press("Escape")
    reviewer.keyboard.press("d")
    expect(reviewer.get_by_text("Half a sentence", exact=True)).to_be_visible()
    (decided,) = [flag for flag in school.get("/v1/flags")["items"] if flag["review"]["state"] == "dismissed"]
    assert (decided["type"], decided["review"]["note"]) == ("TAB_NOT_FOCUS", "Half a sentence")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_a_reviewer(
    reviewer: Page, eye: EyeServer, school: School, flags: list[dict[str, Any]], scheme: Literal["light", "dark"]
) -> None:
    school.post(f"/v1/flags/{flags[0]['id']}/review", {"decision": "second_look", "note": "A sister?"})
    school.post(f"/v1/flags/{flags[1]['id']}/review", {"decision": "dismiss"})
    reviewer.emulate_media(color_scheme=scheme)
    low = next(flag for flag in flags if flag["severity"] == "low")
    found = []
    for path in (
        f"{QUEUE}?state=all",
        f"{QUEUE}?severity=high&candidate=nobody",
        f"{QUEUE}/{flags[0]['id']}",
        f"{QUEUE}/dismiss?flag={low['id']}",
        f"/dashboard/sessions/{flags[0]['sessionId']}",
        "/dashboard/settings/risk",
    ):
        reviewer.goto(eye.url + path)
        reviewer.keyboard.press("?")
        reviewer.evaluate(AXE.read_text())
        found += _complaints(reviewer, path)
        reviewer.keyboard.press("Escape")
        reviewer.keyboard.press("j")
        found += _complaints(reviewer, path)
    assert found == []


def _complaints(page: Page, path: str) -> list[str]:
    answer = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [
        f"{path}: {broken['id']} at {node['target']}: {node['failureSummary']}"
        for broken in answer["violations"]
        for node in broken["nodes"]
    ]
