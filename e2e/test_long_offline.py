"""Ten minutes without a network, a server that asks for patience, an end that nobody hears."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route

from e2e.exam import exam_page, open_exam, seen
from e2e.mishaps import (
    assert_numbered_without_a_gap,
    assert_went_on,
    happen,
    happened,
    later,
    passing,
    unreachable,
    watched,
)
from e2e.servers import EyeServer, HostPages, School, until

MINUTE = 60_000
# The signals that are fetched later are there when this one tells how things stand.
LOADED = """widget = await LoadEyeWidget();
    widget.on("SCREENS", () => { window.isWatched = true; });"""


def answered(page: Page, question: Callable[[], Any]) -> Any:
    """The answer, while routes of this page are answered: Playwright does that only when it is called."""
    return until(lambda: [page.title()] and question())


def start_in_the_past(page: Page, eye: EyeServer, seconds: int) -> None:
    """The page's clock will run ahead of the server's, which takes no events of a past page from the future."""

    def start(route: Route) -> None:
        # Only browsers know names that end in .localhost.
        answer = route.fetch(url=f"http://127.0.0.1:{eye.port}/v1/init")
        told = answer.json()
        begun = datetime.fromisoformat(told["serverTime"]) - timedelta(seconds=seconds)
        route.fulfill(response=answer, json={**told, "serverTime": begun.isoformat()})

    page.route(f"{eye.url}/v1/init", start)
    page.route(f"{eye.url}/v1/events", lambda route: route.abort())


def offline_minutes(page: Page, minutes: int) -> None:
    for _ in range(minutes):
        happen(page, 30)
        page.clock.run_for(MINUTE)


def test_ten_minutes_offline_with_a_reload_in_between(
    page: Page, context: BrowserContext, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    page.clock.install()
    start_in_the_past(page, eye, seconds=295)
    html = exam_page(eye, school).replace("widget = await LoadEyeWidget();", LOADED)
    page.goto(hosts.url(hosts.add(html)))
    passing(page, lambda: page.evaluate("window.isWatched"))
    offline_minutes(page, 5)
    assert "STARTED" not in school.types()
    page.unroute_all()
    page.reload()
    passing(page, lambda: page.evaluate("window.isWatched"))
    passing(page, lambda: happened(school) == 150)
    context.set_offline(True)
    offline_minutes(page, 5)
    page.get_by_text("No connection").wait_for()
    context.set_offline(False)
    passing(page, lambda: happened(school) == 300)
    assert_went_on(school)
    assert school.types().count("HEARTBEAT") >= 55
    assert school.flag("EVENTS_MISSING") is None
    away = [event["data"]["offlineSeconds"] for event in school.events() if event["type"] == "NETWORK_BACK"]
    assert 299 <= max(away) <= 330


def test_an_end_that_was_not_heard_is_heard_when_the_network_is_back(
    page: Page, context: BrowserContext, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    open_exam(page, hosts, exam_page(eye, school))
    watched(school)
    context.set_offline(True)
    happen(page, 3)
    page.evaluate("void widget.endProctoring()")
    until(lambda: seen(page, "END_PROCTORING"))
    assert school.session()["status"] == "active"
    context.set_offline(False)
    until(lambda: school.session()["status"] == "ended")
    assert (school.session()["endReason"], happened(school)) == ("host", 3)
    assert_numbered_without_a_gap(school)


def test_an_end_whose_page_was_closed_offline_is_told_by_the_next_exam_page(
    page: Page, context: BrowserContext, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    open_exam(page, hosts, exam_page(eye, school))
    watched(school)
    first = school.session()["id"]
    with unreachable(context, eye):
        happen(page, 3)
        page.evaluate("void widget.endProctoring()")
        until(lambda: seen(page, "END_PROCTORING"))
        page.close()
    another = context.new_page()
    later(another, minutes=2)
    assert open_exam(another, hosts, exam_page(eye, school, candidateId="bob")) == "on"
    until(lambda: [one["endReason"] for one in school.sessions() if one["id"] == first] == ["host"])
    assert [event["type"] for event in school.events(first)].count("CONTEXT_MENU") == 3


def test_a_server_that_asks_for_patience_gets_it(page: Page, eye: EyeServer, school: School, hosts: HostPages) -> None:
    open_exam(page, hosts, exam_page(eye, school))
    watched(school)
    asked: list[float] = []

    def busy(route: Route) -> None:
        asked.append(time.monotonic())
        if len(asked) > 1:
            return route.continue_()
        problem = {"code": "unavailable", "detail": "Too much to do.", "status": 503, "retryAfter": 4}
        return route.fulfill(status=503, json=problem, headers={"access-control-allow-origin": "*"})

    page.route(f"{eye.url}/v1/events", busy)
    happen(page, 3)
    answered(page, lambda: asked)
    # Neither a network that is back nor a new event is a reason to ask earlier.
    page.evaluate("dispatchEvent(new Event('online'))")
    happen(page, 3)
    answered(page, lambda: happened(school) == 6)
    assert asked[1] - asked[0] >= 4
    assert_numbered_without_a_gap(school)


def test_what_the_server_asks_for_is_done_once_and_confirmed(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    open_exam(page, hosts, exam_page(eye, school))
    watched(school)
    orders = [
        {"id": "cmd_1", "type": "message", "data": {"text": "Please look at the camera."}},
        {"id": "cmd_2", "type": "policy", "data": {"off": ["context-menu"]}},
    ]

    def command(route: Route) -> None:
        # Only browsers know names that end in .localhost.
        answer = route.fetch(url=f"http://127.0.0.1:{eye.port}/v1/events")
        route.fulfill(response=answer, json={**answer.json(), "commands": orders})

    page.route(f"{eye.url}/v1/events", command)
    happen(page, 1)
    page.get_by_text("Please look at the camera.").wait_for()
    answered(page, lambda: school.types().count("COMMAND_DONE") == 2)
    done = [event["data"]["id"] for event in school.events() if event["type"] == "COMMAND_DONE"]
    assert done == ["cmd_1", "cmd_2"]
    happen(page, 1)
    page.evaluate("document.dispatchEvent(new Event('copy'))")
    answered(page, lambda: "COPY" in school.types())
    assert happened(school) == 1
    page.unroute_all(behavior="ignoreErrors")
