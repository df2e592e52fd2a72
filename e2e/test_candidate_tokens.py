"""Where candidate tokens are required: the page that has one starts and comes back, nobody else does."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from e2e.exam import exam_page, open_exam, settled
from e2e.servers import EyeServer, HostPages, School, until


@pytest.fixture
def strict(school: School) -> School:
    """Accepts only starts with a candidate token."""
    school.eye.call("PATCH", "/v1/organisation", {"identity": "required"}, key=school.secret)
    return school


@pytest.fixture
def other_page(browser: Browser) -> Iterator[Page]:
    """In another browser profile, as somebody else's."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def mint(school: School) -> str:
    token: str = school.post("/v1/candidate-tokens", {"assessmentId": "exam", "candidateId": "ada"})["token"]
    return token


def refusal(page: Page) -> Any:
    return page.evaluate("refused.code")


def test_a_page_with_a_token_starts(page: Page, eye: EyeServer, strict: School, hosts: HostPages) -> None:
    assert open_exam(page, hosts, exam_page(eye, strict, candidateToken=mint(strict))) == "on"
    until(lambda: "STARTED" in strict.types())
    assert strict.session()["identified"] == "signed"


def test_a_page_without_a_token_is_refused(page: Page, eye: EyeServer, strict: School, hosts: HostPages) -> None:
    assert open_exam(page, hosts, exam_page(eye, strict)) == "refused"
    assert refusal(page) == "candidate_token_required"
    assert strict.sessions() == []
    assert strict.balance() == 10


def test_a_reload_goes_on_with_the_spent_token(page: Page, eye: EyeServer, strict: School, hosts: HostPages) -> None:
    assert open_exam(page, hosts, exam_page(eye, strict, candidateToken=mint(strict))) == "on"
    until(lambda: "STARTED" in strict.types())
    page.reload()
    assert settled(page) == "on"
    assert strict.session()["gen"] == 2
    assert strict.balance() == 9


def test_another_browser_with_the_spent_token_is_refused(
    page: Page, other_page: Page, eye: EyeServer, strict: School, hosts: HostPages
) -> None:
    html = exam_page(eye, strict, candidateToken=mint(strict))
    assert open_exam(page, hosts, html) == "on"
    assert open_exam(other_page, hosts, html) == "refused"
    assert refusal(other_page) == "candidate_token_used"
    assert strict.session()["gen"] == 1


def test_another_browser_with_a_fresh_token_goes_on_at_once(
    page: Page, other_page: Page, eye: EyeServer, strict: School, hosts: HostPages
) -> None:
    assert open_exam(page, hosts, exam_page(eye, strict, candidateToken=mint(strict))) == "on"
    until(lambda: "STARTED" in strict.types())
    assert open_exam(other_page, hosts, exam_page(eye, strict, candidateToken=mint(strict))) == "on"
    assert strict.session()["gen"] == 2
    assert strict.flag("SESSION_TAKEOVER") is None


def test_the_tag_that_starts_by_itself_passes_the_token_on(
    page: Page, eye: EyeServer, strict: School, hosts: HostPages
) -> None:
    html = f"""<!doctype html><meta charset="utf-8"><title>Exam</title>
      <script async src="{eye.url}/widget.js" data-api-key="{strict.publishable}" data-assessment-id="exam"
        data-candidate-id="ada" data-candidate-token="{mint(strict)}"></script>"""
    page.goto(hosts.url(hosts.add(html)))
    until(lambda: strict.sessions() != [])
    assert strict.session()["identified"] == "signed"
