"""Eye is a guest on other people's pages: strict policies, odd pages and odd tags neither break it nor are broken."""

from playwright.sync_api import Page

from e2e.exam import config, exam_page, open_exam, settled, tag
from e2e.servers import EyeServer, HostPages, School, until


def no_code_tag(eye: EyeServer, school: School, **more: str) -> str:
    data = {
        "data-api-key": school.publishable,
        "data-assessment-id": "exam",
        "data-candidate-id": "ada",
        "data-domain": "exam.localhost",
        "data-proctoring-mode": "AI",
        "data-facial-recognition": "true",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    attributes = " ".join(f'{name}="{value}"' for name, value in data.items())
    return f'<script src="{eye.url}/widget.js" {attributes}></script>'


def test_the_no_code_tag_starts_by_itself_and_an_element_ends_it(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    html = f"""<!doctype html><meta charset="utf-8"><title>Exam</title>
<script>
  window.seen = [];
  for (const name of ["STARTED", "END_PROCTORING"]) document.addEventListener("eye:" + name, () => seen.push(name));
</script>
{no_code_tag(eye, school)}<button data-eye-end>Hand in</button>"""
    page.goto(hosts.url(hosts.add(html)))
    page.wait_for_function("seen.includes('STARTED')")
    session = until(lambda: next((one for one in school.sessions() if one["status"] == "active"), None))
    assert session["features"] == {"aiProctoring": True, "facialRecognition": True}
    assert page.evaluate("LoadEyeWidget().then(widget => typeof widget.on)") == "function"
    page.click("[data-eye-end]")
    until(lambda: school.session()["status"] == "ended")
    assert page.evaluate("seen") == ["STARTED", "END_PROCTORING"]


def test_a_host_page_with_a_strict_policy(page: Page, eye: EyeServer, school: School, hosts: HostPages) -> None:
    script = exam_page(eye, school).split("<script>")[1].split("</script>")[0]
    path = hosts.add(script, path=f"/{school.id}.js")
    html = f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Exam</title>{tag(eye)}
<script src="{path}"></script><button id="full">Fullscreen</button>"""
    policy = (
        f"default-src 'none'; script-src 'self' {eye.url}; connect-src {eye.url}; style-src 'self'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    broken: list[str] = []
    page.on("console", lambda line: broken.append(line.text) if "Content Security Policy" in line.text else None)
    assert open_exam(page, hosts, html, Content_Security_Policy=policy) == "on"
    until(lambda: "STARTED" in school.types())
    page.get_by_text("Monitoring is on").wait_for()
    assert broken == []


def test_a_host_page_isolated_by_coep(page: Page, eye: EyeServer, school: School, hosts: HostPages) -> None:
    isolated = {"Cross_Origin_Embedder_Policy": "require-corp", "Cross_Origin_Opener_Policy": "same-origin"}
    assert open_exam(page, hosts, exam_page(eye, school), **isolated) == "on"
    assert page.evaluate("crossOriginIsolated") is True
    until(lambda: "STARTED" in school.types())


def test_two_tags_on_one_page_are_one_widget(page: Page, eye: EyeServer, school: School, hosts: HostPages) -> None:
    html = exam_page(eye, school).replace(tag(eye), tag(eye) + tag(eye), 1) + tag(eye)
    assert open_exam(page, hosts, html) == "on"
    assert page.evaluate("Promise.all([LoadEyeWidget(), LoadEyeWidget()]).then(([a, b]) => a === b && a === widget)")
    until(lambda: "STARTED" in school.types())
    assert len(school.sessions()) == 1


def test_both_kinds_of_tag_on_one_page_are_one_widget(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    html = f"<!doctype html><title>Exam</title>{tag(eye)}{no_code_tag(eye, school)}"
    page.goto(hosts.url(hosts.add(html)))
    until(lambda: [one["status"] for one in school.sessions()] == ["active"])
    refused = page.evaluate(
        "config => LoadEyeWidget().then(widget => widget.init(config)).catch(problem => problem.code)", config(school)
    )
    assert refused == "already_running"
    assert len(school.sessions()) == 1


BROKEN_SHIMS = """<script>
  window.complaints = [];
  Array.prototype.toJSON = function () { return "broken"; };
  Object.prototype.surprise = function () {};
  window.fetch = function () { throw new Error("this page's own fetch is broken"); };
  const stringify = JSON.stringify;
  JSON.stringify = function (value) { return stringify(value) + " "; };
  window.addEventListener("error", event => complaints.push(String(event.message)));
  window.addEventListener("unhandledrejection", event => complaints.push(String(event.reason)));
</script>"""


def test_a_page_with_broken_shims_is_not_broken_by_us(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    html = exam_page(eye, school).replace(tag(eye), BROKEN_SHIMS + tag(eye), 1)
    assert open_exam(page, hosts, html) == "on"
    until(lambda: "STARTED" in school.types())
    assert page.evaluate("complaints") == []
    assert page.evaluate("[1].toJSON()") == "broken"
    page.evaluate("widget.endProctoring()")
    until(lambda: school.session()["status"] == "ended")


def test_a_listener_that_throws_does_not_stop_the_exam(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    html = exam_page(eye, school).replace("try {", "widget.on('STARTED', () => { throw new Error('mine'); }); try {", 1)
    assert open_exam(page, hosts, html) == "on"
    until(lambda: "STARTED" in school.types())


def test_a_listener_added_late_still_hears_that_monitoring_started(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    open_exam(page, hosts, exam_page(eye, school))
    heard = page.evaluate("new Promise(resolve => widget.on('STARTED', payload => resolve(payload.sessionId)))")
    assert heard == school.session()["id"]


def test_a_page_that_comes_back_from_the_cache_goes_on(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    open_exam(page, hosts, exam_page(eye, school))
    until(lambda: "STARTED" in school.types())
    page.goto(hosts.url("/elsewhere"))
    page.go_back()
    assert settled(page) == "on"
    page.click("#full")
    until(lambda: any(event["data"].get("fullscreen") for event in school.events()))
    assert school.balance() == 9
