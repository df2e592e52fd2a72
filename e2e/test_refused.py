"""A start that is refused: the page gets the code, the console the fix, the candidate one calm sentence."""

from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page

from e2e.exam import exam_page, open_exam
from e2e.servers import EyeServer, HostPages, School, until


def refusal(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("window.refused")
    return found


def test_a_domain_that_is_not_registered(page: Page, eye: EyeServer, school: School, hosts: HostPages) -> None:
    said: list[ConsoleMessage] = []
    page.on("console", lambda line: said.append(line))  # Playwright marks what it calls, so no bound method
    assert open_exam(page, hosts, exam_page(eye, school), "evil.localhost") == "refused"
    found = refusal(page)
    assert (found["code"], found["isError"]) == ("origin_not_allowed", True)
    assert f"http://evil.localhost:{hosts.port}" in found["message"]
    assert found["docsUrl"] == f"{eye.url}/docs/errors/origin_not_allowed"
    (console,) = [line.text for line in said if "origin_not_allowed" in line.text]
    assert "Settings → Domains" in console
    page.get_by_text("Monitoring could not start").wait_for()
    page.get_by_text(found["requestId"]).wait_for()
    assert school.sessions() == []


@pytest.mark.parametrize(
    ("apiKey", "code"),
    [
        ("eye_pk_live_" + "0" * 30, "key_malformed"),
        ("hello", "key_malformed"),
    ],
)
def test_a_wrong_key(page: Page, eye: EyeServer, school: School, hosts: HostPages, apiKey: str, code: str) -> None:
    assert open_exam(page, hosts, exam_page(eye, school, apiKey=apiKey)) == "refused"
    assert refusal(page)["code"] == code


def test_a_secret_key_never_belongs_in_a_browser(page: Page, eye: EyeServer, school: School, hosts: HostPages) -> None:
    assert open_exam(page, hosts, exam_page(eye, school, apiKey=school.secret)) == "refused"
    assert refusal(page)["code"] == "key_secret_in_browser"


def test_a_deleted_key_is_refused_on_the_next_start(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    key = next(key for key in school.get("/v1/keys")["items"] if key["kind"] == "publishable")
    school.delete(f"/v1/keys/{key['id']}")
    assert open_exam(page, hosts, exam_page(eye, school)) == "refused"
    assert refusal(page)["code"] == "key_revoked"


@pytest.mark.parametrize("field", ["apiKey", "assessmentId", "candidateId"])
def test_a_missing_field_is_named_before_any_request(
    page: Page, eye: EyeServer, school: School, hosts: HostPages, field: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    assert open_exam(page, hosts, exam_page(eye, school, **{field: ""})) == "refused"
    assert (refusal(page)["code"], refusal(page)["field"]) == ("param_missing", field)
    assert [url for url in asked if "/v1/" in url] == []


def test_a_template_that_nobody_filled_in_is_named(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    assert open_exam(page, hosts, exam_page(eye, school, candidateId="{{ user.id }}")) == "refused"
    assert (refusal(page)["code"], refusal(page)["field"]) == ("param_invalid", "candidateId")


def test_a_domain_that_is_removed_stops_a_running_session_on_its_next_request(
    page: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    open_exam(page, hosts, exam_page(eye, school))
    until(lambda: "STARTED" in school.types())
    before = len(school.events())
    school.delete(f"/v1/domains/{school.domain_id}")
    with page.expect_response(lambda answer: answer.url.endswith("/v1/events")) as refused:
        page.click("#full")
    assert refused.value.status == 403
    assert refused.value.json()["code"] in ("origin_not_allowed", "no_domains_registered")
    assert len(school.events()) == before
    assert school.session()["status"] == "active"


def test_a_second_init_while_running_is_refused(page: Page, eye: EyeServer, school: School, hosts: HostPages) -> None:
    open_exam(page, hosts, exam_page(eye, school))
    code = page.evaluate("widget.init({}).then(() => 'started', problem => problem.code)")
    assert code == "already_running"
    assert len(school.sessions()) == 1
