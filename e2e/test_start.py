"""One tag and a call: the session starts, and the page hears what is documented."""

from playwright.sync_api import Page

from e2e.exam import exam_page, open_exam, seen, tag
from e2e.servers import EyeServer, HostPages, School, until


def test_a_start_opens_one_session_and_charges_it_once(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    assert open_exam(page, hosts, exam_page(eye, school)) == "on"
    until(lambda: "STARTED" in school.types())
    session = school.session()
    assert (session["status"], session["domain"], session["candidateId"]) == ("active", "exam.localhost", "ada")
    assert session["charge"]["credits"] == 1
    assert school.balance() == 9
    assert len(seen(page, "STARTED")) == 1
    (config,) = seen(page, "SET_CONFIG")
    assert config["config"]["assessmentId"] == "exam"
    assert school.publishable not in str(config)


def test_nothing_happens_before_init(page: Page, eye: EyeServer, hosts: HostPages) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(hosts.url(hosts.add("<!doctype html><title>Host</title>")))
    before = page.evaluate("Object.keys(window)")
    page.goto(hosts.url(hosts.add(f"<!doctype html><title>Host</title>{tag(eye)}")))
    assert [url for url in asked if "/v1/" in url] == []
    added = set(page.evaluate("Object.keys(window)")) - set(before)
    assert added == {"LoadEyeWidget"}
    page.evaluate("LoadEyeWidget().then(() => true)")
    assert [url for url in asked if "/v1/" in url] == []
    assert page.evaluate("document.body.children.length") == 0


def test_a_badge_says_that_monitoring_is_on(page: Page, eye: EyeServer, school: School, hosts: HostPages) -> None:
    open_exam(page, hosts, exam_page(eye, school))
    page.get_by_text("Monitoring is on").wait_for()


def test_the_end_stops_everything_for_good(page: Page, eye: EyeServer, school: School, hosts: HostPages) -> None:
    open_exam(page, hosts, exam_page(eye, school))
    page.evaluate("widget.endProctoring().then(() => widget.endProctoring())")
    session = until(lambda: next((one for one in school.sessions() if one["status"] == "ended"), None))
    assert session["endReason"] == "host"
    assert len(seen(page, "END_PROCTORING")) == 1
    assert page.get_by_text("Monitoring is on").count() == 0
    assert school.balance() == 9


def test_exam_duration_ends_the_session_by_the_clock_of_the_server(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    open_exam(page, hosts, exam_page(eye, school, examDuration=2))
    page.wait_for_function("seen.some(one => one.name === 'END_PROCTORING')")
    session = until(lambda: next((one for one in school.sessions() if one["status"] == "ended"), None))
    assert session["endReason"] == "duration"
    assert session["endedAt"] == session["examEndsAt"]
