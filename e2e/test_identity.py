"""Facial recognition, with clips in the place of a camera: whose face it is, with which picture it is compared."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Route

from e2e.before import checked, press
from e2e.clips import portrait
from e2e.devices import Start
from e2e.evidence import beat, looked, of_type, raised, stored, windows
from e2e.exam import NO_CHECKS, agreed, exam_page, settled
from e2e.servers import EyeServer, HostPages, School, until

POLICY = {"camera": True, "microphone": False, "snapshotSeconds": 1, "checks": NO_CHECKS}
MODEL = "face_recognition_model"

Open = Callable[..., Page]


@pytest.fixture
def picture(hosts: HostPages) -> Callable[..., str]:
    """The address of the candidate's picture on another website, served with these headers."""

    def serve(content: bytes, **headers: str) -> str:
        path = hosts.add(content, **{"content_type": "image/jpeg", **headers})
        return hosts.url(path, "pictures.localhost")

    return serve


@pytest.fixture
def exam(browsers: Start, eye: EyeServer, school: School, hosts: HostPages) -> Iterator[Open]:
    """Opens the exam in front of that clip, agrees, and waits until monitoring is on."""
    contexts: list[BrowserContext] = []

    def open_it(clip: str, image: str = "", ai: bool = True, asked: list[Any] | None = None, **policy: Any) -> Page:
        context = browsers(clip).new_context(permissions=["camera"])
        contexts.append(context)
        page = context.new_page()
        # Which must not go along when the picture is fetched.
        context.add_cookies([{"name": "who", "value": "ada", "url": hosts.url("/", "pictures.localhost")}])
        if asked is not None:
            page.on("request", lambda request: asked.append(request))
        school.post("/v1/assessments", {"id": "known", "title": "Known", "policy": {**POLICY, **policy}})
        features = {"aiProctoring": ai, "facialRecognition": True}
        given = {"candidateImageUrl": image} if image else {}
        page.goto(hosts.url(hosts.add(exam_page(eye, school, assessmentId="known", features=features, **given))))
        assert agreed(page) == "on"
        return page

    yield open_it
    for context in contexts:
        context.close()


def compared(school: School, times: int = 1) -> list[dict[str, Any]]:
    """What the comparisons said, once there are so many."""
    until(lambda: len(of_type(school, "IDENTITY_CHECKED")) >= times)
    return [event["data"] for event in of_type(school, "IDENTITY_CHECKED")]


def assert_picture(content: bytes) -> None:
    assert Image.open(io.BytesIO(content)).format == "JPEG"


def test_the_same_face_is_near_its_picture_and_raises_nothing(
    exam: Open, school: School, picture: Callable[..., str]
) -> None:
    asked: list[Any] = []
    address = picture(portrait(), Access_Control_Allow_Origin="*")
    page = exam("one", address, asked=asked)
    for found in compared(school, 3):
        assert found["distance"] < 0.3
        assert (found["match"], found["limit"], found["reference"]) == (True, 0.5, "image")
    assert school.flags() == []
    assert of_type(school, "REFERENCE_UNAVAILABLE") + of_type(school, "REFERENCE_PICTURE") == []
    beat(page)
    until(lambda: looked(school, "identity"))
    (request,) = (request for request in asked if request.url == address)
    assert not {"cookie", "referer", "authorization"} & request.all_headers().keys()


def test_another_face_is_a_flag_after_three_comparisons(
    exam: Open, eye: EyeServer, school: School, picture: Callable[..., str]
) -> None:
    exam("other", picture(portrait(), Access_Control_Allow_Origin="*"))
    flag = raised(school, "FACE_MISMATCH")
    assert (flag["severity"], flag["clearedAt"]) == ("medium", None)
    assert_picture(stored(eye, school, flag["mediaId"]))
    (event,) = of_type(school, "FACE_MISMATCH")
    before = [one["data"] for one in of_type(school, "IDENTITY_CHECKED") if one["seq"] < event["seq"]]
    assert len(before) == 3
    assert all(one["distance"] > 0.6 and not one["match"] for one in before)
    assert {one["type"] for one in school.flags()} == {"FACE_MISMATCH"}


def test_who_is_back_clears_the_flag(exam: Open, school: School, picture: Callable[..., str]) -> None:
    exam("exchange", picture(portrait(), Access_Control_Allow_Origin="*"))
    until(lambda: (one := school.flag("FACE_MISMATCH")) and one["clearedAt"])


def test_the_policy_decides_what_a_match_is(exam: Open, school: School, picture: Callable[..., str]) -> None:
    exam("other", picture(portrait(), Access_Control_Allow_Origin="*"), identityDistance=1.0)
    assert [found["match"] for found in compared(school, 4)[:4]] == [True] * 4
    assert school.flags() == []


@pytest.mark.parametrize(
    ("content", "headers", "reason"),
    [
        (portrait(), {}, "unreachable"),
        (portrait(), {"Access_Control_Allow_Origin": "*", "content_type": "text/html"}, "not_a_picture"),
        (b"\xff\xd8\xff no picture", {"Access_Control_Allow_Origin": "*"}, "not_a_picture"),
        (portrait() + bytes(5_000_000), {"Access_Control_Allow_Origin": "*"}, "too_large"),
        (None, {}, "none_given"),
    ],
    ids=["without CORS", "called a page", "no picture", "too large", "none"],
)
def test_without_a_picture_the_first_snapshot_takes_its_place(
    exam: Open,
    eye: EyeServer,
    school: School,
    picture: Callable[..., str],
    content: bytes | None,
    headers: dict[str, str],
    reason: str,
) -> None:
    exam("one", picture(content, **headers) if content else "")
    assert compared(school)[0]["reference"] == "snapshot"
    assert [event["data"] for event in of_type(school, "REFERENCE_UNAVAILABLE")] == [{"reason": reason}]
    (reference,) = of_type(school, "REFERENCE_PICTURE")
    assert_picture(stored(eye, school, reference["mediaId"]))
    assert school.flags() == []


# The worker with the detector loads, and sees nothing before the candidate goes on.
BLIND = """() => {
    const { postMessage } = Worker.prototype;
    window.held = 0;
    Worker.prototype.postMessage = function (asked, ...more) {
        if (asked.want === "look") held++;
        else postMessage.call(this, asked, ...more);
    };
    addEventListener("click", () => { if (held) Worker.prototype.postMessage = postMessage; }, true);
}"""


def test_a_detector_that_has_just_loaded_does_not_take_an_empty_picture_at_the_check(
    before: Open, school: School
) -> None:
    policy = {**POLICY, "checks": {**NO_CHECKS, "webcam": "noted"}}
    page = before(policy=policy, features={"aiProctoring": True, "facialRecognition": True})
    loading: list[Route] = []
    page.context.route("**/face/face.js", lambda route: loading.append(route), times=1)
    page.evaluate(BLIND)
    press(page, "I agree")
    checked(page)
    until(lambda: loading)
    loading[0].continue_()
    page.wait_for_function("held > 0")
    press(page, "Continue to the exam")
    assert settled(page) == "on"
    assert compared(school)[0]["reference"] == "check"


@pytest.mark.parametrize("content", [None, portrait()], ids=["none given", "without CORS"])
def test_the_picture_of_the_check_takes_its_place_first(
    exam: Open, eye: EyeServer, school: School, picture: Callable[..., str], content: bytes | None
) -> None:
    address = picture(content) if content else ""
    page = exam("one", address, checks={**NO_CHECKS, "webcam": "noted"})
    assert page.title() == "on"
    assert compared(school)[0]["reference"] == "check"
    (missing,) = of_type(school, "REFERENCE_UNAVAILABLE")
    assert missing["data"]["reason"] == ("unreachable" if address else "none_given")
    (reference,) = of_type(school, "REFERENCE_PICTURE")
    assert missing["seq"] < reference["seq"]
    assert_picture(stored(eye, school, reference["mediaId"]))
    assert school.flags() == []


def test_whoever_else_was_at_the_check_is_found_out(exam: Open, school: School) -> None:
    exam("exchange", checks={**NO_CHECKS, "webcam": "noted"})
    assert compared(school)[0]["reference"] == "check"
    raised(school, "FACE_MISMATCH")


def test_a_reload_does_not_make_somebody_else_the_reference(exam: Open, school: School) -> None:
    page = exam("exchange", snapshotSeconds=2)
    until(lambda: of_type(school, "REFERENCE_PICTURE"))
    page.reload()
    assert settled(page) == "on"
    until(lambda: [event for event in of_type(school, "IDENTITY_CHECKED") if event["gen"] == 2])
    assert len(of_type(school, "REFERENCE_PICTURE")) == 1


@pytest.mark.parametrize("clip", ["none", "two"])
def test_nobody_and_several_are_not_compared(
    exam: Open, school: School, picture: Callable[..., str], clip: str
) -> None:
    page = exam(clip, picture(portrait(), Access_Control_Allow_Origin="*"))
    until(lambda: len(of_type(school, "PERIODIC_SNAPSHOT")) >= 4)
    beat(page)
    until(lambda: looked(school, "face") >= 4)
    assert of_type(school, "IDENTITY_CHECKED") == []
    assert looked(school, "identity") == 0


def test_without_ai_monitoring_faces_are_compared_and_nothing_else(
    exam: Open, school: School, picture: Callable[..., str]
) -> None:
    page = exam("one", picture(portrait(), Access_Control_Allow_Origin="*"), ai=False)
    compared(school)
    beat(page)
    until(lambda: looked(school, "identity"))
    assert "face" not in {window["detector"] for window in windows(school)}
    assert of_type(school, "PERIODIC_SNAPSHOT") == []
    assert school.flags() == []


def test_who_is_spared_the_comparison_is_still_watched(exam: Open, school: School) -> None:
    asked: list[Any] = []
    page = exam("none", asked=asked, off=["identity"], faceAbsenceSeconds=1)
    raised(school, "FACE_ABSENCE")
    beat(page)
    until(lambda: windows(school))
    assert "identity" not in {window["detector"] for window in windows(school)}
    assert [request.url for request in asked if MODEL in request.url] == []
