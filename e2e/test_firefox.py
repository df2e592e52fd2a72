"""The same exam in Firefox, which does some things differently: by what the server stored."""

import base64
import io
from collections.abc import Callable
from typing import Any

import msgspec
from PIL import Image
from playwright.sync_api import Page

from e2e.clips import one, room
from e2e.exam import NO_CHECKS, exam_page, open_exam, seen
from e2e.servers import EyeServer, HostPages, School, until

POLICY = {"camera": True, "microphone": False, "faceAbsenceSeconds": 1, "snapshotSeconds": 0}


def start(page: Page, eye: EyeServer, school: School, hosts: HostPages, **policy: Any) -> None:
    school.post("/v1/assessments", {"id": "fox", "title": "In Firefox", "policy": {**POLICY, **policy}})
    assert open_exam(page, hosts, exam_page(eye, school, assessmentId="fox")) == "on"


def of_type(school: School, type: str) -> list[dict[str, Any]]:
    return [event for event in school.events() if event["type"] == type]


def test_it_starts_and_ends(fox_page: Page, eye: EyeServer, school: School, hosts: HostPages) -> None:
    start(fox_page, eye, school, hosts, camera=False)
    until(lambda: "STARTED" in school.types())
    fox_page.get_by_text("Monitoring is on").wait_for()
    fox_page.evaluate("widget.endProctoring()")
    until(lambda: school.session()["status"] == "ended")
    assert school.session()["endReason"] == "host"
    assert school.types()[-1] == "END_PROCTORING"
    assert seen(fox_page, "END_PROCTORING")


SHOWN = """
  const pictures = await Promise.all(PICTURES.map(async (address) => {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    return picture;
  }));
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  let turn = 0;
  setInterval(() => canvas.getContext("2d").drawImage(pictures[turn++ % pictures.length], 0, 0), 90);
  return canvas.captureStream(15);
"""


def show(page: Page, draw: Callable[[int], Image.Image]) -> None:
    """A scene before the camera: by itself Firefox's fake one shows an even colour, and that is a covered camera."""
    pictures = msgspec.json.encode([_address(draw(turn)) for turn in range(7)]).decode()
    body = SHOWN.replace("PICTURES", pictures)
    page.add_init_script(f"navigator.mediaDevices.getUserMedia = async () => {{ {body} }}")


def _address(picture: Image.Image) -> str:
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=80)
    return "data:image/jpeg;base64," + base64.b64encode(content.getvalue()).decode()


def looked(page: Page, school: School) -> float:
    """How often the detector looked, by what the server stored; the page is asked to tell."""
    page.evaluate("document.dispatchEvent(new Event('resume'))")
    windows = [window for event in of_type(school, "HEARTBEAT") for window in event["data"]["windows"]]
    return float(sum(window["looked"] for window in windows if window["detector"] == "face"))


def test_the_detector_runs_and_finds_nobody(fox_page: Page, eye: EyeServer, school: School, hosts: HostPages) -> None:
    show(fox_page, room)
    start(fox_page, eye, school, hosts)
    flag = until(lambda: school.flag("FACE_ABSENCE"))
    assert flag["mediaId"]
    until(lambda: looked(fox_page, school) >= 1)
    fox_page.evaluate("widget.endProctoring()")
    until(lambda: school.session()["status"] == "ended")
    assert of_type(school, "DETECTOR_UNAVAILABLE") == []
    assert [event["data"].get("cleared", False) for event in of_type(school, "FACE_ABSENCE")] == [False, True]


def test_somebody_before_the_camera_raises_nothing(
    fox_page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    show(fox_page, one)
    start(fox_page, eye, school, hosts)
    until(lambda: looked(fox_page, school) >= 5)
    assert school.flags() == []


def test_its_own_even_picture_is_a_covered_camera(
    fox_page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    start(fox_page, eye, school, hosts)
    until(lambda: school.flag("CAMERA_COVERED"))
    assert [flag["type"] for flag in school.flags()] == ["CAMERA_COVERED"]


def test_the_end_gives_the_camera_back(fox_page: Page, eye: EyeServer, school: School, hosts: HostPages) -> None:
    fox_page.add_init_script(
        """const { mediaDevices } = navigator, open = mediaDevices.getUserMedia.bind(mediaDevices);
          mediaDevices.getUserMedia = async (wanted) => (window.stream = await open(wanted));"""
    )
    start(fox_page, eye, school, hosts)
    fox_page.wait_for_function("window.stream?.getTracks()[0].readyState === 'live'")
    assert fox_page.evaluate("() => { widget.endProctoring(); return stream.getTracks()[0].readyState }") == "ended"


def test_its_silent_microphone_is_noted_and_is_no_flag(
    fox_page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    """Where the computer has no sound output Firefox lets no sound through at all, and that is noted in its place."""
    start(fox_page, eye, school, hosts, camera=False, microphone=True, checks=NO_CHECKS)
    until(lambda: of_type(school, "MICROPHONE_SILENT") or of_type(school, "DETECTOR_UNAVAILABLE"))
    missing = [event["data"] for event in of_type(school, "DETECTOR_UNAVAILABLE")]
    assert missing in ([], [{"detector": "microphone", "reason": "audio_suspended"}])
    fox_page.evaluate("widget.endProctoring()")
    until(lambda: school.session()["status"] == "ended")
    assert school.flags() == []


def test_leaving_the_window_and_coming_back_is_stored(
    fox_page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    start(fox_page, eye, school, hosts, camera=False)
    other = fox_page.context.new_page()
    other.bring_to_front()
    flag = until(lambda: school.flag("TAB_NOT_FOCUS"))
    fox_page.bring_to_front()
    until(lambda: (found := school.flag("TAB_NOT_FOCUS")) and found["clearedAt"])
    assert flag["severity"] in ("low", "medium", "high")


def test_a_reload_goes_on_with_the_same_session(
    fox_page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    start(fox_page, eye, school, hosts, camera=False)
    until(lambda: "STARTED" in school.types())
    fox_page.reload()
    until(lambda: len(of_type(school, "STARTED")) == 2)
    assert [event["gen"] for event in of_type(school, "STARTED")] == [1, 2]
    assert school.balance() == 9
