"""Reload, loss of the network, a closed page: the session goes on, nothing is lost, nothing is billed twice."""

from playwright.sync_api import BrowserContext, Page

from e2e.exam import exam_page, open_exam, seen, settled
from e2e.mishaps import assert_numbered_without_a_gap
from e2e.servers import EyeServer, HostPages, School, until


def leave_and_enter_fullscreen(page: Page) -> None:
    left = len(seen(page, "EXIT_FULLSCREEN"))
    page.click("#full")
    page.wait_for_function("seen.at(-1).payload.fullscreen")
    page.evaluate("document.exitFullscreen()")
    until(lambda: len(seen(page, "EXIT_FULLSCREEN")) == left + 1)


def test_a_reload_goes_on_with_the_same_session_and_is_billed_once(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    open_exam(page, hosts, exam_page(eye, school))
    until(lambda: "STARTED" in school.types())
    page.reload()
    assert settled(page) == "on"
    until(lambda: school.session()["gen"] == 2)
    until(lambda: any(event["gen"] == 2 for event in school.events()))
    assert school.balance() == 9
    assert_numbered_without_a_gap(school)
    assert school.flags() == []


def test_what_happened_offline_arrives_in_order_and_once(
    page: Page, context: BrowserContext, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    open_exam(page, hosts, exam_page(eye, school))
    # The last that this page has to say by itself.
    until(lambda: "FULLSCREEN_CHANGE" in school.types())
    before = len(school.events())
    context.set_offline(True)
    for _ in range(3):
        leave_and_enter_fullscreen(page)
    page.get_by_text("No connection").wait_for()
    assert len(school.events()) == before
    context.set_offline(False)
    until(lambda: school.types().count("EXIT_FULLSCREEN") == 3)
    assert_numbered_without_a_gap(school)


def test_a_reload_while_offline_work_waits_loses_nothing(
    page: Page, context: BrowserContext, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    """The page itself stays reachable, only Eye is not: a school's page from a cache, a proxy that hangs."""
    open_exam(page, hosts, exam_page(eye, school))
    until(lambda: "STARTED" in school.types())
    context.route(f"{eye.url}/v1/**", lambda route: route.abort())
    leave_and_enter_fullscreen(page)
    page.reload()
    context.unroute(f"{eye.url}/v1/**")
    assert settled(page) == "on"
    until(lambda: school.types().count("EXIT_FULLSCREEN") == 1)
    until(lambda: any(event["gen"] == 2 for event in school.events()))
    assert_numbered_without_a_gap(school)
    assert school.balance() == 9


def test_what_a_closed_page_had_to_say_still_arrives(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    open_exam(page, hosts, exam_page(eye, school))
    until(lambda: "STARTED" in school.types())
    page.click("#full")
    page.wait_for_function("document.fullscreenElement")
    page.evaluate("widget.on('EXIT_FULLSCREEN', () => { location.href = 'about:blank'; })")
    page.evaluate("document.exitFullscreen()")
    until(lambda: school.flag("EXIT_FULLSCREEN"))
    assert school.session()["status"] == "active"


def test_a_second_window_waits_and_the_first_goes_on(
    page: Page, context: BrowserContext, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    open_exam(page, hosts, exam_page(eye, school))
    until(lambda: "STARTED" in school.types())
    other = context.new_page()
    with other.expect_response(lambda answer: answer.url.endswith("/v1/init")) as refused:
        other.goto(hosts.url(hosts.add(exam_page(eye, school))))
    assert refused.value.status == 409
    other.get_by_text("open in another window").wait_for()
    assert school.session()["gen"] == 1


OLD_STORE = """() => new Promise((done) => {
  const request = indexedDB.open("eye", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("streams", { keyPath: "id" });
    request.result.createObjectStore("events", { keyPath: ["stream", "seq"] });
  };
  request.onsuccess = () => { request.result.close(); done(true); };
})"""
STORES = """() => new Promise((done) => {
  const request = indexedDB.open("eye");
  request.onsuccess = () => done([...request.result.objectStoreNames]);
})"""


def test_the_store_of_an_earlier_version_goes_on(page: Page, eye: EyeServer, school: School, hosts: HostPages) -> None:
    page.goto(hosts.url("/before"))
    page.evaluate(OLD_STORE)
    assert open_exam(page, hosts, exam_page(eye, school)) == "on"
    until(lambda: "STARTED" in school.types())
    assert page.evaluate(STORES) == ["events", "media", "streams"]
