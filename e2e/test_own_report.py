"""A candidate opens the link to their report and answers, in a browser of their own that is signed in nowhere."""

from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.furnished import sit
from e2e.member import found_by_axe, sign_in
from e2e.servers import EyeServer, HostPages, School
from e2e.test_review import flags

__all__ = ["flags"]


def link(page: Page, school: School, session: str, evidence: bool = False) -> str:
    """The owner allows it, and makes the link."""
    sign_in(page, school)
    page.goto(f"{school.eye.url}/dashboard/settings/candidate-reports")
    page.get_by_label("On", exact=True).check()
    page.get_by_role("button", name="Save").click()
    page.goto(f"{school.eye.url}/dashboard/sessions/{session}")
    page.get_by_label("With the pictures and sounds of its flags").set_checked(evidence)
    page.get_by_role("button", name="Make a link for the candidate").click()
    return school.eye.url + urlsplit(page.locator("#candidate-link").inner_text()).path


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_the_candidate_reads_and_answers(
    browser: Browser,
    page: Page,
    eye: EyeServer,
    school: School,
    flags: list[dict[str, Any]],
    scheme: Literal["light", "dark"],
    width: int,
) -> None:
    address = link(page, school, flags[0]["sessionId"])
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    own = context.new_page()
    own.goto(address)
    assert found_by_axe(own) == []
    assert own.evaluate("document.documentElement.scrollWidth") <= width
    own.get_by_label("What you want to say about it").fill("I had to close the window.")
    own.get_by_role("button", name="Send your answer").click()
    expect(own.get_by_role("status")).to_contain_text("Your answer was sent.")
    assert found_by_axe(own) == []
    page.goto(f"{school.eye.url}/dashboard/sessions/{flags[0]['sessionId']}")
    expect(page.locator("#candidate-answer")).to_contain_text("I had to close the window.")
    context.close()


def test_the_candidate_sees_the_picture_that_they_shall_answer(
    browser: Browser, page: Page, school: School, hosts: HostPages
) -> None:
    session = sit(school, hosts.url(""))
    school.post(f"/v1/sessions/{session}/end", {"reason": "Over."})
    address = link(page, school, session, evidence=True)
    context = browser.new_context()
    own, complaints = context.new_page(), []
    own.on("console", lambda message: complaints.append(message.text))
    own.goto(address, wait_until="networkidle")
    picture = own.get_by_role("img", name="into the exam: Several faces")
    assert picture.evaluate("(picture) => picture.naturalWidth") == 320
    assert found_by_axe(own) == []
    assert complaints == []
    context.close()


def test_on_paper_a_report_stays_a_table(page: Page, school: School, flags: list[dict[str, Any]]) -> None:
    sign_in(page, school)
    page.set_viewport_size({"width": 700, "height": 900})
    page.goto(f"{school.eye.url}/dashboard/sessions/{flags[0]['sessionId']}/report")
    row = page.locator(".table-report tbody tr").first
    expect(row).to_have_css("display", "block")
    page.emulate_media(media="print")
    expect(row).to_have_css("display", "table-row")
    expect(page.locator(".table-report thead")).to_have_css("position", "static")
