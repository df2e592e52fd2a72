"""The candidate leaves the page: a tab that is really hidden, a fullscreen that is really left."""

from playwright.sync_api import BrowserContext, Page

from e2e.exam import exam_page, open_exam, seen
from e2e.servers import EyeServer, HostPages, School, until


def test_a_tab_switch_is_a_flag_until_the_candidate_is_back(
    window: BrowserContext, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    page = window.new_page()
    assert open_exam(page, hosts, exam_page(eye, school)) == "on"
    other = window.new_page()
    other.bring_to_front()
    page.wait_for_function("document.visibilityState === 'hidden'")
    flag = until(lambda: school.flag("TAB_NOT_FOCUS"))
    assert (flag["severity"], flag["clearedAt"]) == ("medium", None)
    page.bring_to_front()
    cleared = until(lambda: (school.flag("TAB_NOT_FOCUS") or {}).get("clearedAt"))
    assert cleared >= flag["raisedAt"]
    assert [flag["type"] for flag in school.flags()] == ["TAB_NOT_FOCUS"]
    (said,) = seen(page, "TAB_NOT_FOCUS")
    assert (said["examId"], said["candidateId"], said["type"]) == ("exam", "ada", "TAB_NOT_FOCUS")
    assert {"description", "createdAt", "eventId", "sessionId"} <= said.keys()


def test_the_page_learns_the_id_of_its_flag(
    window: BrowserContext, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    page = window.new_page()
    open_exam(page, hosts, exam_page(eye, school))
    window.new_page().bring_to_front()
    flag = until(lambda: school.flag("TAB_NOT_FOCUS"))
    page.wait_for_function("seen.some(one => one.name === 'SYNC')")
    (told,) = seen(page, "SYNC")[0]["flags"]
    (said,) = seen(page, "TAB_NOT_FOCUS")
    assert (told["flagId"], told["eventId"]) == (flag["id"], said["eventId"])


def test_leaving_fullscreen_is_a_flag_until_it_is_entered_again(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    open_exam(page, hosts, exam_page(eye, school))
    page.click("#full")
    page.wait_for_function("document.fullscreenElement")
    page.evaluate("document.exitFullscreen()")
    until(lambda: school.flag("EXIT_FULLSCREEN"))
    page.click("#full")
    until(lambda: (school.flag("EXIT_FULLSCREEN") or {}).get("clearedAt"))
    changes = [payload["fullscreen"] for payload in seen(page, "FULLSCREEN_CHANGE")]
    assert changes[-3:] == [True, False, True]
    assert len(seen(page, "EXIT_FULLSCREEN")) == 1


def test_a_calm_exam_raises_no_flag(page: Page, eye: EyeServer, school: School, hosts: HostPages) -> None:
    open_exam(page, hosts, exam_page(eye, school))
    page.mouse.move(100, 100)
    page.keyboard.type("an answer")
    page.evaluate("widget.endProctoring()")
    until(lambda: school.session()["status"] == "ended")
    assert school.flags() == []
