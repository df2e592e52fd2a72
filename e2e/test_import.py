"""Candidates from a file, in a real browser against a real server, which imports them while the page tells how far."""

from playwright.sync_api import Page, expect

from e2e.member import found_by_axe, sign_in
from e2e.servers import EyeServer, School


def test_a_file_is_looked_at_and_imported_while_the_page_follows(page: Page, eye: EyeServer, school: School) -> None:
    rows = "".join(f"pupil-{n};Ada;Lovelace;ada{n}@example.com\n" for n in range(1, 1201))
    file = ("candidateId;firstName;lastName;email\n" + rows + "pupil 5;;;\n").encode()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    sign_in(page, school)
    page.goto(f"{eye.url}/dashboard/candidates")
    page.get_by_role("link", name="Import").click()
    page.get_by_label("CSV file").set_input_files({"name": "4b.csv", "mimeType": "text/csv", "buffer": file})
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("row", name="1,202 candidateId")).to_be_visible()
    assert found_by_axe(page) == []
    page.get_by_role("button", name="Import 1,200 candidates").click()
    expect(page.get_by_text("1,200 candidates added")).to_be_visible()
    page.get_by_role("link", name="See candidates").click()
    page.get_by_label("Candidate", exact=True).fill("pupil-1200")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Ada Lovelace").click()
    expect(page.get_by_text("This candidate has not taken an exam.")).to_be_visible()
    assert complaints == []
