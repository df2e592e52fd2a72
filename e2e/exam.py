"""The host page of most tests, and what a test does on it."""

from contextlib import suppress
from typing import Any

import msgspec
from playwright.sync_api import Page, TimeoutError

from e2e.servers import EyeServer, HostPages, School, until

EVENTS = """["STARTED", "END_PROCTORING", "SET_CONFIG", "FULLSCREEN_CHANGE", "EXIT_FULLSCREEN", "TAB_FOCUS_CHANGE",
  "TAB_NOT_FOCUS", "SYNC"]"""


def tag(eye: EyeServer) -> str:
    return f'<script src="{eye.url}/eye-widget-init.js"></script>'


def config(school: School, **more: Any) -> dict[str, Any]:
    return {"apiKey": school.publishable, "assessmentId": "exam", "candidateId": "ada", **more}


def exam_page(eye: EyeServer, school: School, **more: Any) -> str:
    """A page that starts by itself and keeps in `seen` what the widget says; `refused` holds the error."""
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Exam</title>
{tag(eye)}
<h1>Exam</h1><button id="full" onclick="document.documentElement.requestFullscreen()">Fullscreen</button>
<script>
  window.seen = [];
  (async () => {{
    window.widget = await LoadEyeWidget();
    for (const name of {EVENTS}) widget.on(name, (payload) => seen.push({{name, payload}}));
    try {{
      await widget.init({msgspec.json.encode(config(school, **more)).decode()});
      document.title = "on";
    }} catch (problem) {{
      window.refused = {{code: problem.code, message: problem.message, docsUrl: problem.docsUrl,
        requestId: problem.requestId, field: problem.field, name: problem.name, isError: problem instanceof Error}};
      document.title = "refused";
    }}
  }})();
</script>"""


def open_exam(page: Page, hosts: HostPages, html: str, host: str = "exam.localhost", **headers: str) -> str:
    """Open the page and wait until the widget has started or was refused; which of both."""
    page.goto(hosts.url(hosts.add(html, **headers), host))
    return settled(page)


def settled(page: Page) -> str:
    """Whether it is `on` or was `refused`. A candidate who is asked first agrees, and goes on when the check allows."""

    def look() -> str:
        # The title, since a page with a strict policy lets nobody evaluate a function in it.
        title = page.title()
        if title in ("on", "refused"):
            return title
        onward(page)
        return ""

    return until(look)


def onward(page: Page) -> None:
    """One step further in what comes before the exam, where there is one."""
    button = page.locator("eye-before button.main:enabled")
    # A button that goes away before the click is no step: whoever waits looks again.
    with suppress(TimeoutError):
        if button.count():
            button.click(timeout=2_000)


def seen(page: Page, name: str) -> list[Any]:
    """The payloads of the events with this name."""
    found: list[Any] = page.evaluate("name => seen.filter(one => one.name === name).map(one => one.payload)", name)
    return found


NO_CHECKS = dict.fromkeys(("browser", "webcam", "microphone", "internetSpeed"), "off")


def agreed(page: Page) -> str:
    """Agree to being watched, as the candidate does before camera or microphone are used; what came of the start."""
    page.get_by_role("button", name="I agree").click()
    return settled(page)
