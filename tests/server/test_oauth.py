"""`POST /oauth/token`: client credentials as RFC 6749 has them, and the access token they give."""

import base64
from typing import Any

import pytest

from tests.reading import problem
from tests.world import ORIGIN, Organisation, World

WAYS = ["basic", "body"]


def key_id(acme: Organisation, key: str) -> str:
    rows = acme.world.rows("select id, shown from keys where organisation_id = :id", id=acme.id)
    return next(str(row["id"]) for row in rows if row["shown"].startswith(key[:16]) and row["shown"][-4:] in key)


def ask(acme: Organisation, way: str = "basic", id: str | None = None, secret: str | None = None, **more: Any) -> Any:
    """A request of `acme`'s server; what is given as None is left out."""
    secret = acme.secret if secret is None else secret
    id = key_id(acme, acme.secret) if id is None else id
    form = {"grant_type": "client_credentials", **{name: text for name, text in more.items() if name != "headers"}}
    headers = dict(more.get("headers", {}))
    if way == "basic":
        headers["authorization"] = "Basic " + base64.b64encode(f"{id}:{secret}".encode()).decode()
    else:
        form |= {"client_id": id, "client_secret": secret}
    form = {name: text for name, text in form.items() if text is not None}
    return acme.world.client.post("/oauth/token", data=form, headers=headers)


def error(answer: Any) -> tuple[int, str]:
    """Status and error of an answer in the form of RFC 6749, section 5.2."""
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["pragma"] == "no-cache"
    found = answer.json()
    allowed = {chr(code) for code in range(0x20, 0x7F)} - {'"', "\\"}
    assert set(found["error_description"]) <= allowed, found
    assert found["requestId"] == answer.headers["x-request-id"]
    return answer.status_code, found["error"]


def code(answer: Any) -> str:
    found: str = answer.json()["code"]
    assert answer.json()["error_uri"].endswith(found)
    return found


@pytest.mark.parametrize("way", WAYS)
def test_credentials_give_an_access_token(acme: Organisation, way: str) -> None:
    answer = ask(acme, way)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["pragma"] == "no-cache"
    found = answer.json()
    assert found.keys() == {"access_token", "token_type", "expires_in", "scope"}
    assert (found["token_type"], found["expires_in"]) == ("Bearer", 900)
    assert "session.view" in found["scope"].split(" ")
    assert acme.get("/v1/sessions", found["access_token"]).status_code == 200


def test_a_scope_narrows_the_token(acme: Organisation) -> None:
    found = ask(acme, scope="session.view flag.view").json()
    assert found["scope"] == "flag.view session.view"
    assert acme.get("/v1/sessions", found["access_token"]).status_code == 200
    answer = acme.get("/v1/keys", found["access_token"])
    assert (problem(answer), answer.json()["permission"]) == ((403, "permission_missing"), "api.key.view")


def test_a_scope_never_widens_it(acme: Organisation) -> None:
    reader = acme.new_key("secret", roles=("Viewer",))
    id = key_id(acme, reader)
    assert error(ask(acme, id=id, secret=reader, scope="api.key.view")) == (400, "invalid_scope")
    assert error(ask(acme, scope="everything")) == (400, "invalid_scope")
    assert error(ask(acme, scope=" ")) == (400, "invalid_scope")


def test_a_role_that_the_key_loses_is_lost_to_its_tokens_at_once(acme: Organisation, world: World) -> None:
    token = ask(acme).json()["access_token"]
    world.execute("update keys set roles = '[\"Billing\"]' where kind = 'secret'")
    assert acme.get("/v1/sessions", token).status_code == 403
    assert acme.get("/v1/organisation", token).status_code == 200


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ("revoked_at = 1", 401, "key_revoked"),
        ("deleted_at = 1", 401, "key_revoked"),
        ("expires_at = 1", 401, "key_expired"),
        ("inactive_at = 1", 403, "key_inactive"),
    ],
)
def test_a_token_dies_with_its_key_on_the_very_next_request(
    acme: Organisation, world: World, change: str, status: int, code: str
) -> None:
    token = ask(acme).json()["access_token"]
    assert acme.get("/v1/organisation", token).status_code == 200
    world.execute(f"update keys set {change} where kind = 'secret'")  # noqa: S608 - the four above
    assert problem(acme.get("/v1/organisation", token)) == (status, code)


def test_a_token_lasts_fifteen_minutes_and_some_leeway(acme: Organisation, world: World) -> None:
    token = ask(acme).json()["access_token"]
    world.clock.move(minutes=15, seconds=20)
    assert acme.get("/v1/organisation", token).status_code == 200
    world.clock.move(seconds=11)
    assert problem(acme.get("/v1/organisation", token)) == (401, "access_token_expired")


def test_a_token_of_a_clock_twenty_seconds_ahead_works(acme: Organisation, world: World) -> None:
    token = ask(acme).json()["access_token"]
    world.clock.move(seconds=-20)
    assert acme.get("/v1/organisation", token).status_code == 200


def test_a_token_that_is_not_ours_is_invalid_and_never_reaches_the_database(acme: Organisation) -> None:
    token = ask(acme).json()["access_token"]
    head, tail = token[: len(token) // 2], token[len(token) // 2 :]
    other = ("A" if tail[0] != "A" else "B") + tail[1:]
    session = acme.started()["token"]
    for text in (head + other, "made.up", "." * 50, session, "x." + "y" * 5_000):
        answer = acme.get("/v1/organisation", text)
        assert problem(answer) == (401, "access_token_invalid")
        assert answer.headers["www-authenticate"] == 'Bearer realm="Eye"'


def test_a_token_obeys_the_rules_of_origins(acme: Organisation, world: World) -> None:
    headers = {"authorization": f"Bearer {ask(acme).json()['access_token']}"}
    assert world.client.get("/v1/organisation", headers={**headers, "origin": ORIGIN}).status_code == 200
    answer = world.client.get("/v1/organisation", headers={**headers, "origin": "https://evil.example"})
    assert problem(answer) == (403, "origin_not_allowed")


def test_a_token_obeys_the_ip_list_of_its_key(acme: Organisation, world: World) -> None:
    token = ask(acme).json()["access_token"]
    world.execute("update keys set ip_allowlist = '[\"203.0.113.0/24\"]' where kind = 'secret'")
    assert problem(acme.get("/v1/organisation", token)) == (403, "ip_not_allowed")
    answer = ask(acme)
    assert (error(answer), code(answer)) == ((400, "unauthorized_client"), "ip_not_allowed")


def test_a_token_cannot_start_a_session_in_a_browser(acme: Organisation) -> None:
    answer = acme.start(apiKey=ask(acme).json()["access_token"])
    assert problem(answer) == (401, "key_malformed")


def test_the_token_endpoint_obeys_the_rules_of_origins(acme: Organisation) -> None:
    assert ask(acme, headers={"origin": ORIGIN}).status_code == 200
    answer = ask(acme, headers={"origin": "https://evil.example"})
    assert (error(answer), code(answer)) == ((400, "unauthorized_client"), "origin_not_allowed")
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("way", WAYS)
def test_a_client_that_is_not_known_is_told_nothing_more(acme: Organisation, stranger: Organisation, way: str) -> None:
    theirs = key_id(stranger, stranger.secret)
    for id, secret in (("key_none", acme.secret), (theirs, acme.secret), (None, stranger.secret), ("", acme.secret)):
        answer = ask(acme, way, id, secret)
        assert error(answer) == (401, "invalid_client")
        assert answer.headers["www-authenticate"].startswith("Basic realm=")
        if id:
            assert code(answer) == "key_unknown"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("revoked_at = 1", "key_revoked"),
        ("expires_at = 1", "key_expired"),
        ("inactive_at = 1", "key_inactive"),
    ],
)
def test_who_has_the_secret_learns_why_its_key_does_not_work(
    acme: Organisation, world: World, change: str, expected: str
) -> None:
    world.execute(f"update keys set {change} where kind = 'secret'")  # noqa: S608 - the three above
    answer = ask(acme)
    assert (error(answer), code(answer)) == ((401, "invalid_client"), expected)
    assert code(ask(acme, id="key_another")) == "key_unknown"


def test_a_publishable_key_is_no_client(acme: Organisation) -> None:
    answer = ask(acme, id=key_id(acme, acme.publishable), secret=acme.publishable)
    assert (error(answer), code(answer)) == ((401, "invalid_client"), "key_wrong_kind")


def test_a_secret_that_is_cut_off_is_named(acme: Organisation) -> None:
    answer = ask(acme, secret=acme.secret[:-1])
    assert (error(answer), code(answer)) == ((401, "invalid_client"), "key_malformed")
    assert acme.secret[:-1] not in answer.text


@pytest.mark.parametrize(
    ("grant", "expected"), [(None, "invalid_request"), ("", "invalid_request"), ("password", "unsupported_grant_type")]
)
def test_a_grant_that_is_not_offered_is_refused(acme: Organisation, grant: str | None, expected: str) -> None:
    assert error(ask(acme, grant_type=grant)) == (400, expected)


def test_a_client_authenticates_in_one_way(acme: Organisation, world: World) -> None:
    id = key_id(acme, acme.secret)
    assert error(ask(acme, "basic", client_secret=acme.secret)) == (400, "invalid_request")
    assert error(ask(acme, "basic", client_id="key_another")) == (400, "invalid_request")
    assert ask(acme, "basic", client_id=id).status_code == 200
    form = {"grant_type": "client_credentials"}
    assert error(world.client.post("/oauth/token", data=form)) == (401, "invalid_client")
    for header in ("Basic", "Basic !!!", "Basic " + base64.b64encode(b"no colon").decode(), f"Bearer {acme.secret}"):
        answer = world.client.post("/oauth/token", data=form, headers={"authorization": header})
        assert error(answer) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"grant_type": "client_credentials"}', "application/json"),
        (b"grant_type=client_credentials", "text/plain"),
        (b"grant_type=client_credentials&grant_type=client_credentials", "application/x-www-form-urlencoded"),
        (b"grant_type=%ff", "application/x-www-form-urlencoded"),
        (b"grant_type=\xff", "application/x-www-form-urlencoded"),
        (b"a&" * 60, "application/x-www-form-urlencoded"),
        (b"a" * 70_000, "application/x-www-form-urlencoded"),
        (b"", "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_that_is_no_form_is_refused(world: World, body: bytes, kind: str) -> None:
    answer = world.client.post("/oauth/token", content=body, headers={"content-type": kind})
    assert error(answer) == (400, "invalid_request")


def test_only_post_is_offered(world: World) -> None:
    assert world.client.get("/oauth/token").status_code == 405


def test_guessing_is_slow_and_the_real_server_is_not(acme: Organisation, world: World) -> None:
    assert ask(acme).status_code == 200
    for number in range(120):
        assert ask(acme, id=f"key_{number}", secret=acme.secret[:-4] + f"{number:04}").status_code == 401
    answer = ask(acme, id="key_1", secret="eye_sk_live_rubbish")
    assert error(answer) == (429, "temporarily_unavailable")
    assert answer.headers["retry-after"] == "60"
    token = ask(acme).json()["access_token"]
    assert acme.get("/v1/organisation", token).status_code == 200


def test_a_token_notes_that_its_key_is_used(acme: Organisation, world: World) -> None:
    ask(acme)
    rows = world.rows("select last_used_at as at from keys where kind = 'secret'")
    assert rows == [{"at": world.clock.at}]
