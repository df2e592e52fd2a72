"""What nobody planned: a tab that crashes, a browser that is killed, a laptop that sleeps, a tab opened twice."""

from datetime import datetime
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright

from e2e.browsers import open_profile
from e2e.exam import exam_page, open_exam, settled
from e2e.mishaps import (
    assert_numbered_without_a_gap,
    assert_went_on,
    crash,
    happen,
    happened,
    later,
    passing,
    watched,
)
from e2e.servers import EyeServer, HostPages, School, until

STORED = """(count) => new Promise((done) => {
  const request = indexedDB.open("eye");
  request.onsuccess = () => {
    const all = request.result.transaction("events").objectStore("events").getAll();
    all.onsuccess = () => { request.result.close(); done(all.result.length >= count); };
  };
})"""


def test_a_tab_that_crashed_goes_on_in_a_new_one(
    window: BrowserContext, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    page = window.new_page()
    assert open_exam(page, hosts, exam_page(eye, school)) == "on"
    watched(school)
    page.route(f"{eye.url}/v1/**", lambda route: route.abort())
    happen(page, 20)
    page.wait_for_function(STORED, arg=20)
    url = page.url
    crash(page)
    page.close()
    again = window.new_page()
    later(again, seconds=30)
    again.goto(url)
    assert settled(again) == "on"
    assert_went_on(school)
    assert happened(school) == 20


def test_a_browser_that_was_killed_goes_on_when_it_is_opened_again(
    playwright: Playwright, tmp_path: Path, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    with open_profile(playwright, str(tmp_path)) as (window, kill):
        page = window.new_page()
        assert open_exam(page, hosts, exam_page(eye, school)) == "on"
        watched(school)
        # By then the browser has put the page's small store onto the disk.
        until(lambda: "HEARTBEAT" in school.types())
        window.route(f"{eye.url}/v1/**", lambda route: route.abort())
        happen(page, 20)
        page.wait_for_function(STORED, arg=20)
        url = page.url
        kill()
    with open_profile(playwright, str(tmp_path)) as (window, _):
        page = window.new_page()
        later(page, seconds=30)
        page.goto(url)
        assert settled(page) == "on"
        assert_went_on(school)
        assert happened(school) == 20


def test_a_tab_that_was_closed_and_opened_again_need_not_wait(
    window: BrowserContext, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    page = window.new_page()
    assert open_exam(page, hosts, exam_page(eye, school)) == "on"
    until(lambda: "STARTED" in school.types())
    url = page.url
    page.close(run_before_unload=True)
    again = window.new_page()
    again.goto(url)
    assert settled(again) == "on"
    assert_went_on(school)


def test_after_an_exam_ended_a_new_tab_starts_the_next_attempt(
    window: BrowserContext, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    page = window.new_page()
    assert open_exam(page, hosts, exam_page(eye, school)) == "on"
    until(lambda: "STARTED" in school.types())
    url, token = page.url, page.evaluate("JSON.parse(sessionStorage['eye:session']).token")
    page.close(run_before_unload=True)
    again = window.new_page()
    again.goto(hosts.url("/results"))
    again.evaluate(f"token => fetch('{eye.url}/v1/end', {{method: 'POST', body: JSON.stringify({{token}})}})", token)
    until(lambda: school.session()["status"] == "ended")
    again.goto(url)
    assert settled(again) == "on"
    assert len(school.sessions()) == 2


def test_a_frozen_tab_goes_on_where_it_was(
    window: BrowserContext, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    page = window.new_page()
    assert open_exam(page, hosts, exam_page(eye, school)) == "on"
    watched(school)
    session = window.new_cdp_session(page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    before = school.types().count("HEARTBEAT")
    session.send("Page.setWebLifecycleState", {"state": "active"})
    happen(page, 3)
    until(lambda: happened(school) == 3)
    # It reports at once, and does not wait for its turn.
    until(lambda: school.types().count("HEARTBEAT") > before, 5)
    assert_numbered_without_a_gap(school)


def test_a_laptop_that_slept_finds_the_time_again(page: Page, eye: EyeServer, school: School, hosts: HostPages) -> None:
    page.clock.install()
    page.goto(hosts.url(hosts.add(exam_page(eye, school))))
    passing(page, lambda: page.title() == "on")
    page.clock.fast_forward("40:00")
    passing(page, lambda: "HEARTBEAT" in school.types())
    happen(page, 3)
    passing(page, lambda: happened(school) == 3)
    assert_numbered_without_a_gap(school)
    happening = next(event for event in school.events() if event["type"] == "CONTEXT_MENU")
    assert 0 <= seconds_between(happening["at"], happening["receivedAt"]) < 20


def seconds_between(first: str, second: str) -> float:
    return (datetime.fromisoformat(second) - datetime.fromisoformat(first)).total_seconds()


def test_a_duplicated_tab_goes_on_and_what_the_first_had_queued_is_kept(
    window: BrowserContext, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    first = window.new_page()
    assert open_exam(first, hosts, exam_page(eye, school)) == "on"
    watched(school)
    first.route(f"{eye.url}/v1/**", lambda route: route.abort())
    happen(first, 5)
    copy = first.evaluate("JSON.stringify({...sessionStorage})")
    second = window.new_page()
    second.add_init_script(f"Object.assign(sessionStorage, {copy})")
    second.goto(first.url)
    assert settled(second) == "on"
    first.unroute(f"{eye.url}/v1/**")
    first.get_by_text("Monitoring goes on there").wait_for()
    assert_went_on(school)
    until(lambda: happened(school) == 5)
    assert school.session()["status"] == "active"
    # The one in which it does not run any more is still open.
    until(lambda: any(event["type"] == "SEVERAL_TABS" and event["gen"] == 2 for event in school.events()))
