"""What the page itself tells: each signal in a real browser, from what the candidate does to what the server stored."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright

from e2e.browsers import open_window
from e2e.exam import exam_page, open_exam, seen
from e2e.servers import EyeServer, HostPages, School, until
from eye.assessments.signals import SIGNALS

HEARD = """["COPY", "CUT", "PASTE", "CONTEXT_MENU", "PRINT_ATTEMPT", "SCREENSHOT_KEY", "SCREENS", "SECOND_SCREEN",
  "WINDOW_SMALL", "SEVERAL_TABS", "NETWORK_LOST", "NETWORK_BACK", "IDLE"]"""
LISTEN = f"for (const name of {HEARD}) widget.on(name, (payload) => seen.push({{name, payload}}))"
ANSWER = '<textarea id="answer" rows="5" cols="60"></textarea>'
FOREIGN = "A long sentence that was never in the exam page, and comes from somewhere else."
TWO_SCREENS = "--screen-info={0,0 1600x1000}{1600,0 1600x1000}"
ONE_SCREEN = "--screen-info={1600x1000}"

Open = Callable[..., Page]


@pytest.fixture
def exam(window: BrowserContext, eye: EyeServer, school: School, hosts: HostPages) -> Open:
    """Opens an exam with that policy in a tab of a real window."""

    def open_it(policy: dict[str, Any] | None = None, context: BrowserContext = window) -> Page:
        return watched_exam(context, eye, school, hosts, policy or {})

    return open_it


def watched_exam(
    context: BrowserContext, eye: EyeServer, school: School, hosts: HostPages, policy: dict[str, Any]
) -> Page:
    school.post("/v1/assessments", {"id": "watched", "title": "Watched", "policy": policy})
    page = context.new_page()
    assert open_exam(page, hosts, exam_page(eye, school, assessmentId="watched") + ANSWER) == "on"
    page.evaluate(LISTEN)
    # The last of those that are fetched later to say something by itself.
    if "screens" not in policy.get("off", []):
        until(lambda: of_type(school, "SCREENS"))
    return page


def of_type(school: School, type: str) -> list[dict[str, Any]]:
    return [event["data"] for event in school.events() if event["type"] == type]


def stored(school: School, type: str) -> dict[str, Any]:
    """The data of the only event of that type, once the server has it."""
    until(lambda: of_type(school, type))
    (data,) = of_type(school, type)
    return data


def raised(school: School, type: str) -> dict[str, Any]:
    flag = until(lambda: school.flag(type))
    assert flag["severity"] == "low"
    return flag


def cleared(school: School, type: str) -> dict[str, Any]:
    """The only flag of that type, once it is over."""
    flag = until(lambda: next((one for one in school.flags() if one["type"] == type and one["clearedAt"]), None))
    assert flag["clearedAt"] >= flag["raisedAt"]
    assert [one["type"] for one in school.flags()].count(type) == 1
    return flag


def write(page: Page, text: str) -> None:
    page.focus("#answer")
    page.keyboard.insert_text(text)
    page.keyboard.press("Control+A")


def bring_from_elsewhere(page: Page, text: str) -> None:
    """The clipboard holds what was copied in another tab."""
    other = page.context.new_page()
    other.set_content(ANSWER)
    write(other, text)
    other.keyboard.press("Control+C")
    other.close()
    page.bring_to_front()
    page.focus("#answer")


def test_a_long_text_from_elsewhere_is_a_flag_and_never_told(exam: Open, school: School) -> None:
    page = exam()
    bring_from_elsewhere(page, FOREIGN)
    page.keyboard.press("Control+V")
    assert page.input_value("#answer") == FOREIGN
    flag = raised(school, "PASTE")
    assert flag["raisedAt"] == flag["clearedAt"]
    assert stored(school, "PASTE") == {"length": len(FOREIGN), "long": True, "own": False}
    (said,) = seen(page, "PASTE")
    assert {"sessionId", "eventId"} <= said.keys()
    assert FOREIGN not in str(school.events())


def test_a_candidates_own_words_may_be_moved(exam: Open, school: School) -> None:
    page = exam()
    write(page, FOREIGN)
    page.keyboard.press("Control+C")
    page.keyboard.press("Control+X")
    page.keyboard.press("Control+V")
    assert stored(school, "PASTE") == {"length": len(FOREIGN), "long": True, "own": True}
    assert stored(school, "COPY") == stored(school, "CUT") == {"length": len(FOREIGN)}
    assert page.input_value("#answer") == FOREIGN
    assert school.flags() == []


def test_the_text_is_kept_only_where_the_assessment_asks_for_it(exam: Open, school: School) -> None:
    page = exam({"clipboardText": True, "pasteLength": 1000})
    write(page, "word " * 150)
    page.keyboard.press("Control+C")
    assert stored(school, "COPY") == {"length": 750, "text": "word " * 100}


def test_the_context_menu_is_told_and_not_prevented(exam: Open, school: School) -> None:
    page = exam()
    page.evaluate("addEventListener('contextmenu', (event) => { window.prevented = event.defaultPrevented; })")
    page.click("h1", button="right")
    assert stored(school, "CONTEXT_MENU") == {}
    assert page.evaluate("prevented") is False


def test_the_key_and_the_dialog_are_one_attempt_to_print(exam: Open, school: School) -> None:
    page = exam()
    page.keyboard.press("Control+P")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    raised(school, "PRINT_ATTEMPT")
    page.keyboard.press("PrintScreen")
    raised(school, "SCREENSHOT_KEY")
    assert school.types().count("PRINT_ATTEMPT") == 1
    (said,) = seen(page, "SCREENSHOT_KEY")
    assert (said["examId"], said["candidateId"], said["type"]) == ("watched", "ada", "SCREENSHOT_KEY")


def test_the_browsers_own_print_is_seen(exam: Open, school: School) -> None:
    page = exam()
    page.evaluate("print()")
    raised(school, "PRINT_ATTEMPT")


@pytest.fixture
def screens(playwright: Playwright) -> Iterator[Callable[[str], BrowserContext]]:
    """A browser on a desk with that many screens."""
    opened = []

    def open_it(info: str) -> BrowserContext:
        opened.append(open_window(playwright, info))
        return opened[-1].__enter__()

    yield open_it
    for one in opened:
        one.__exit__(None, None, None)


def test_a_second_screen_is_a_flag_while_it_is_connected(
    exam: Open, school: School, screens: Callable[[str], BrowserContext]
) -> None:
    page = exam(context=screens(TWO_SCREENS))
    assert page.evaluate("screen.isExtended") is True
    assert stored(school, "SCREENS") == {"extended": "yes"}
    assert raised(school, "SECOND_SCREEN")["clearedAt"] is None
    # No test can pull the cable.
    page.evaluate("Object.defineProperty(screen, 'isExtended', {value: false})")
    cleared(school, "SECOND_SCREEN")
    assert of_type(school, "SCREENS")[-1] == {"extended": "no"}


def test_where_the_browser_does_not_tell_it_is_unknown(exam: Open, window: BrowserContext, school: School) -> None:
    window.add_init_script("delete Screen.prototype.isExtended")
    exam()
    assert stored(school, "SCREENS") == {"extended": "unknown"}
    assert school.flags() == []


def resize(page: Page, width: int, height: int) -> None:
    session = page.context.new_cdp_session(page)
    window = session.send("Browser.getWindowForTarget")["windowId"]
    session.send("Browser.setWindowBounds", {"windowId": window, "bounds": {"width": width, "height": height}})


def test_a_window_made_small_is_a_flag_until_it_is_large_again(
    exam: Open, school: School, screens: Callable[[str], BrowserContext]
) -> None:
    page = exam(context=screens(ONE_SCREEN))
    resize(page, 1500, 900)
    resize(page, 700, 900)
    assert raised(school, "WINDOW_SMALL")["clearedAt"] is None
    resize(page, 1500, 900)
    cleared(school, "WINDOW_SMALL")


def test_the_same_exam_in_another_tab_is_a_flag_while_it_is_open(
    exam: Open, window: BrowserContext, school: School
) -> None:
    page = exam()
    other = window.new_page()
    other.goto(page.url)
    other.get_by_text("open in another window").wait_for()
    assert raised(school, "SEVERAL_TABS")["clearedAt"] is None
    assert school.session()["gen"] == 1
    other.close()
    cleared(school, "SEVERAL_TABS")


def test_another_page_of_the_website_is_no_second_tab(exam: Open, window: BrowserContext, school: School) -> None:
    page = exam({"idleSeconds": 10})
    other = window.new_page()
    other.goto(page.url.rpartition("/")[0])
    page.bring_to_front()
    until(lambda: of_type(school, "IDLE"))
    assert school.flag("SEVERAL_TABS") is None


def test_a_lost_network_is_told_and_never_a_flag(exam: Open, window: BrowserContext, school: School) -> None:
    page = exam()
    window.set_offline(True)
    page.get_by_text("No connection").wait_for()
    window.set_offline(False)
    assert stored(school, "NETWORK_BACK")["offlineSeconds"] > 0
    assert stored(school, "NETWORK_LOST") == {}
    assert school.flags() == []


def test_who_does_nothing_is_idle_until_there_is_something_and_not_flagged(exam: Open, school: School) -> None:
    page = exam({"idleSeconds": 1})
    until(lambda: of_type(school, "IDLE"))
    page.mouse.move(20, 20)
    page.mouse.move(200, 200)
    until(lambda: len(of_type(school, "IDLE")) >= 2)
    began, ended = of_type(school, "IDLE")[:2]
    assert began == {"idle": True}
    assert (ended["idle"], ended["idleSeconds"] >= 1) == (False, True)
    assert school.flags() == []


def test_a_tab_switch_tells_how_long_it_was_and_that_the_tab_was_hidden(
    exam: Open, window: BrowserContext, school: School
) -> None:
    page = exam()
    window.new_page().bring_to_front()
    until(lambda: school.flag("TAB_NOT_FOCUS"))
    page.bring_to_front()
    until(lambda: (school.flag("TAB_NOT_FOCUS") or {}).get("clearedAt"))
    # The browser may take the focus away before it hides the tab.
    left, back = of_type(school, "TAB_FOCUS_CHANGE")[-2:]
    assert left["focused"] is False
    assert (back["focused"], back["hidden"], back["awaySeconds"] > 0) == (True, True, True)


def test_what_is_switched_off_is_not_watched(exam: Open, window: BrowserContext, school: School) -> None:
    page = exam({"off": [name for name in SIGNALS if name != "context-menu"], "idleSeconds": 1})
    write(page, FOREIGN)
    for key in ("Control+C", "Control+X", "Control+V", "Control+P", "PrintScreen"):
        page.keyboard.press(key)
    page.click("#full")
    page.wait_for_function("document.fullscreenElement")
    page.evaluate("document.exitFullscreen()")
    window.new_page().bring_to_front()
    page.bring_to_front()
    page.click("h1", button="right")
    until(lambda: "CONTEXT_MENU" in school.types())
    assert set(school.types()) <= {"SET_CONFIG", "STARTED", "HEARTBEAT", "CONTEXT_MENU"}
    assert school.flags() == []


def test_without_the_files_of_these_signals_the_exam_goes_on_and_says_so(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    page.route("**/more-*.js", lambda route: route.abort())
    assert open_exam(page, hosts, exam_page(eye, school)) == "on"
    told = stored(school, "DETECTOR_UNAVAILABLE")
    assert (told["detector"], told["reason"].partition(":")[0]) == ("page", "not_loaded")
    page.click("#full")
    until(lambda: {"fullscreen": True} in of_type(school, "FULLSCREEN_CHANGE"))
