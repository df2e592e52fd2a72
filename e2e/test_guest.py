"""Eye is a light guest: it holds nothing up, moves nothing, flags nobody without a reason, leaves nothing behind."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from e2e.chromium import long_tasks
from e2e.devices import Start
from e2e.evidence import looked, of_type, stored
from e2e.exam import exam_page, open_exam, settled, tag
from e2e.guest import BOOK, POLICY, WATCHED
from e2e.servers import EyeServer, HostPages, School, until

MINUTE = 60


@pytest.fixture(scope="module")
def browser(browsers: Start) -> Browser:
    """With somebody before its camera, who moves a little, and a quiet room at its microphone."""
    return browsers("one", "quiet")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(permissions=WATCHED)
    page = context.new_page()
    page.add_init_script(BOOK)
    yield page
    context.close()


def watched(eye: EyeServer, school: School, **more: Any) -> str:
    assessment = {"id": "watched", "title": "Watched", "policy": POLICY}
    school.post("/v1/assessments", assessment)
    return exam_page(eye, school, assessmentId="watched", **more)


# What of the page moved since it asked for Eye: before, it was still being laid out by itself.
SHIFTS = """() => {
  const asked = performance.getEntriesByType("resource").find(({ name }) => name.endsWith("/v1/init")).startTime;
  const ofThePage = (name) => name !== "nothing of the page";
  return guestBook.shifts.filter(([at, ...moved]) => at > asked && moved.some(ofThePage));
}"""


@pytest.mark.alone
def test_a_minute_costs_the_page_nothing_and_the_candidate_no_flag(
    browser: Browser, page: Page, tmp_path: Path, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    coverage = "window.coverage = []; widget.on('COVERAGE', ({ detectors }) => coverage.push(detectors));"
    html = watched(eye, school).replace("try {", f"{coverage} try {{", 1)
    trace = tmp_path / "trace.json"
    browser.start_tracing(page=page, path=trace, categories=["toplevel"])
    assert open_exam(page, hosts, html) == "on"
    # Six heartbeats, ten seconds apart, on the server.
    until(lambda: len(of_type(school, "HEARTBEAT")) >= 6 and looked(school, "face") >= MINUTE / 2, seconds=2 * MINUTE)
    browser.stop_tracing()
    assert school.flags() == []
    assert page.evaluate(SHIFTS) == []
    assert not page.evaluate("guestBook.longTasks.length") or long_tasks(trace) == []
    shares = {one["detector"]: one["share"] for one in page.evaluate("coverage.at(-1)")}
    assert shares.keys() >= {"face"}
    assert min(shares.values()) > 0.8
    assert of_type(school, "DETECTOR_UNAVAILABLE") == []


def test_nothing_is_left_behind(page: Page, eye: EyeServer, school: School, hosts: HostPages) -> None:
    html = watched(eye, school).replace("await widget.init", "window.before = guestBook.left(); await widget.init", 1)
    assert open_exam(page, hosts, html) == "on"
    until(lambda: "STARTED" in school.types())
    # Asked again and again, since a function that waits in the page would leave listeners of Playwright's own.
    until(lambda: {"video track", "audio track", "worker"} <= set(page.evaluate("guestBook.left()")))
    rest = page.evaluate(
        """async () => {
          const ended = widget.endProctoring();
          const live = guestBook.tracks.filter(({ readyState }) => readyState === "live").length;
          await ended;
          return { live };
        }"""
    )
    assert rest == {"live": 0}, "the light of the camera goes off at once"
    assert page.evaluate("before") == [], "nothing was there before init"
    until(lambda: page.evaluate("guestBook.left().join()") == "")


# How much evidence waits in the browser.
WAITING_MEDIA = """() => new Promise((found) => {
  const opening = indexedDB.open("eye");
  opening.onsuccess = () => {
    const database = opening.result;
    const counting = database.transaction("media").objectStore("media").count();
    counting.onsuccess = () => {
      database.close();
      found(counting.result);
    };
  };
})"""
LIVE = "guestBook.tracks.filter(({ readyState }) => readyState === 'live').map(({ kind }) => kind)"


def lit(page: Page) -> None:
    """Until camera and microphone are on."""
    until(lambda: {"video", "audio"} <= set(page.evaluate(LIVE)))


def asked(page: Page, eye: EyeServer, school: School, hosts: HostPages) -> None:
    page.goto(hosts.url(hosts.add(watched(eye, school))))
    page.get_by_role("button", name="I agree").wait_for()


def test_who_declines_sees_no_light_at_all(page: Page, eye: EyeServer, school: School, hosts: HostPages) -> None:
    asked(page, eye, school, hosts)
    page.get_by_role("button", name="I decline").click()
    assert settled(page) == "refused"
    assert page.evaluate("guestBook.tracks.length") == 0


def test_a_start_that_is_called_off_turns_the_light_of_the_check_off(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    asked(page, eye, school, hosts)
    page.get_by_role("button", name="I agree").click()
    lit(page)
    page.evaluate("widget.endProctoring()")
    until(lambda: page.title() == "refused")
    assert page.evaluate(LIVE) == []


def test_a_session_that_ends_elsewhere_during_the_check_turns_it_off(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    asked(page, eye, school, hosts)
    page.get_by_role("button", name="I agree").click()
    lit(page)
    eye.execute("update sessions set created_at = created_at - 3600000 where id = :id", id=school.session()["id"])
    until(lambda: page.title() == "refused")
    assert page.evaluate("refused.code") == "session_ended"
    assert page.evaluate(LIVE) == []


def test_a_proctors_end_turns_the_light_off(page: Page, eye: EyeServer, school: School, hosts: HostPages) -> None:
    assert open_exam(page, hosts, watched(eye, school)) == "on"
    lit(page)
    school.post(f"/v1/sessions/{school.session()['id']}/end", {"reason": "The fire alarm."})
    page.evaluate("widget.on('END_PROCTORING', () => (window.left = guestBook.tracks.map((one) => one.readyState)))")
    until(lambda: page.evaluate("window.left"))
    assert set(page.evaluate("left")) == {"ended"}
    assert school.session()["endReason"] == "proctor"
    assert page.evaluate("widget.endProctoring().then(() => 'harmless')") == "harmless"


def test_parts_that_do_not_load_at_first_are_fetched_again_and_nothing_is_lost(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    tries: list[str] = []

    def refuse_once(route: Route) -> None:
        file = route.request.url.partition("?")[0]
        if file in tries:
            route.continue_()
        else:
            tries.append(file)
            route.abort()

    for part in ("media-sender", "shelves", "more"):
        page.route(re.compile(rf"/{part}-\w+\.js"), refuse_once)
    assert open_exam(page, hosts, watched(eye, school)) == "on"
    # The page is asked too: only meanwhile Playwright lets its requests through.
    snapshot = until(lambda: (page.title(), of_type(school, "PERIODIC_SNAPSHOT"))[1], seconds=90)[0]
    until(lambda: len(tries) == 3 and page.evaluate(WAITING_MEDIA) == 0)
    assert stored(eye, school, snapshot["mediaId"])
    assert page.evaluate("indexedDB.databases().then((all) => all.map(({ name }) => name))") == ["eye"]
    page.evaluate("widget.endProctoring()")
    until(lambda: school.session()["status"] == "ended")
    assert school.types()[-1] == "END_PROCTORING"


def documented(eye: EyeServer) -> str:
    """The lines of a Content-Security-Policy that the documentation gives, with this server's address."""
    page = (Path(__file__).parents[1] / "docs" / "csp.md").read_text()
    (found,) = re.findall(r"^script-src https://eye\.example\.com [^`]+", page, re.MULTILINE)
    return " ".join(found.split()).rstrip(";").replace("https://eye.example.com", eye.url)


def strict(eye: EyeServer, policy: str) -> str:
    """The documented lines in a policy that forbids all else."""
    own = policy.replace("script-src ", "script-src 'self' ")
    return f"default-src 'none'; style-src 'self'; {own}"


def page_without_inline(eye: EyeServer, school: School, hosts: HostPages) -> str:
    script = watched(eye, school).split("<script>")[1].split("</script>")[0]
    path = hosts.add(script, path=f"/{school.id}-guest.js")
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Exam</title>{tag(eye)}
<script src="{path}"></script>"""


def complaints(page: Page) -> list[str]:
    found: list[str] = []
    page.on("console", lambda line: found.append(line.text) if "Content Security Policy" in line.text else None)
    return found


def test_with_exactly_the_documented_lines_everything_runs(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    said = complaints(page)
    trusted = "; require-trusted-types-for 'script'; trusted-types eye"
    policy = strict(eye, documented(eye)) + trusted
    isolated = {"Cross_Origin_Embedder_Policy": "require-corp", "Cross_Origin_Opener_Policy": "same-origin"}
    html = page_without_inline(eye, school, hosts)
    assert open_exam(page, hosts, html, Content_Security_Policy=policy, **isolated) == "on"
    until(lambda: looked(school, "face") >= 5, seconds=MINUTE)
    page.get_by_text("Monitoring is on").wait_for()
    styled = page.evaluate("getComputedStyle(document.querySelector('eye-widget')).position")
    assert styled == "fixed", "style-src 'self' leaves adopted style sheets alone"
    assert of_type(school, "DETECTOR_UNAVAILABLE") == []
    assert said == []


def test_without_wasm_the_exam_goes_on_and_the_page_is_told(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    listen = """window.told = []; window.coverage = [];
      widget.on("ERROR", (trouble) => told.push(trouble));
      widget.on("COVERAGE", ({ detectors }) => coverage.push(detectors)); try {"""
    html = watched(eye, school).replace("try {", listen, 1)
    policy = documented(eye).replace(" 'wasm-unsafe-eval'", " 'unsafe-inline'")
    assert open_exam(page, hosts, html, Content_Security_Policy=policy) == "on"
    (event,) = until(lambda: of_type(school, "DETECTOR_UNAVAILABLE"))
    assert event["data"] == {"detector": "face", "reason": "wasm_forbidden"}
    (trouble,) = until(lambda: page.evaluate("told"))
    assert trouble["code"] == "detector_unavailable"
    assert "'wasm-unsafe-eval'" in trouble["message"]
    assert trouble["docsUrl"] == f"{eye.url}/docs/errors/detector_unavailable"
    assert b"detector" in eye.call("GET", "/docs/errors/detector_unavailable")
    faces = until(lambda: [one for one in (page.evaluate("coverage.at(-1)") or []) if one["detector"] == "face"])
    assert [one["share"] for one in faces] == [0]
    assert looked(school, "face") == 0
    assert school.session()["status"] == "active"


def explained(page: Page, lines: list[str], *words: str) -> None:
    """Until each stands in a line; a call to the page lets its lines arrive."""
    for word in words:
        until(lambda word=word: page.title() and any(word in line for line in lines))  # type: ignore[misc]


def test_debugging_explains_itself_and_gives_nothing_away(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    lines: list[str] = []
    bodies: list[str] = []
    page.on("console", lambda line: lines.append(line.text) if "[Eye debug]" in line.text else None)
    page.on("request", lambda request: bodies.append(request.post_data or "") if "/v1/init" in request.url else None)
    html = watched(eye, school, debug=True, candidateEmail="ada@school.example", candidateFirstName="Adelaide")
    assert open_exam(page, hosts, html) == "on"
    explained(page, lines, "The face detector runs.", "STARTED happened", "faces: 1", "The server has all events up to")
    page.evaluate("widget.endProctoring()")
    explained(page, lines, "Coverage since the start: face", "Telling the server that the session is over.")
    text = "\n".join(lines)
    for secret in (
        school.publishable,
        "ada@school.example",
        "Adelaide",
        page.evaluate("sessionStorage['eye:session'] ?? '-'"),
    ):
        assert secret not in text
    assert "eyJ" not in text, "no token"
    assert bodies
    assert "debug" not in bodies[0]


def test_debugging_is_off_unless_it_is_asked_for(page: Page, eye: EyeServer, school: School, hosts: HostPages) -> None:
    lines: list[str] = []
    page.on("console", lambda line: lines.append(line.text))
    assert open_exam(page, hosts, exam_page(eye, school)) == "on"
    until(lambda: "STARTED" in school.types())
    assert [line for line in lines if "debug" in line] == []
    page.evaluate("localStorage.eyeDebug = 'yes'")
    page.reload()
    assert settled(page) == "on"
    assert [line for line in lines if "[Eye debug]" in line]
