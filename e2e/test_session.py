"""The page of a session: stepping through flags and snapshots by keyboard, with the evidence beside the timeline."""

import hashlib
import io
import uuid
from typing import Any
from urllib.request import Request, urlopen

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from e2e.servers import EyeServer, School
from e2e.test_review import AXE, _complaints, _post, reviewer
from eye.clock import Clock, iso

__all__ = ["reviewer"]
TYPES = ("STARTED", "FACE_ABSENCE", "PERIODIC_SNAPSHOT", "MULTIPLE_FACE", "PERIODIC_SNAPSHOT", "PRINT_ATTEMPT")
PICTURES = {"FACE_ABSENCE", "MULTIPLE_FACE", "PERIODIC_SNAPSHOT"}


def _upload(eye: EyeServer, token: str, media_id: str, colour: str) -> None:
    """A picture of one colour, as the widget sends it."""
    file = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(file, "JPEG")
    content, edge = file.getvalue(), uuid.uuid4().hex
    fields = {"token": token, "mediaId": media_id, "sha256": hashlib.sha256(content).hexdigest()}
    parts = [
        f'--{edge}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields.items()
    ]
    parts.append(f'--{edge}\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n')
    body = "".join(parts).encode() + content + f"\r\n--{edge}--\r\n".encode()
    headers = {"origin": "http://exam.localhost", "content-type": f"multipart/form-data; boundary={edge}"}
    with urlopen(Request(f"http://127.0.0.1:{eye.port}/v1/media", body, headers), timeout=30) as answer:
        assert answer.status == 201


@pytest.fixture
def watched(eye: EyeServer, school: School) -> str:
    """The id of a session that has ended, with three flags and two snapshots a second apart."""
    start = {"apiKey": school.publishable, "assessmentId": "exam", "candidateId": "ada"}
    token = _post(eye, "/v1/init", start)["token"]
    now = Clock().now()
    events: list[dict[str, Any]] = [
        {"seq": seq, "type": type, "at": iso(now + seq * 1000)} for seq, type in enumerate(TYPES, 1)
    ]
    for event in events:
        if event["type"] in PICTURES:
            event["mediaId"] = f"m{event['seq']}"
    _post(eye, "/v1/events", {"token": token, "events": events})
    for seq, colour in ((2, "navy"), (3, "teal"), (4, "maroon"), (5, "olive")):
        _upload(eye, token, f"m{seq}", colour)
    _post(eye, "/v1/end", {"token": token})
    return str(school.session()["id"])


def _picture(page: Page, media_id: str) -> None:
    image = page.locator("#look .evidence img").first
    expect(image).to_have_attribute("src", f"/dashboard/media/{page.url.split('/')[-1].split('?')[0]}/{media_id}")
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("one => one.naturalWidth") == 320


def test_one_steps_through_flags_and_snapshots_by_keyboard(
    reviewer: Page, eye: EyeServer, school: School, watched: str
) -> None:
    complaints: list[str] = []
    reviewer.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    reviewer.goto(f"{eye.url}/dashboard/sessions/{watched}")
    reviewer.keyboard.press("j")
    look = reviewer.locator("#look")
    expect(look.locator(".list-title", has_text="No face")).to_be_visible()
    expect(look.locator("[data-flag]")).to_be_focused()
    _picture(reviewer, "m2")
    reviewer.keyboard.press("j")
    expect(look.locator(".list-title", has_text="Several faces")).to_be_visible()
    _picture(reviewer, "m4")
    expect(reviewer.locator(".lanes [aria-current] title")).to_contain_text("Several faces")
    reviewer.keyboard.press("c")
    expect(look.get_by_text("Confirmed", exact=True)).to_be_visible()
    reviewer.keyboard.press("ArrowLeft")
    expect(look.get_by_role("heading", name="Snapshot")).to_be_visible()
    _picture(reviewer, "m3")
    reviewer.keyboard.press("ArrowRight")
    _picture(reviewer, "m5")
    reviewer.keyboard.press("j")
    expect(look.locator(".list-title", has_text="Printing")).to_be_visible()
    reviewer.keyboard.press("d")
    expect(look.get_by_text("Dismissed", exact=True)).to_be_visible()
    reviewer.reload()
    expect(look.get_by_text("Dismissed", exact=True)).to_be_visible()
    states = {flag["type"]: flag["review"]["state"] for flag in school.get("/v1/flags")["items"]}
    assert states == {"FACE_ABSENCE": "waiting", "MULTIPLE_FACE": "confirmed", "PRINT_ATTEMPT": "dismissed"}
    assert complaints == []


def test_a_mark_of_the_timeline_leads_to_its_evidence(reviewer: Page, eye: EyeServer, watched: str) -> None:
    reviewer.goto(f"{eye.url}/dashboard/sessions/{watched}?zoom=4")
    reviewer.locator(".lanes [data-at='1.5']").click()
    _picture(reviewer, "m5")
    expect(reviewer).to_have_url(f"{eye.url}/dashboard/sessions/{watched}?zoom=4&at=1.5")
    reviewer.locator(".flag-list a").nth(1).click()
    _picture(reviewer, "m4")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_and_fits_a_phone(reviewer: Page, eye: EyeServer, watched: str, scheme: Any) -> None:
    reviewer.emulate_media(color_scheme=scheme)
    reviewer.set_viewport_size({"width": 360, "height": 740})
    reviewer.goto(f"{eye.url}/dashboard/sessions/{watched}?at=1.3&zoom=2")
    reviewer.evaluate(AXE.read_text())
    assert _complaints(reviewer, "session") == []
    assert reviewer.evaluate("document.documentElement.scrollWidth") == 360
