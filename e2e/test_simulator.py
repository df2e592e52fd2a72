"""The simulator of the demo, as an integrator uses it: each button, what the widget says to it, what is stored."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from e2e.exam import onward
from e2e.servers import PATIENCE, free_port, until
from e2e.test_demo import read_links

# Which button, and what comes of it: on the page and on the server.
PLAYED = {
    "who is there": [("Nobody", "FACE_ABSENCE"), ("Two faces", "MULTIPLE_FACE")],
    "what the camera sees": [("Covered", "CAMERA_COVERED"), ("Frozen", "CAMERA_FROZEN")],
    "which camera it is": [
        ("Unplugged", "CAMERA_LOST"),
        ("A virtual camera", "CAMERA_VIRTUAL"),
        ("Plugged in", "CAMERA_CHANGED"),
    ],
    "what is heard": [("Somebody speaks", "SOUND_DETECTED"), ("Nothing at all", "MICROPHONE_SILENT")],
}


@pytest.fixture(scope="module")
def links(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    command = [str(Path(sys.executable).parent / "eye"), "demo", "--port", str(free_port())]
    environment = {**os.environ, "EYE_DATA": str(tmp_path_factory.mktemp("demo") / "data")}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield read_links(iter(process.stdout.readline, ""))
    finally:
        process.terminate()
        process.wait(PATIENCE)
        process.stdout.close()


@pytest.fixture
def simulator(page: Page, links: dict[str, str]) -> Page:
    """With the exam running; whoever signs in first may look at the session."""
    page.goto(links["sample exam"])
    page.get_by_role("link", name="Simulator").click()
    page.get_by_role("button", name="Start the exam").click()
    said = page.locator("#said", has_text="Monitoring is on.")

    def is_on() -> bool:
        onward(page)
        return said.count() > 0

    until(is_on)
    return page


def choose(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


@pytest.mark.parametrize("part", PLAYED)
def test_every_button_shows_its_event_on_the_page_and_on_the_server(simulator: Page, part: str) -> None:
    for button, event in PLAYED[part]:
        choose(simulator, button)
        for place in ("log", "stored"):
            line = simulator.locator(f"#{place} li code", has_text=event).first
            expect(line, f"{button} in #{place}").to_be_visible(timeout=PATIENCE * 1_000)
        choose(simulator, "One face")
        choose(simulator, "A quiet room")


def test_what_was_played_is_on_the_dashboard(simulator: Page, links: dict[str, str]) -> None:
    choose(simulator, "Fullscreen")
    expect(simulator.locator("#stored li", has_text="fullscreen: true").first).to_be_visible()
    expect(simulator.locator("#coverage")).to_contain_text("%", timeout=PATIENCE * 1_000)
    dashboard = simulator.context.new_page()
    dashboard.goto(links["dashboard"])
    dashboard.goto(simulator.url.partition("/sample")[0] + str(simulator.locator("#session").get_attribute("href")))
    dashboard.get_by_text("played-").first.wait_for()


def test_the_end_is_told_and_the_camera_given_back(simulator: Page) -> None:
    choose(simulator, "Hand in")
    simulator.get_by_text("The exam has ended.").wait_for()
    expect(simulator.locator("#stored-said")).to_contain_text("The session is ended")


@pytest.mark.parametrize(("way", "script"), [("", "exam.js"), ("/simulator", "simulator-camera.js")])
def test_no_start_is_offered_before_the_page_can_hear_it(
    page: Page, links: dict[str, str], way: str, script: str
) -> None:
    held: list[Route] = []
    page.route(f"**/{script}", lambda route: held.append(route))
    with page.expect_request(f"**/{script}"):
        page.goto(links["sample exam"] + way, wait_until="commit")
    start = page.get_by_role("button", name="Start the exam")
    expect(start).to_be_disabled()
    held[0].continue_()
    expect(start).to_be_enabled()


def test_it_is_used_by_keyboard_and_fits_a_phone(page: Page, links: dict[str, str]) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(links["sample exam"] + "/simulator")
    page.get_by_role("button", name="Nobody").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Nobody")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("It shows: nobody.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
