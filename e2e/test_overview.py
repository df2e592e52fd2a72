"""The first page of the dashboard in a real browser: the chart under a strict policy, and the numbers behind it."""

from playwright.sync_api import Page, expect

from e2e.exam import exam_page, open_exam
from e2e.member import found_by_axe, sign_in
from e2e.servers import EyeServer, HostPages, School

COLOURS = """canvas => new Set(new Uint32Array(
  canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size"""


def test_the_chart_is_drawn_from_its_table_in_both_themes(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    assert open_exam(page, hosts, exam_page(eye, school)) == "on"
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    sign_in(page, school)
    page.goto(f"{eye.url}/dashboard")
    expect(page.locator("[data-plot-value]").first).to_have_text("1")
    page.get_by_role("link", name="7 days").click()
    page.get_by_text("Show the numbers").click()
    assert page.get_by_role("row").filter(has=page.locator("time")).count() >= 7
    for theme in ("Light", "Dark"):
        page.get_by_label(theme).check(force=True)
        assert page.locator(".plot-picture canvas").evaluate(COLOURS) > 5
        assert found_by_axe(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert complaints == []
