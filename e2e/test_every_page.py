"""Every page of the dashboard, taken from the route table: axe, light and dark, and a narrow screen."""

import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
from playwright.sync_api import Browser, Page
from starlette.routing import Route

from e2e.exam import config
from e2e.servers import EyeServer, HostPages, School
from eye.clock import Clock, iso, new_secret
from eye.dashboard.routes import routes
from eye.db import Tx
from eye.organisations.links import SIGN_IN, make_link

AXE = Path(__file__).parents[1] / "widget" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NARROW = 360
# Not pages: streams, files and parts of pages; addresses that lead on; and what another test makes first.
OTHERS = re.compile(r"\.csv$|\.json$|\.zip$|/stream$|/look$|/events$|/preview$|/test$|\{token\}|\{rest:path\}")
LEAD_ON = {"/dashboard/settings", "/dashboard/settings/keys", "/dashboard/register", "/dashboard/sign-in"}
ELSEWHERE = re.compile(r"\{(media|import|erasure|passkey|sign_in)_id\}")


def pages() -> list[str]:
    found = [route.path for route in routes if isinstance(route, Route) and "GET" in (route.methods or ())]
    inside = [path for path in found if path.startswith("/dashboard") and path not in LEAD_ON]
    return [path for path in inside if not OTHERS.search(path) and not ELSEWHERE.search(path)]


@pytest.fixture(scope="module")
def furnished(eye: EyeServer, hosts: HostPages) -> tuple[School, dict[str, str]]:
    """An organisation with one of each thing, and their ids by the names in the addresses."""
    school, origin, now = School(eye), hosts.url(""), iso(Clock().now())
    school.post("/v1/assessments", {"id": "only-mine", "title": "Algebra, first term", "attempts": 1})
    started = _from_page(eye, "/v1/init", {**config(school), "candidateFirstName": "Ada"}, origin)
    types = ["STARTED", "MULTIPLE_FACE", "TAB_NOT_FOCUS"]
    events = [{"seq": seq, "type": type, "at": now} for seq, type in enumerate(types, 1)]
    _from_page(eye, "/v1/events", {"token": started["token"], "events": events}, origin)
    school.post(f"/v1/sessions/{started['sessionId']}/messages", {"text": "Please look up."})
    school.post("/v1/domains", {"name": "Hooks", "entry": "hooks.example.com"})
    webhook = school.post("/v1/webhooks", {"url": "https://hooks.example.com/eye", "description": "Ours"})
    email = f"{new_secret(8).lower()}@school.example"
    return school, {
        "session_id": started["sessionId"],
        "flag_id": school.flags()[0]["id"],
        "assessment_id": "only-mine",
        "candidate_id": "ada",
        "domain_id": school.domain_id,
        "key_id": school.get("/v1/keys")["items"][0]["id"],
        "role_id": school.post("/v1/roles", {"name": "Watcher", "permissions": ["session.view"]})["id"],
        "webhook_id": webhook["id"],
        "delivery_id": school.post(f"/v1/webhooks/{webhook['id']}/test", None)["id"],
        "member_id": school.post("/v1/members", {"email": email, "name": "New", "roles": ["Viewer"]})["id"],
    }


def _from_page(eye: EyeServer, path: str, body: dict[str, Any], origin: str) -> Any:
    content = msgspec.json.encode(body)
    request = urllib.request.Request(f"http://127.0.0.1:{eye.port}{path}", content, {"origin": origin})
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own server on loopback
        return msgspec.json.decode(answer.read())


@pytest.fixture(scope="module")
def member(browser: Browser, furnished: tuple[School, dict[str, str]]) -> Iterator[Page]:
    """One browser, signed in once."""
    school, token = furnished[0], new_secret(43)

    def make(tx: Tx, now: int) -> None:
        make_link(tx, school.owner_id, SIGN_IN, token, now)

    school.eye.write(make)
    page = browser.new_context().new_page()
    page.goto(f"{school.eye.url}/dashboard/link/{token}")
    yield page
    page.context.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", NARROW)])
def test_axe_finds_nothing_on_any_page_and_none_is_wider_than_the_screen(
    member: Page, furnished: tuple[School, dict[str, str]], scheme: Literal["light", "dark"], width: int
) -> None:
    school, ids = furnished
    member.emulate_media(color_scheme=scheme)
    member.set_viewport_size({"width": width, "height": 800})
    wrong = {}
    for path in pages():
        answer = member.goto(school.eye.url + re.sub(r"\{(\w+)\}", lambda found: ids[found[1]], path))
        assert answer is not None
        assert answer.status == 200, path
        member.evaluate(AXE.read_text())
        found = member.evaluate(
            """async (rules) => (await axe.run(document, { runOnly: rules }))
              .violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))""",
            RULES,
        )
        wide = member.evaluate("document.documentElement.scrollWidth")
        found += [f"{wide} px wide"] if wide > width else []
        if found:
            wrong[path] = found
    assert wrong == {}
