"""Before the exam the browser, the devices and the connection are tried. By what the server stored."""

from e2e.before import FORM, LIVE, Open, checked, completed, focused, press, row
from e2e.evidence import of_type
from e2e.exam import settled
from e2e.servers import EyeServer, School, until


def test_when_all_is_well_the_exam_begins_with_the_devices_of_the_check(before: Open, school: School) -> None:
    page = before()
    press(page, "I agree")
    page.get_by_text("Everything is ready.").wait_for()
    page.get_by_text("You can be seen well.").wait_for()
    level = page.get_by_role("meter", name="Sound level")
    until(lambda: int(level.get_attribute("aria-valuenow") or 0) > 5)
    assert school.session()["status"] == "created"
    press(page, "Continue to the exam")
    assert settled(page) == "on"
    until(lambda: "STARTED" in school.types())
    types = school.types()
    assert types[:5] == [
        "SET_CONFIG",
        "CONSENT_GIVEN",
        "SYSTEM_CHECK_STARTED",
        "SYSTEM_CHECK_COMPLETED",
        "STARTED",
    ]
    assert (school.session()["status"], school.balance()) == ("active", 9)
    found = completed(school)
    assert {name: one["status"] for name, one in found.items()} == dict.fromkeys(
        ("browser", "webcam", "microphone", "internetSpeed"), "success"
    )
    assert found["internetSpeed"]["downKbps"] > 500
    until(lambda: of_type(school, "CAMERA_VIRTUAL"))
    assert page.evaluate("opened.map(([kind]) => kind)") == ["video", "audio"], "nobody is asked twice"
    assert page.evaluate(LIVE) == ["video", "audio"]
    page.evaluate("widget.endProctoring()")
    assert page.evaluate(LIVE) == []


def test_the_page_hears_the_check_as_documented(before: Open) -> None:
    page = before(policy={"microphone": False})
    press(page, "I agree")
    checked(page)
    press(page, "Continue to the exam")
    assert settled(page) == "on"
    heard = page.evaluate("new Promise((resolve) => widget.on('SYSTEM_CHECK_COMPLETED', resolve))")
    assert heard.keys() >= {"success", "timestamp", "data", "sessionId", "eventId"}
    assert heard["success"] is True
    assert {one["name"] for one in heard["data"]} == {"browser", "webcam", "microphone", "internetSpeed"}
    assert all(one.keys() >= FORM for one in heard["data"])
    microphone = next(one for one in heard["data"] if one["name"] == "microphone")
    assert microphone == {"name": "microphone", "status": "default", "finished": False, "reason": "not_used"}


def test_a_refused_camera_is_noted_with_what_to_do_and_the_exam_goes_on(before: Open, school: School) -> None:
    page = before(allowed=False)
    press(page, "I agree")
    row(page, "Camera").get_by_text("Click the symbol to the left of the address").wait_for()
    checked(page)
    page.get_by_text("You can continue. What is not ready is noted.").wait_for()
    found = completed(school)
    assert (found["webcam"]["status"], found["webcam"]["reason"]) == ("failed", "permission_denied")
    assert found["microphone"]["reason"] == "permission_denied"
    assert of_type(school, "SYSTEM_CHECK_COMPLETED")[0]["data"]["success"] is False
    press(page, "Continue to the exam")
    assert settled(page) == "on"
    (event,) = until(lambda: of_type(school, "CAMERA_UNAVAILABLE"))
    assert event["data"] == {"reason": "denied"}
    assert school.flags() == []


def test_without_a_camera_it_says_so(before: Open, school: School) -> None:
    page = before("missing", {"microphone": False})
    press(page, "I agree")
    row(page, "Camera").get_by_text("None was found.").wait_for()
    checked(page)
    assert completed(school)["webcam"]["reason"] == "no_device"
    press(page, "Continue to the exam")
    assert settled(page) == "on"


def test_a_dark_picture_is_not_ready(before: Open, school: School) -> None:
    page = before("dark", {"microphone": False})
    press(page, "I agree")
    row(page, "Camera").get_by_text("The picture is dark or empty.").wait_for()
    checked(page)
    assert completed(school)["webcam"]["reason"] == "covered"


def test_a_required_camera_holds_the_exam_back_until_it_is_ready(before: Open, school: School) -> None:
    page = before(policy={"checks": {"webcam": "required"}, "microphone": False}, allowed=False)
    press(page, "I agree")
    page.get_by_text("You can continue as soon as everything that is required is ready.").wait_for()
    onward = page.get_by_role("button", name="Continue to the exam")
    assert onward.is_disabled()
    page.context.grant_permissions(["camera"])
    press(page, "Check again: Camera")
    page.get_by_text("Everything is ready.").wait_for()
    assert focused(page) == "Continue to the exam", "the button that had the focus is gone"
    assert onward.is_enabled()
    assert school.session()["status"] == "created"
    onward.click()
    assert settled(page) == "on"
    until(lambda: "STARTED" in school.types())
    outcomes = [event["data"]["success"] for event in of_type(school, "SYSTEM_CHECK_COMPLETED")]
    assert outcomes == [False, True]


def test_all_can_be_checked_again(before: Open, eye: EyeServer, school: School) -> None:
    page = before(policy={"microphone": False})
    page.context.route(f"{eye.url}/v1/speed", lambda route: route.abort())
    press(page, "I agree")
    row(page, "Internet connection").get_by_text("There is no connection.").wait_for()
    checked(page)
    page.context.unroute(f"{eye.url}/v1/speed")
    press(page, "Check again")
    page.get_by_text("Everything is ready.").wait_for()
    until(lambda: len(of_type(school, "SYSTEM_CHECK_COMPLETED")) == 2)
    assert page.evaluate(LIVE) == ["video"]
