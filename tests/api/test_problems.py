"""Every error is one problem document, readable from any website where the endpoint is public, and explained."""

import re
from html import unescape
from pathlib import Path

import pytest

from eye.api.errors import PAGES
from eye.api.errors.browser import BROWSER
from eye.app import BROWSER_CALLS
from eye.events.types import REJECTIONS
from eye.http.problems import KINDS
from tests.reading import problem
from tests.world import ORIGIN, Organisation, World

CALLS = sorted(BROWSER_CALLS - {"/v1/speed"})


WIDGET = Path(__file__).parents[2] / "widget" / "src"


def test_the_list_names_every_code(world: World) -> None:
    answer = world.client.get("/docs/errors")
    assert answer.status_code == 200
    assert re.findall(r'<tr id="([a-z_0-9]+)"', answer.text) == [*KINDS, *REJECTIONS, *BROWSER]
    for kind in KINDS.values():
        assert kind.title in unescape(answer.text)


def test_every_code_has_a_page_and_every_page_a_code(world: World) -> None:
    assert PAGES.keys() == {*KINDS, *REJECTIONS, *BROWSER}
    for code, page in PAGES.items():
        shown = unescape(world.client.get(f"/docs/errors/{code}").text)
        assert all(sentence in shown for sentence in (code, page.happened, page.cause, page.fix, page.check))


def test_a_code_that_does_not_exist_has_no_page(world: World) -> None:
    assert problem(world.client.get("/docs/errors/nothing")) == (404, "not_found")


def test_the_codes_of_the_widget_are_those_it_raises() -> None:
    source = "".join(path.read_text() for path in WIDGET.rglob("*.ts") if not path.name.endswith(".test.ts"))
    for code in BROWSER:
        assert re.search(rf"""["'/`]{code}["'`]""", source), code


def test_docs_lead_there(world: World) -> None:
    assert 'href="/docs/errors"' in world.client.get("/docs").text


def test_the_type_of_a_problem_leads_to_its_explanation(acme: Organisation, world: World) -> None:
    found = acme.start(origin="https://evil.example.org").json()["type"]
    public = world.parts.settings.public_url
    assert found.startswith(public)
    page = world.client.get(found.removeprefix(public))
    assert "The page's website is not registered" in unescape(page.text)


@pytest.mark.parametrize("path", CALLS)
def test_a_preflight_is_answered_without_credentials(world: World, path: str) -> None:
    asked = {"origin": "https://anybody.example", "access-control-request-method": "POST"}
    answer = world.client.options(path, headers={**asked, "access-control-request-headers": "content-type"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-headers"] == "content-type"
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("path", CALLS)
def test_a_website_can_read_why_it_was_refused(world: World, path: str) -> None:
    answer = world.client.post(path, content=b"?", headers={"origin": "https://anybody.example"})
    assert problem(answer) == (400, "request_malformed")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "x-request-id" in answer.headers["access-control-expose-headers"]


@pytest.mark.parametrize("path", CALLS)
def test_another_method_is_not_offered(world: World, path: str) -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        answer = world.client.request(method, path, headers={"origin": ORIGIN})
        assert problem(answer) == (405, "method_not_allowed")
        assert answer.headers["allow"] == "POST"
        assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["/nothing", "/v1", "/docs/nothing", "/widget", "/%ff", "/..%2f..%2fetc%2fpasswd"])
def test_there_is_nothing_at_an_unknown_address(world: World, path: str) -> None:
    assert problem(world.client.get(path)) == (404, "not_found")


def test_server_endpoints_are_not_for_other_websites(acme: Organisation, world: World) -> None:
    for method in ("GET", "OPTIONS"):
        answer = world.client.request(method, "/v1/sessions", headers={"origin": "https://anybody.example"})
        assert answer.status_code == 401
        assert "access-control-allow-origin" not in answer.headers


def test_an_address_with_nul_is_malformed(acme: Organisation) -> None:
    for path in ("/v1/sessions/%00", "/v1/sessions?candidateId=%00", "/v1/assessments/a%00", "/%00"):
        assert problem(acme.get(path)) == (400, "request_malformed")


def test_every_answer_has_an_id_of_its_own(world: World) -> None:
    ids = {world.client.get(path).headers["x-request-id"] for path in ("/docs/errors", "/nothing", "/widget.js")}
    assert len(ids) == 3
    assert all(id.startswith("req_") for id in ids)
