"""What holds for every page: who may open it, its headers, and that nothing of a stranger's is ever shown."""

import html
import re
from collections.abc import Iterator
from typing import Any

from starlette.routing import Route

from eye.dashboard.menu import ITEMS, SETTINGS
from tests.dashboard.people import Person
from tests.world import Organisation, World

OPEN = {
    "/dashboard/sign-in",
    "/dashboard/sign-in/passkey",
    "/dashboard/sign-in/passkey/options",
    "/dashboard/forgotten",
    "/dashboard/register",
    "/dashboard/register/{token}",
    "/dashboard/link/{token}",
    "/dashboard/{rest:path}",
}
PAGES = sorted({item.path for item in (*ITEMS, *SETTINGS)} | {"/dashboard/sessions"})
INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


def _routes(world: World, method: str) -> Iterator[str]:
    for route in world.client.app.routes:  # type: ignore[attr-defined]
        if isinstance(route, Route) and route.path.startswith("/dashboard") and method in (route.methods or ()):
            yield route.path


def _filled(path: str) -> str:
    return re.sub(r"\{[^}]+\}", "anything", path)


def test_who_is_not_signed_in_is_asked_to_and_led_back(nobody: Person, world: World) -> None:
    for path in set(_routes(world, "GET")) - OPEN:
        answer = nobody.get(_filled(path))
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/dashboard/sign-in"), path
    assert nobody.get("/dashboard/sessions").headers["location"] == "/dashboard/sign-in?next=/dashboard/sessions"


def test_every_form_needs_the_csrf_token_of_this_sign_in(owner: Person, outsider: Person, world: World) -> None:
    forms = sorted(set(_routes(world, "POST")) - OPEN)
    assert len(forms) >= 4
    for path in map(_filled, forms):
        for fields in ({}, {"csrf": ""}, {"csrf": "wrong"}, {"csrf": outsider.csrf}):
            answer = owner.ask("POST", path, fields, origin="http://testserver")
            assert answer.status_code == 403, path
            assert "This form was not accepted" in answer.text
    assert owner.get("/dashboard").status_code == 200


def test_a_form_from_another_site_is_refused_even_with_the_token(owner: Person, world: World) -> None:
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ):
        fields = {"csrf": owner.csrf, "id": "sneaked", "title": "Sneaked in"}
        assert owner.ask("POST", "/dashboard/assessments", fields, **headers).status_code == 403
    assert world.rows("select id from assessments where id = 'sneaked'") == []


def test_a_form_for_nobody_asks_to_sign_in(nobody: Person) -> None:
    answer = nobody.ask("POST", "/dashboard/assessments", {"id": "a", "title": "A"}, origin="http://testserver")
    assert (answer.status_code, answer.headers["location"]) == (303, "/dashboard/sign-in")


def test_a_form_is_not_read_without_end(owner: Person) -> None:
    assert owner.send("/dashboard/assessments", title="x" * 100_000).status_code == 413


def test_every_page_of_the_menu_opens_with_strict_headers(owner: Person) -> None:
    for path in [*PAGES, "/dashboard/nothing-here"]:
        answer = owner.get(path)
        assert answer.status_code == (404 if "nothing" in path else 200), path
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"
        assert INLINE.search(answer.text) is None, path


def test_pages_outside_are_as_strict(nobody: Person) -> None:
    for path in ("/dashboard/sign-in", "/dashboard/forgotten", "/dashboard/link/unknown"):
        answer = nobody.get(path)
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["cache-control"] == "no-store"
        assert INLINE.search(answer.text) is None


def test_every_page_says_where_one_is(owner: Person) -> None:
    for item in (*ITEMS[:-1], *SETTINGS):
        text = owner.get(item.path).text
        assert text.count('aria-current="page"') == 1
        assert f'href="{item.path}" aria-current="page"' in text
    assert 'href="/dashboard/live" aria-current="page"' in owner.get("/dashboard/sessions").text


def test_the_sidebar_names_what_there_is_and_opens_the_settings_on_their_pages(owner: Person) -> None:
    def named(path: str) -> list[str]:
        nav = owner.read(path).partition('aria-label="Main"')[2].partition("</nav>")[0]
        return re.findall(r"</svg>([^<]+)</a>", nav)

    main = [item.label for item in ITEMS]
    assert main == ["Dashboard", "Live", "Flags", "Assessments", "Candidates", "Billing", "Settings"]
    assert named("/dashboard/flags") == main
    assert named("/dashboard/settings/domains") == main + [item.label for item in SETTINGS]


def test_an_unknown_address_is_a_page_with_the_request_id(owner: Person) -> None:
    answer = owner.get("/dashboard/no/such/page")
    assert answer.status_code == 404
    assert answer.headers["x-request-id"] in answer.text


def test_a_reviewer_sees_sessions_but_no_settings(reviewer: Person) -> None:
    text = reviewer.read("/dashboard")
    assert "Starts refused" not in text
    assert set(re.findall(r"/dashboard/settings/\w+", text)) == {"/dashboard/settings/profile"}
    settings = reviewer.read("/dashboard/settings/profile")
    assert set(re.findall(r"/dashboard/settings/(\w+)", settings)) == {"profile", "risk"}
    assert "Credits left" not in text
    for path in ("/dashboard/settings/domains", "/dashboard/settings/api"):
        assert reviewer.get(path).status_code == 403
    answer = reviewer.send("/dashboard/assessments", id="a", title="A")
    assert answer.status_code == 403
    assert "Your roles do not include this page" in answer.text


def test_a_developer_begins_with_a_page_that_is_open_to_them(developer: Person) -> None:
    assert developer.get("/dashboard").headers["location"] == "/dashboard/assessments"
    assert developer.get("/dashboard/sessions").status_code == 403


def test_no_page_of_the_menu_leads_to_a_closed_one(developer: Person, reviewer: Person, acme: Organisation) -> None:
    acme.started()
    for person in (developer, reviewer):
        begin = person.get("/dashboard").headers.get("location", "/dashboard")
        paths = re.findall(r'href="(/dashboard/[^"#]+)"', person.read(begin))
        found = {path for page in paths for path in re.findall(r'href="(/dashboard/[^"#]+)"', person.read(page))}
        closed = [path for path in found if person.get(html.unescape(path)).status_code != 200]
        assert closed == []


def test_the_bare_address_leads_to_the_dashboard(nobody: Person) -> None:
    assert nobody.get("/").headers["location"] == "/dashboard"


def test_a_stranger_gets_404_on_every_page_with_an_id(acme: Organisation, owner: Person, outsider: Person) -> None:
    session = acme.started()["sessionId"]
    for path in ("/dashboard/sessions/{}", "/dashboard/settings/domains/{}/remove"):
        id = session if "sessions" in path else acme.domain_id
        assert owner.get(path.format(id)).status_code == 200
        theirs, unknown = outsider.get(path.format(id)), outsider.get(path.format("unknown"))
        assert (theirs.status_code, unknown.status_code) == (404, 404)
        assert _without_request_id(theirs) == _without_request_id(unknown)


def test_a_stranger_removes_no_domain(acme: Organisation, outsider: Person) -> None:
    assert outsider.send(f"/dashboard/settings/domains/{acme.domain_id}/remove").status_code == 404
    assert acme.start().status_code == 201


def _without_request_id(answer: Any) -> str:
    return str(answer.text).replace(answer.headers["x-request-id"], "")


def test_no_list_shows_anything_of_a_stranger(acme: Organisation, owner: Person, outsider: Person) -> None:
    acme.add_assessment("acme-secret-exam", title="Acme's secret exam")
    acme.started(assessmentId="acme-secret-exam", candidateId="acme-candidate")
    for path in PAGES:
        text = outsider.read(path)
        assert "acme-secret-exam" not in text
        assert "acme-candidate" not in text
        assert acme.publishable not in text
    assert "acme-candidate" in owner.read("/dashboard/sessions")


def test_hostile_names_are_shown_as_text(acme: Organisation, owner: Person) -> None:
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    acme.add_assessment("hostile", title=hostile)
    start = acme.started(assessmentId="hostile", candidateFirstName=hostile, candidateLastName="\u202eevil")
    for path in [*PAGES, f"/dashboard/sessions/{start['sessionId']}", "/dashboard/settings/api?assessment=hostile"]:
        answer = owner.get(path)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
    assert "<bdi>&lt;script&gt;alert(1)" in owner.get("/dashboard/sessions").text


def test_a_suspended_organisation_is_told_so(acme: Organisation, owner: Person, world: World) -> None:
    world.execute("update organisations set suspended_at = 1 where id = :id", id=acme.id)
    assert "This organisation is suspended." in owner.read("/dashboard")


def test_a_failure_is_a_calm_page(owner: Person, world: World) -> None:
    world.execute("update members set roles = 'not json'")
    answer = owner.get("/dashboard")
    assert answer.status_code == 500
    assert "Something went wrong in Eye" in answer.text
    assert answer.headers["x-request-id"] in answer.text


def test_static_files_are_kept_only_under_their_digest(nobody: Person) -> None:
    page = nobody.get("/dashboard/sign-in").text
    address = re.search(r'href="(/dashboard/static/tokens\.css\?v=[0-9a-f]{12})"', page)
    assert address is not None
    assert "immutable" in nobody.get(address[1]).headers["cache-control"]
    assert nobody.get("/dashboard/static/tokens.css").headers["cache-control"] == "no-cache"
    assert nobody.get("/dashboard/static/tokens.css?v=other").headers["cache-control"] == "no-cache"
    assert nobody.get("/dashboard/static/%2e%2e/routes.py").status_code == 404


def test_every_icon_that_a_page_names_is_in_the_sprite(owner: Person) -> None:
    used = {name for path in PAGES for name in re.findall(r"icons\.svg[^#]*#([a-z0-9-]+)", owner.get(path).text)}
    address = re.search(r"/dashboard/static/vendor/icons\.svg\?v=[0-9a-f]{12}", owner.get("/dashboard").text)
    assert address is not None
    known = set(re.findall(r'<symbol id="([a-z0-9-]+)"', owner.get(address[0]).text))
    assert used <= known
    assert used
