"""What every answer carries, over the whole route table: nothing is taken for a page, framed, or kept by a cache."""

import re

import pytest
from starlette.routing import Route

from eye.app import BROWSER_ROUTES, OAUTH_ROUTES, OPERATIONS, PAGES, SERVER_ROUTES
from tests.dashboard.people import Person
from tests.furnished import ENDLESS, dashboard, filled, furnish
from tests.world import Organisation, World

ROUTES = [
    (method, route.path)
    for route in [*BROWSER_ROUTES, *SERVER_ROUTES, *OAUTH_ROUTES, *PAGES, *OPERATIONS]
    if isinstance(route, Route) and route.path not in ENDLESS
    for method in sorted((route.methods or {"GET"}) - {"HEAD"})
]
CODE = ("text/javascript", "text/css", "image/", "application/wasm", "application/octet-stream")


def _check(answer: object, name: str) -> None:
    headers = answer.headers  # type: ignore[attr-defined]
    kind = headers.get("content-type", "")
    assert headers.get_list("x-content-type-options") == ["nosniff"], name
    assert "server" not in headers, name
    assert "access-control-allow-credentials" not in headers, name
    assert re.fullmatch(r"req_\w+", headers["x-request-id"]), name
    if kind.startswith(CODE):
        return
    policy = headers.get("content-security-policy", "default-src 'none'; frame-ancestors 'none'" if not kind else "")
    assert policy.startswith(("default-src 'none'", "sandbox")), (name, policy)
    assert "unsafe-eval" not in policy, name
    if kind.startswith("text/html"):
        assert "frame-ancestors 'none'" in policy, name
        assert headers["referrer-policy"] in ("same-origin", "no-referrer"), name
    if "json" in kind and "openapi" not in name:
        assert "no-store" in headers.get("cache-control", ""), name


@pytest.mark.parametrize("engine", ["sqlite"])
def test_every_answer_to_nobody_is_closed(world: World) -> None:
    """Most are refusals, which are answers too."""
    for method, path in ROUTES:
        address = re.sub(r"\{[^}]+\}", "never_was", path)
        _check(world.client.request(method, address, follow_redirects=False), f"{method} {path}")


@pytest.mark.parametrize("engine", ["sqlite"])
def test_every_page_of_a_member_is_closed(acme: Organisation, owner: Person, world: World) -> None:
    ids = furnish(acme, owner)
    for path in dashboard(world, "GET"):
        answer = owner.get(filled(path, ids))
        assert answer.status_code in (200, 303), path
        _check(answer, path)


@pytest.mark.parametrize("engine", ["sqlite"])
def test_every_answer_to_a_server_is_closed(acme: Organisation, world: World) -> None:
    for method, path in ROUTES:
        if method == "GET" and path.startswith("/v1/") and "{" not in path and path != "/v1/speed":
            answer = acme.get(path)
            assert answer.status_code == 200, path
            _check(answer, path)


def test_no_answer_is_split_by_what_was_typed(acme: Organisation, owner: Person, world: World) -> None:
    """A line break in a name, an id or a header of the request never begins another header."""
    for path in ("/dashboard/sign-in?next=/dashboard%0d%0aset-cookie:%20a=b", "/dashboard%0d%0aset-cookie:%20a=b"):
        answer = owner.ask("GET", path)
        assert "a=b" not in answer.headers.get("set-cookie", "")
        assert "\n" not in str(answer.headers.get("location"))
    acme.add_assessment("lines", title="A\r\nSet-Cookie: a=b")
    for path in ("/dashboard/assessments", "/dashboard/sessions", "/dashboard/settings/audit.csv"):
        assert "a=b" not in str(owner.get(path).headers)
