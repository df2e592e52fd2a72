"""The widget's sizes as they were built, and what a minute of monitoring costs the page in Chromium."""

import json
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from e2e import chromium
from e2e.exam import exam_page, open_exam
from e2e.guest import BOOK, POLICY, WATCHED
from tools.soak import opened, served

MANIFEST = Path(__file__).parent.parent / "widget/dist/manifest.json"


def sizes() -> dict[str, int]:
    """Bytes: `loader` and `core` after gzip, `face`, what finding faces needs, after brotli."""
    manifest = json.loads(MANIFEST.read_text())
    found, names = manifest["sizes"], manifest["files"]
    face = [
        # Those of the recognition begin otherwise, and are fetched only where it is asked for.
        size["brotli"]
        for path, size in found.items()
        if "/face/" in path and not Path(path).name.startswith("face_")
    ]
    return {"loader": found[names["loader"]]["gzip"], "core": found[names["core"]]["gzip"], "face": sum(face)}


def long_tasks(seconds: int) -> int:
    """How many tasks over 50 ms Eye caused on a page that is watched by camera and microphone for so long."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder, trace = Path(name), Path(name) / "trace.json"
        with served(folder) as (eye, school, hosts), opened(playwright, folder) as browser:
            page = browser.new_context(permissions=WATCHED).new_page()
            page.add_init_script(BOOK)
            school.post("/v1/assessments", {"id": "watched", "title": "Watched", "policy": POLICY})
            browser.start_tracing(page=page, path=trace, categories=["toplevel"])
            if open_exam(page, hosts, exam_page(eye, school, assessmentId="watched")) != "on":
                raise RuntimeError("the exam did not start")
            page.wait_for_timeout(seconds * 1_000)
            browser.stop_tracing()
            return len(chromium.long_tasks(trace)) if page.evaluate("guestBook.longTasks.length") else 0
