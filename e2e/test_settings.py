"""The settings in a real browser: what is judged while one types, a page that is checked, the pages of a newcomer."""

import pytest
from playwright.sync_api import Page, expect

from e2e.member import found_by_axe, sign_in
from e2e.servers import EyeServer, School

EMPTY = (
    "",
    "/live",
    "/sessions",
    "/assessments?show=archived",
    "/candidates",
    "/candidate-imports",
    "/settings/retention",
    "/settings/webhooks",
)


@pytest.fixture
def owner(page: Page, school: School) -> Page:
    sign_in(page, school)
    return page


def test_an_origin_is_judged_while_one_types_and_a_page_is_checked(owner: Page, eye: EyeServer, school: School) -> None:
    owner.goto(f"{eye.url}/dashboard/settings/domains")
    verdict = owner.locator("#tested")
    owner.get_by_label("Origin", exact=True).press_sequentially("http://exam.localhost:8443/start", delay=5)
    expect(verdict.get_by_text("allowed", exact=True)).to_be_visible()
    owner.get_by_label("Origin", exact=True).fill("https://evil.example.com")
    expect(verdict.get_by_text("refused", exact=True)).to_be_visible()
    assert found_by_axe(owner) == []
    owner.goto(f"{eye.url}/dashboard/settings/api/check")
    owner.get_by_label("HTML").fill(f'<script src="{eye.url}/widget.js" data-api-key="{school.publishable}"></script>')
    owner.get_by_label("Response headers").fill("content-security-policy: default-src 'self'")
    owner.get_by_role("button", name="Check", exact=True).click()
    expect(owner.get_by_text("The key “Website” is yours")).to_be_visible()
    expect(owner.get_by_text(f"connect-src 'self' {eye.url};")).to_be_visible()
    assert found_by_axe(owner) == []


def test_axe_finds_nothing_where_nothing_is_yet(owner: Page, eye: EyeServer) -> None:
    owner.emulate_media(color_scheme="dark")
    owner.set_viewport_size({"width": 360, "height": 740})
    for path in EMPTY:
        owner.goto(f"{eye.url}/dashboard{path}")
        assert found_by_axe(owner) == [], path
        assert owner.evaluate("document.documentElement.scrollWidth") == 360, path
