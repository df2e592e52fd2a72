"""The log says what happened, and nothing of what was sent: no secret, no token, nothing about a person."""

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.http.request_log import SLOW, log_request
from eye.operations.logs import JsonLines, TextLines, write_logs
from tests.dashboard.people import Person
from tests.reading import problem
from tests.world import Organisation, World

PERSON = {
    "candidateId": "candidate-4711",
    "candidateEmail": "ada.lovelace@students.example",
    "candidateFirstName": "Augusta-Ada",
    "candidateLastName": "Lovelace-Byron",
    "assessmentTitle": "Analytical-Engines",
    "institutionName": "University-of-Somewhere",
}
PASSWORD = "incorrect horse battery staple-4711"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that is logged, from the lowest level of Eye on."""
    stream = io.StringIO()
    root, eye = logging.getLogger(), logging.getLogger("eye")
    levels = root.level, eye.level
    ours = write_logs("json", logging.DEBUG, stream)
    yield stream
    root.removeHandler(ours)
    root.setLevel(levels[0])
    eye.setLevel(levels[1])


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_nothing_that_was_sent_is_in_the_log(acme: Organisation, world: World, written: io.StringIO) -> None:
    """A whole life of a session, of a key and of a member, with everything that can go wrong on the way."""
    secrets = {acme.secret, acme.publishable, PASSWORD, *PERSON.values()}
    start = {**PERSON, "candidateImageUrl": "https://pictures.example/ada-4711.png"}
    secrets.add(str(start["candidateImageUrl"]))
    acme.start(**start, origin="https://evil.example.org")
    acme.start(**start, apiKey="eye_pk_live_not-a-key-4711")
    opened = acme.started(**start)
    token = opened["token"]
    secrets |= {"eye_pk_live_not-a-key-4711", token}
    world.send(token, world.event(1, "TAB_NOT_FOCUS"), world.event(2, "NO_SUCH", data={"text": "typed-words-4711"}))
    world.send(token + "x", world.event(3, "TAB_NOT_FOCUS"))
    world.send(token, world.event(4, "TAB_NOT_FOCUS"), origin="https://evil.example.org")
    media = {"token": token, "mediaId": "media-4711", "sha256": "0" * 64}
    world.client.post("/v1/media", data=media, files={"file": ("ada-face-4711.png", b"pixels-4711", "image/png")})
    minted = acme.call("POST", "/v1/candidate-tokens", {"assessmentId": "exam", "candidateId": "candidate-4711"}).json()
    acme.start(**start, candidateToken=minted["token"] + "x")
    acme.get("/v1/sessions?candidateId=candidate-4711&cursor=%20query-4711")
    acme.get("/v1/candidates/candidate-4711/nothing")
    acme.call("POST", "/v1/candidates", {"id": "candidate-4711", "email": PERSON["candidateEmail"]})
    acme.call(
        "POST", "/v1/flags", {"sessionId": opened["sessionId"], "description": "seen-4711", "mediaId": "none-4711"}
    )
    acme.call("DELETE", "/v1/candidates/candidate-4711")
    acme.get("/v1/keys", "eye_sk_live_not-a-key-4711")
    key = acme.call("POST", "/v1/keys", {"name": "Laptop-of-Grace", "kind": "secret", "mode": "live"}).json()
    acme.call("POST", "/v1/keys", {"name": 4711})
    member: dict[str, Any] = {"email": "grace.hopper@acme.example", "name": "Grace-Hopper", "roles": ["Viewer"]}
    invited = acme.call("POST", "/v1/members", member).json()
    acme.call("POST", "/v1/members", member)
    link = str(invited["link"]).rpartition("/")[2]
    grace = Person(world, member["email"], invited["id"])
    grace.get("/dashboard/link/link-that-never-was-4711")
    grace.ask("POST", f"/dashboard/link/{link}", {"password": "short-4711"}, origin="http://testserver")
    grace.ask("POST", f"/dashboard/link/{link}", {"password": PASSWORD, "again": PASSWORD}, origin="http://testserver")
    assert grace.sign_in(password="wrong-4711").status_code == 403
    assert grace.sign_in(password=PASSWORD).status_code == 303
    secrets |= {grace.token, grace.csrf}
    grace.get("/dashboard/nothing-4711?query=query-4711")
    grace.ask("POST", "/dashboard/settings", {"csrf": "another-4711"}, origin="http://testserver")
    exchange = {"grant_type": "client_credentials", "client_id": "key_x", "client_secret": acme.secret}
    world.client.post("/oauth/token", data=exchange)
    hook = acme.call("POST", "/v1/webhooks", {"url": "https://exam.example.com/path-4711"}).json()
    world.end(token)
    world.end(token + "x")
    secrets |= {minted["token"], key["key"], hook["secret"], link, member["email"], member["name"], "Laptop-of-Grace"}
    secrets |= {"-4711", "testclient"}
    assert len(lines(written)) >= 12
    for line in written.getvalue().splitlines():
        assert [secret for secret in secrets if secret in line] == [], line


def test_a_refused_request_is_one_line_that_finds_it_again(
    acme: Organisation, world: World, written: io.StringIO
) -> None:
    answer = acme.get("/v1/keys/key_nothing")
    assert problem(answer) == (404, "not_found")
    (line,) = lines(written)
    key = world.rows("select id from keys where kind = 'secret'")[0]["id"]
    assert line["message"] == "GET /v1/keys/{id}"
    assert line["requestId"] == answer.headers["x-request-id"]
    assert (line["status"], line["code"], line["level"]) == (404, "not_found", "info")
    assert (line["organisationId"], line["keyId"]) == (acme.id, key)
    assert line["ms"] >= 0
    assert line["at"].endswith("Z")


def test_a_refused_start_names_its_key(acme: Organisation, world: World, written: io.StringIO) -> None:
    acme.start(origin="https://evil.example.org")
    (line,) = lines(written)
    key = world.rows("select id from keys where kind = 'publishable'")[0]["id"]
    assert (line["message"], line["code"]) == ("POST /v1/init", "origin_not_allowed")
    assert (line["organisationId"], line["keyId"]) == (acme.id, key)


def test_what_went_well_is_not_worth_a_line(acme: Organisation, world: World, written: io.StringIO) -> None:
    world.send(acme.started()["token"], world.event(1, "TAB_NOT_FOCUS"))
    acme.get("/v1/keys")
    assert lines(written) == []


def test_what_is_slow_is(written: io.StringIO) -> None:
    scope = {"method": "GET", "path": "/v1/keys", "state": {"request_id": "req_1"}}
    log_request(scope, "/v1/keys", 200, SLOW)
    (line,) = lines(written)
    assert (line["level"], line["status"], line["ms"]) == ("warning", 200, SLOW * 1000)


def test_a_failure_is_logged_with_its_places_and_without_values(
    acme: Organisation, world: World, written: io.StringIO
) -> None:
    async def fail(request: Request) -> Response:
        person = "grace.hopper@acme.example"
        try:
            dict[str, str]()[person]
        except KeyError as problem:
            raise ValueError(f"{person} is unknown\nand more of {person}") from problem
        return Response()

    world.client.app.router.routes.insert(0, Route("/fails/{secret}", fail))  # type: ignore[attr-defined]
    answer = world.client.get("/fails/secret-4711?query=query-4711")
    assert problem(answer) == (500, "internal")
    failure, request = lines(written)
    assert [one["type"] for one in failure["errors"]] == ["builtins.ValueError", "builtins.KeyError"]
    assert any("test_logs.py" in place and "fail" in place for place in failure["errors"][0]["places"])
    assert answer.headers["x-request-id"] in failure["message"]
    assert (request["message"], request["status"], request["level"]) == ("GET /fails/{secret}", 500, "warning")
    assert "grace" not in written.getvalue()
    assert "-4711" not in written.getvalue()


def test_what_a_library_appends_is_left_out(written: io.StringIO) -> None:
    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: <Task KeyError('grace')>")
    logging.getLogger("asyncio").info("not even a warning")
    (line,) = lines(written)
    assert line["message"] == "Task exception was never retrieved"


def test_a_person_at_a_terminal_reads_plain_text() -> None:
    stream = io.StringIO()
    ours = write_logs("text", stream=stream)
    try:
        try:
            raise KeyError("grace")
        except KeyError:
            logging.getLogger("eye").exception("sweeping failed", extra={"fields": {"status": 500}})
    finally:
        logging.getLogger().removeHandler(ours)
    first, *rest = stream.getvalue().splitlines()
    assert re.fullmatch(r"\d\d:\d\d:\d\d error   sweeping failed status=500", first)
    assert rest[0] == "  builtins.KeyError"
    assert "test_logs.py" in rest[1]
    assert "grace" not in stream.getvalue()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("form", "stream", "chosen"),
    [
        (None, io.StringIO(), JsonLines),
        (None, Terminal(), TextLines),
        ("json", Terminal(), JsonLines),
        ("text", io.StringIO(), TextLines),
    ],
)
def test_the_form_is_chosen_by_who_reads(form: str | None, stream: io.StringIO, chosen: type) -> None:
    ours = write_logs(form, stream=stream)
    logging.getLogger().removeHandler(ours)
    assert isinstance(ours.formatter, chosen)
