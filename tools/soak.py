"""Ten minutes of an exam with one face before the camera: how many flags were raised without a reason, and the costs.

`python -m tools.soak [MINUTES]`; exit code 1 where a flag was raised.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from e2e.chromium import QUIET, chromium_path
from e2e.devices import devices
from e2e.exam import exam_page, open_exam
from e2e.servers import EyeServer, HostPages, School, until

POLICY = {"camera": True, "microphone": True, "abandonAfter": 3_600_000}
# From a picture handed to the worker until its answer; the page is told of it by the worker's own messages.
TIMED = """(() => {
  window.eyeFrames = [];
  window.Worker = class extends Worker {
    #sent = new Map();
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        if (data?.look && this.#sent.has(data.id)) eyeFrames.push(performance.now() - this.#sent.get(data.id));
      });
    }
    postMessage(message, ...more) {
      if (message?.want === "look") this.#sent.set(message.id, performance.now());
      super.postMessage(message, ...more);
    }
  };
})();"""


@dataclass
class Found:
    flags: Counter[str] = field(default_factory=Counter)
    frames: list[float] = field(default_factory=list)
    coverage: dict[str, float] = field(default_factory=dict)


def main(minutes: float) -> int:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        found = watch(playwright, Path(folder), minutes)
    print(f"\n{minutes:g} minutes with one face that moves a little, and a quiet room:")
    print("flags raised     ", ", ".join(f"{type} {count}" for type, count in found.flags.items()) or "none")
    print("coverage         ", ", ".join(f"{name} {share:.1%}" for name, share in sorted(found.coverage.items())))
    print("detector         ", _spell(found.frames))
    return 1 if found.flags else 0


def watch(playwright: Playwright, folder: Path, minutes: float) -> Found:
    """A whole exam of that length, by what the server stored."""
    with served(folder) as (eye, school, hosts), opened(playwright, folder) as browser:
        page = browser.new_context(permissions=["camera", "microphone"]).new_page()
        page.add_init_script(TIMED)
        school.post("/v1/assessments", {"id": "soak", "title": "Soak", "policy": POLICY})
        if open_exam(page, hosts, exam_page(eye, school, assessmentId="soak")) != "on":
            raise SystemExit("The exam did not start.")
        last(page, minutes)
        page.evaluate("widget.endProctoring()")
        until(lambda: school.session()["status"] == "ended")
        flags = Counter(flag["type"] for flag in school.flags())
        return Found(flags, page.evaluate("eyeFrames"), coverage(school))


def last(page: Page, minutes: float) -> None:
    """Until the exam has lasted so long, with a line for each minute."""
    for minute in range(1, round(minutes) + 1):
        page.wait_for_timeout(minutes * 60_000 / round(minutes))
        print(f"minute {minute}", flush=True)


def coverage(school: School) -> dict[str, float]:
    """Of each detector: the share of its time in which it made at least half of the looks that were due."""
    watched: Counter[str] = Counter()
    due: Counter[str] = Counter()
    for window in windows(school):
        begin, end = (datetime.fromisoformat(window[edge]).timestamp() * 1_000 for edge in ("from", "to"))
        due[window["detector"]] += round(end - begin)
        if window["looked"] >= window["expected"] / 2:
            watched[window["detector"]] += round(end - begin)
    return {name: watched[name] / whole for name, whole in due.items() if whole}


def windows(school: School) -> Iterator[dict[str, Any]]:
    cursor, session = "", school.session()["id"]
    while True:
        page = school.get(f"/v1/sessions/{session}/events?limit=500{cursor}")
        for event in page["items"]:
            if event["type"] == "HEARTBEAT":
                yield from event["data"]["windows"]
        if page["nextCursor"] is None:
            return
        cursor = f"&cursor={page['nextCursor']}"


@contextmanager
def served(folder: Path) -> Iterator[tuple[EyeServer, School, HostPages]]:
    eye, hosts = EyeServer(folder / "data"), HostPages()
    eye.start()
    try:
        yield eye, School(eye), hosts
    finally:
        eye.stop()
        hosts.close()


@contextmanager
def opened(playwright: Playwright, folder: Path) -> Iterator[Browser]:
    browser = playwright.chromium.launch(
        executable_path=chromium_path(), args=[*QUIET, *devices(folder, "one", "quiet")]
    )
    yield browser
    browser.close()


def _spell(frames: list[float]) -> str:
    if len(frames) < 2:
        return "did not run"
    slow = quantiles(frames, n=20)[-1]
    return f"{len(frames)} pictures, median {median(frames):.0f} ms, 95 in 100 within {slow:.0f} ms"


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10))
