"""The API reference in a browser: it loads nothing from elsewhere, breaks no policy, and its console really asks."""

from playwright.sync_api import Page, expect

from e2e.servers import EyeServer, School


def test_a_call_can_be_tried_out(page: Page, eye: EyeServer, school: School) -> None:
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda problem: said.append(str(problem)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{eye.url}/docs/reference")
    page.get_by_role("button", name="Authorize").first.click()
    page.locator(".modal-ux input").first.fill(school.secret)
    page.locator(".modal-ux button.authorize").first.click()
    page.locator(".modal-ux .btn-done").first.click()
    # A POST carries the page's origin, which no organisation has registered.
    operation = page.locator("#operations-Assessments-postAssessments")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table .response-col_status").nth(1)).to_contain_text("201")
    assert said == []
    assert [url for url in asked if not url.startswith((eye.url, "data:"))] == []
