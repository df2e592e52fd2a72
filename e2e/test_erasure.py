"""A candidate is erased at the dashboard, by keyboard alone, and their receipt is verified as the page says."""

import json

from playwright.sync_api import Page, expect

from e2e.member import found_by_axe, sign_in
from e2e.servers import EyeServer, School, until
from eye.retention.receipt import is_ours


def test_a_candidate_is_erased_by_keyboard(page: Page, eye: EyeServer, school: School) -> None:
    school.post("/v1/candidates", {"id": "pupil-1", "firstName": "Ada", "lastName": "Lovelace"})
    sign_in(page, school)
    page.goto(f"{eye.url}/dashboard/candidates/pupil-1")
    assert found_by_axe(page) == []
    page.get_by_role("link", name="Erase the candidate…").press("Enter")
    expect(page.get_by_role("heading", name="Erase Ada Lovelace?")).to_be_visible()
    again = page.get_by_label("Type pupil-1 to confirm")
    again.fill("pupil-2")
    again.press("Enter")
    expect(page.get_by_text("This is not the id of the candidate.")).to_be_visible()
    expect(again).to_be_focused()
    assert found_by_axe(page) == []
    again.fill("pupil-1")
    again.press("Enter")
    expect(page.get_by_role("heading", name="Receipt").or_(page.get_by_text("Being erased"))).to_be_visible()
    until(lambda: page.reload() and page.get_by_role("link", name="Download the receipt").count())
    assert found_by_axe(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the receipt").press("Enter")
    found = json.loads(download.value.path().read_bytes())
    assert is_ours(found["receipt"], found["signature"], found["publicKey"])
    assert school.get("/v1/candidates")["items"] == []
