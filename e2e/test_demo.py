"""What a newcomer does after `make demo`: opens the three links, switches tabs, and sees the flag on the dashboard."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from e2e.servers import PATIENCE, free_port


@pytest.fixture
def links(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The links that `eye demo` prints, by their names."""
    command = [str(Path(sys.executable).parent / "eye"), "demo", "--port", str(free_port())]
    environment = {**os.environ, "EYE_DATA": str(tmp_path / "data")}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield read_links(iter(process.stdout.readline, ""))
    finally:
        process.terminate()
        process.wait(PATIENCE)
        process.stdout.close()


def read_links(lines: Iterator[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        if link := re.match(r"\s+(\w[\w ]+\w)\s+(http://\S+)", line):
            found[link[1]] = link[2]
        if len(found) == 3:
            return found
    raise AssertionError(f"eye demo ended after printing only {found}")


def test_a_tab_switch_in_the_sample_exam_shows_as_a_flag_on_the_dashboard(
    window: BrowserContext, links: dict[str, str]
) -> None:
    exam = window.new_page()
    exam.goto(links["sample exam"])
    exam.click("text=Start the exam")
    exam.get_by_role("button", name="I agree").click()
    # There is no camera here: that is noted.
    exam.get_by_text("You can continue. What is not ready is noted.").wait_for()
    exam.get_by_role("button", name="Continue to the exam").click()
    exam.get_by_role("status").filter(has_text="Monitoring is on.").first.wait_for()
    dashboard = window.new_page()  # which hides the exam
    dashboard.goto(links["dashboard"])
    assert dashboard.url.endswith("/dashboard")
    dashboard.get_by_role("link", name=re.compile("candidate-")).first.click()
    dashboard.get_by_text("The exam page was left for another tab or window.").first.wait_for()
    exam.bring_to_front()
    exam.get_by_text("TAB_NOT_FOCUS").first.wait_for()


def test_a_candidate_of_the_sample_exam_can_decline(page: Page, links: dict[str, str]) -> None:
    page.goto(links["sample exam"])
    page.click("text=Start the exam")
    page.get_by_role("button", name="I decline").click()
    page.get_by_text("A platform would now say how to go on").wait_for()


def test_the_refused_exam_says_why_it_does_not_start(page: Page, links: dict[str, str]) -> None:
    page.goto(links["refused exam"])
    page.click("text=Start the exam")
    page.get_by_text("(origin_not_allowed)").wait_for()
    page.get_by_text("Monitoring could not start").wait_for()
