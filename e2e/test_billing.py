"""Billing in a real browser: what an exam cost, from the balance down to its session, in both themes and by phone."""

from playwright.sync_api import Page, expect

from e2e.exam import exam_page, open_exam
from e2e.member import found_by_axe, sign_in
from e2e.servers import EyeServer, HostPages, School


def test_what_an_exam_cost_is_followed_down_to_its_session(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    assert open_exam(page, hosts, exam_page(eye, school)) == "on"
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    sign_in(page, school)
    page.goto(f"{eye.url}/dashboard/billing")
    expect(page.locator(".plot-picture canvas")).to_be_visible()
    for theme in ("Light", "Dark"):
        page.get_by_label(theme).check(force=True)
        assert found_by_axe(page) == []
    page.get_by_label("Warn at").fill("100")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Credits run low:")).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    for name in ("By assessment", None, None):
        link = page.get_by_role("link", name=name) if name else page.locator("tbody th a").first
        link.click()
        expect(page.get_by_role("heading", name="Usage")).to_be_visible()
        assert found_by_axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.locator("tbody td a").first.click()
    expect(page.get_by_role("link", name="Each charge")).to_be_visible()
    page.goto(f"{eye.url}/dashboard/billing/ledger")
    assert found_by_axe(page) == []
    assert complaints == []
