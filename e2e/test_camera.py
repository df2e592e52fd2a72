"""The camera, with clips in the place of one: who is in front of it, what is wrong with it, and what is kept of it."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Playwright

from e2e.browsers import open_window
from e2e.devices import Start, devices
from e2e.evidence import beat, looked, of_type, raised, stored, windows
from e2e.exam import NO_CHECKS, agreed, exam_page, seen, settled
from e2e.servers import EyeServer, HostPages, School, until

HEARD = """["FACE_ABSENCE", "MULTIPLE_FACE", "PERIODIC_SNAPSHOT", "CAMERA_COVERED", "CAMERA_FROZEN",
  "CAMERA_UNAVAILABLE", "CAMERA_LOST", "CAMERA_CHANGED", "CAMERA_VIRTUAL", "DETECTOR_UNAVAILABLE"]"""
LISTEN = f"for (const name of {HEARD}) widget.on(name, (payload) => seen.push({{name, payload}}))"
QUICK = {
    "camera": True,
    "microphone": False,
    "checks": NO_CHECKS,
    "faceAbsenceSeconds": 1,
    "multipleFaceSeconds": 1,
    "snapshotSeconds": 0,
}

Open = Callable[..., Page]


def watched_exam(eye: EyeServer, school: School, policy: dict[str, Any] | None = None, **more: Any) -> str:
    """The page of an exam with an assessment that has this policy."""
    assessment = {"id": "watched", "title": "Watched", "policy": {**QUICK, **(policy or {})}}
    school.post("/v1/assessments", assessment)
    return exam_page(eye, school, assessmentId="watched", **more)


@pytest.fixture
def exam(browsers: Start, eye: EyeServer, school: School, hosts: HostPages) -> Iterator[Open]:
    """Opens the exam in front of that clip, with that policy, and waits until monitoring is on."""
    contexts: list[BrowserContext] = []

    def open_it(
        clip: str,
        policy: dict[str, Any] | None = None,
        features: Any = None,
        allowed: bool = True,
        asks: bool = True,
        **headers: str,
    ) -> Page:
        context = browsers(clip).new_context(permissions=["camera"] if allowed else [])
        contexts.append(context)
        page = context.new_page()
        html = watched_exam(eye, school, policy, **({"features": features} if features else {}))
        page.goto(hosts.url(hosts.add(html, **headers)))
        assert (agreed(page) if asks else settled(page)) == "on"
        return page

    yield open_it
    for context in contexts:
        context.close()


def assert_still(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    assert (picture.format, picture.size) == ("JPEG", (640, 480))
    assert 1_000 < len(content) < 60_000
    return picture


def test_a_face_that_stays_raises_nothing_and_is_looked_at(exam: Open, school: School) -> None:
    page = exam("one")

    def enough() -> bool:
        beat(page)
        return looked(school, "face") >= 10

    until(enough)
    assert school.flags() == []
    assert {window["detector"] for window in windows(school)} == {"face"}
    expected = sum(window["expected"] for window in windows(school))
    assert expected < 2 * looked(school, "face")


def test_a_hidden_tab_is_still_watched(
    playwright: Playwright, tmp_path: Path, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    with open_window(playwright, *devices(tmp_path, "one")) as window:
        window.grant_permissions(["camera"])
        page = window.new_page()
        page.goto(hosts.url(hosts.add(watched_exam(eye, school))))
        assert agreed(page) == "on"

        def looks_since(before: float) -> float:
            beat(page)
            return looked(school, "face") - before

        until(lambda: looks_since(0) > 0)
        window.new_page().bring_to_front()
        page.wait_for_function("document.hidden")
        before = looked(school, "face")
        until(lambda: looks_since(before) >= 4)
        assert [flag["type"] for flag in school.flags()] == ["TAB_NOT_FOCUS"]


def test_nobody_raises_a_flag_with_a_picture(exam: Open, eye: EyeServer, school: School) -> None:
    page = exam("none")
    page.evaluate(LISTEN)
    flag = raised(school, "FACE_ABSENCE")
    assert (flag["severity"], flag["clearedAt"]) == ("medium", None)
    picture = assert_still(stored(eye, school, flag["mediaId"]))
    light = picture.convert("L").resize((2, 1)).tobytes()
    assert light[1] > light[0] + 30, "the window is on the right"
    (payload,) = until(lambda: seen(page, "FACE_ABSENCE"))
    assert payload.keys() >= {"examId", "candidateId", "type", "description", "createdAt", "mediaFile", "severity"}
    size, kind = page.evaluate(
        """() => { const { mediaFile } = seen.find(({ name }) => name === "FACE_ABSENCE").payload;
          return [mediaFile instanceof File && mediaFile.size, mediaFile.type] }"""
    )
    assert (size, kind) == (len(stored(eye, school, flag["mediaId"])), "image/jpeg")
    assert {one["type"] for one in school.flags()} == {"FACE_ABSENCE"}


def test_who_is_back_clears_the_flag(exam: Open, school: School) -> None:
    exam("timeline")
    flag = until(lambda: (one := school.flag("FACE_ABSENCE")) and one["clearedAt"] and one)
    assert flag["raisedAt"] < flag["clearedAt"]
    assert [event["data"].get("cleared", False) for event in of_type(school, "FACE_ABSENCE")][:2] == [False, True]


def test_two_faces_raise_a_flag_with_a_picture(exam: Open, eye: EyeServer, school: School) -> None:
    exam("two")
    flag = raised(school, "MULTIPLE_FACE")
    assert flag["severity"] == "high"
    assert_still(stored(eye, school, flag["mediaId"]))
    assert school.flag("FACE_ABSENCE") is None


def test_a_dark_picture_is_a_covered_camera_and_no_absence(exam: Open, eye: EyeServer, school: School) -> None:
    exam("dark")
    flag = raised(school, "CAMERA_COVERED")
    picture = assert_still(stored(eye, school, flag["mediaId"])).convert("L")
    assert max(picture.resize((8, 6)).tobytes()) < 30
    assert [one["type"] for one in school.flags()] == ["CAMERA_COVERED"]


def test_of_all_in_turn_each_is_raised_and_cleared(exam: Open, school: School) -> None:
    exam("all")
    for type in ("FACE_ABSENCE", "MULTIPLE_FACE", "CAMERA_COVERED", "CAMERA_FROZEN"):
        # The clip begins somewhere, and lasts for 39 seconds.
        flag = until(lambda type=type: (one := school.flag(type)) and one["clearedAt"] and one, seconds=90)  # type: ignore[misc]
        assert flag["raisedAt"] < flag["clearedAt"]
        assert flag["mediaId"]
    assert {flag["type"] for flag in school.flags()} == {
        "FACE_ABSENCE",
        "MULTIPLE_FACE",
        "CAMERA_COVERED",
        "CAMERA_FROZEN",
    }


def test_another_camera_than_before_a_reload_is_told(exam: Open, school: School) -> None:
    page = exam("one")
    until(lambda: "camera" in page.evaluate("JSON.parse(sessionStorage['eye:session']).notes"))
    page.evaluate(
        """() => {
          const session = JSON.parse(sessionStorage["eye:session"]);
          session.notes.camera = "another";
          sessionStorage["eye:session"] = JSON.stringify(session);
        }"""
    )
    page.reload()
    assert settled(page) == "on"
    (changed,) = until(lambda: of_type(school, "CAMERA_CHANGED"))
    assert changed["data"]["label"]


def test_what_is_open_when_the_page_is_loaded_anew_ends_there_and_begins_anew(exam: Open, school: School) -> None:
    page = exam("none")
    raised(school, "FACE_ABSENCE")
    page.reload()
    assert settled(page) == "on"
    until(lambda: len(school.flags()) == 2)
    first, second = school.flags()
    assert [(flag["type"], flag["gen"]) for flag in (first, second)] == [("FACE_ABSENCE", 1), ("FACE_ABSENCE", 2)]
    assert first["clearedAt"] <= second["raisedAt"]
    assert second["clearedAt"] is None


def test_the_same_picture_all_the_time_is_a_frozen_camera(exam: Open, school: School) -> None:
    exam("frozen")
    assert raised(school, "CAMERA_FROZEN")["severity"] == "low"
    assert [one["type"] for one in school.flags()] == ["CAMERA_FROZEN"]


def test_a_permission_taken_away_is_told_and_one_given_again_clears_it(exam: Open, school: School) -> None:
    page = exam("one")
    until(lambda: of_type(school, "CAMERA_VIRTUAL"))
    page.context.clear_permissions()
    assert raised(school, "CAMERA_LOST")["clearedAt"] is None
    page.context.grant_permissions(["camera"])
    until(lambda: school.flags()[0]["clearedAt"])
    assert [event["data"] for event in of_type(school, "CAMERA_LOST")] == [{"reason": "permission"}, {"cleared": True}]


def test_a_camera_that_is_a_program_is_noted_and_not_flagged(exam: Open, school: School) -> None:
    exam("one")
    (event,) = until(lambda: of_type(school, "CAMERA_VIRTUAL"))
    assert event["data"]["label"].endswith("one.mjpeg")
    assert school.flags() == []


def test_snapshots_arrive_at_random_moments(exam: Open, eye: EyeServer, school: School) -> None:
    page = exam("one", {"snapshotSeconds": 1})
    page.evaluate(LISTEN)
    until(lambda: len(of_type(school, "PERIODIC_SNAPSHOT")) >= 2)
    taken = of_type(school, "PERIODIC_SNAPSHOT")
    for event in taken:
        assert_still(stored(eye, school, event["mediaId"]))
    assert len({event["mediaId"] for event in taken}) == len(taken)
    assert seen(page, "PERIODIC_SNAPSHOT")[0]["type"] == "PERIODIC_SNAPSHOT"
    assert school.flags() == []


def test_without_a_camera_the_exam_goes_on_without_flags(exam: Open, school: School) -> None:
    page = exam("missing")
    (event,) = until(lambda: of_type(school, "CAMERA_UNAVAILABLE"))
    assert event["data"] == {"reason": "missing"}

    def told() -> list[dict[str, Any]]:
        beat(page)
        return windows(school)

    assert sum(window["looked"] for window in until(told)) == 0
    assert school.flags() == []
    assert school.session()["status"] == "active"


def test_a_camera_that_was_refused_is_used_once_it_is_allowed(exam: Open, school: School) -> None:
    page = exam("one", allowed=False)
    (event,) = until(lambda: of_type(school, "CAMERA_UNAVAILABLE"))
    assert event["data"] == {"reason": "denied"}
    page.context.grant_permissions(["camera"])
    until(lambda: of_type(school, "CAMERA_VIRTUAL"))
    assert school.flags() == []


@pytest.mark.parametrize("decided", [{"features": {"aiProctoring": False}}, {"policy": {"camera": False}}])
def test_without_ai_monitoring_or_the_policy_no_camera_is_asked_for(
    exam: Open, school: School, decided: dict[str, Any]
) -> None:
    asked: list[str] = []
    page = exam("one", asks=False, **decided)
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    assert settled(page) == "on"
    until(lambda: len(of_type(school, "STARTED")) == 2)
    assert [url for url in asked if "camera" in url or "face" in url] == []
    assert [type for type in school.types() if type.startswith("CAMERA")] == []


def test_the_end_gives_the_camera_back(exam: Open, school: School) -> None:
    page = exam("one")
    page.add_init_script(
        """const { mediaDevices } = navigator, open = mediaDevices.getUserMedia.bind(mediaDevices);
          mediaDevices.getUserMedia = async (wanted) => (window.stream = await open(wanted));"""
    )
    page.reload()
    assert settled(page) == "on"
    page.wait_for_function("window.stream?.getTracks()[0].readyState === 'live'")
    ended = page.evaluate("() => { widget.endProctoring(); return stream.getTracks()[0].readyState }")
    assert ended == "ended"
    until(lambda: school.session()["status"] == "ended")


def test_pictures_that_waited_over_a_reload_are_sent(exam: Open, eye: EyeServer, school: School) -> None:
    page = exam("none")
    page.context.route(f"{eye.url}/v1/media", lambda route: route.abort())
    (first,) = until(lambda: of_type(school, "FACE_ABSENCE"))
    page.reload()
    page.context.unroute(f"{eye.url}/v1/media")
    assert settled(page) == "on"
    assert_still(stored(eye, school, first["mediaId"]))
    assert first["gen"] == 1


STRICT = "script-src 'self' 'unsafe-inline' {eye}{more}; connect-src {eye}; worker-src {workers}"


@pytest.mark.parametrize(
    ("more", "workers", "reason"),
    [("", "blob:", "wasm_forbidden"), (" 'wasm-unsafe-eval'", "'none'", "worker_forbidden")],
)
def test_where_the_page_forbids_the_detector_the_exam_goes_on_and_says_so(
    exam: Open, eye: EyeServer, school: School, more: str, workers: str, reason: str
) -> None:
    policy = STRICT.format(eye=eye.url, more=more, workers=workers)
    exam("dark", Content_Security_Policy=policy)
    (event,) = until(lambda: of_type(school, "DETECTOR_UNAVAILABLE"))
    assert event["data"] == {"detector": "face", "reason": reason}
    # The pixels still tell that much.
    assert_still(stored(eye, school, raised(school, "CAMERA_COVERED")["mediaId"]))


def test_a_strict_page_with_the_lines_of_the_documentation_has_the_detector(
    exam: Open, eye: EyeServer, school: School
) -> None:
    policy = STRICT.format(eye=eye.url, more=" 'wasm-unsafe-eval'", workers="blob:")
    trusted = "; require-trusted-types-for 'script'; trusted-types eye"
    isolated = {"Cross_Origin_Embedder_Policy": "require-corp", "Cross_Origin_Opener_Policy": "same-origin"}
    page = exam("none", Content_Security_Policy=policy + trusted, **isolated)
    assert page.evaluate("crossOriginIsolated") is True
    raised(school, "FACE_ABSENCE")
    assert of_type(school, "DETECTOR_UNAVAILABLE") == []
