"""Failed starts are counted by address, never by a publishable key alone: anyone could switch a school off."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from eye.keys.model import make_key
from eye.sessions.token import sign_token
from tests.sessions.outcome import client_from, refusal
from tests.world import ORIGIN, Organisation, World

GUESSER, SCHOOL = "203.0.113.7", "198.51.100.20"
BY_KEY, BY_ADDRESS = 30, 120


@pytest.fixture
def guesser(world: World) -> TestClient:
    return client_from(world, GUESSER)


@pytest.fixture
def school(world: World) -> TestClient:
    return client_from(world, SCHOOL)


def start(client: TestClient, key: str, **fields: Any) -> Any:
    body = {"apiKey": key, "assessmentId": "exam", "candidateId": "ada", **fields}
    return client.post("/v1/init", json=body, headers={"origin": ORIGIN})


def fail(client: TestClient, times: int, key: str | None = None) -> None:
    """With `key`, or with another one each time."""
    for _ in range(times):
        answer = start(client, key or make_key("publishable", "live").text)
        assert answer.status_code == 401, answer.text


def test_an_address_that_fails_too_often_has_to_wait(acme: Organisation, guesser: TestClient, world: World) -> None:
    fail(guesser, BY_ADDRESS)
    answer = start(guesser, acme.publishable)
    assert refusal(answer) == (429, "rate_limited")
    assert answer.json()["retryAfter"] == 60
    world.clock.move(seconds=59)
    assert start(guesser, acme.publishable).json()["retryAfter"] == 1
    world.clock.move(seconds=1)
    assert start(guesser, acme.publishable).status_code == 201


def test_an_address_with_one_key_has_to_wait_sooner(acme: Organisation, guesser: TestClient) -> None:
    wrong = make_key("publishable", "live").text
    fail(guesser, BY_KEY, wrong)
    assert refusal(start(guesser, wrong)) == (429, "rate_limited")
    assert start(guesser, acme.publishable).status_code == 201


def test_malformed_keys_are_counted_too(guesser: TestClient) -> None:
    fail(guesser, BY_KEY, "eye_pk_live_rubbish")
    assert refusal(start(guesser, "eye_pk_live_rubbish")) == (429, "rate_limited")


def test_another_address_is_never_slowed_down(acme: Organisation, guesser: TestClient, school: TestClient) -> None:
    """Whatever somebody does with a school's public key, the school goes on."""
    acme.call("PATCH", "/v1/organisation", {"identity": "required"})
    for _ in range(BY_KEY):
        start(guesser, acme.publishable, candidateToken="made.up")
    assert refusal(start(guesser, acme.publishable)) == (429, "rate_limited")
    fail(guesser, BY_ADDRESS - BY_KEY)
    acme.call("PATCH", "/v1/organisation", {"identity": "off"})
    assert start(school, acme.publishable).status_code == 201


def test_a_key_that_succeeded_here_within_the_hour_passes(acme: Organisation, school: TestClient, world: World) -> None:
    start(school, acme.publishable)
    fail(school, BY_ADDRESS)
    assert start(school, acme.publishable, candidateId="bob").status_code == 201
    assert refusal(start(school, make_key("publishable", "live").text)) == (429, "rate_limited")


def test_after_an_hour_the_success_is_forgotten(acme: Organisation, school: TestClient, world: World) -> None:
    start(school, acme.publishable)
    world.clock.move(minutes=59.9)
    fail(school, BY_ADDRESS)
    world.clock.move(seconds=5)
    assert start(school, acme.publishable, candidateId="bob").status_code == 201
    world.clock.move(minutes=59.9)
    fail(school, BY_ADDRESS)
    world.clock.move(seconds=10)
    assert refusal(start(school, acme.publishable, candidateId="cyd")) == (429, "rate_limited")


def test_a_success_elsewhere_is_none_here(acme: Organisation, guesser: TestClient, school: TestClient) -> None:
    start(school, acme.publishable)
    fail(guesser, BY_ADDRESS)
    assert refusal(start(guesser, acme.publishable)) == (429, "rate_limited")


def test_a_well_signed_token_passes(acme: Organisation, guesser: TestClient) -> None:
    token = acme.started()["token"]
    fail(guesser, BY_ADDRESS)
    assert start(guesser, acme.publishable, sessionToken=token).status_code == 200
    forged = sign_token(("another secret",), "ses_1", 1, acme.world.clock.at, acme.world.clock.at + 10**6)
    assert refusal(start(guesser, make_key("publishable", "live").text, sessionToken=forged)) == (429, "rate_limited")


def test_running_exams_do_not_notice(acme: Organisation, guesser: TestClient, world: World) -> None:
    token = start(guesser, acme.publishable).json()["token"]
    fail(guesser, BY_ADDRESS)
    body = {"token": token, "events": [world.event(1, "STARTED")]}
    assert guesser.post("/v1/events", json=body, headers={"origin": ORIGIN}).status_code == 202
    assert guesser.post("/v1/end", json={"token": token}, headers={"origin": ORIGIN}).status_code == 200


def test_refusals_that_are_no_guesses_slow_nobody_down(acme: Organisation, guesser: TestClient) -> None:
    """A page on a wrong domain, reloaded by a whole class, must not lock out the right one."""
    for _ in range(BY_ADDRESS + 1):
        body = {"apiKey": acme.publishable, "assessmentId": "exam", "candidateId": "ada"}
        answer = guesser.post("/v1/init", json=body, headers={"origin": "https://evil.example.org"})
    assert refusal(answer) == (403, "origin_not_allowed")
    assert start(guesser, acme.publishable).status_code == 201


def call(client: TestClient, key: str) -> Any:
    return client.get("/v1/sessions", headers={"authorization": f"Bearer {key}"})


def test_a_server_whose_key_succeeded_within_the_hour_passes(acme: Organisation, school: TestClient) -> None:
    assert call(school, acme.secret).status_code == 200
    fail(school, BY_ADDRESS)
    assert call(school, acme.secret).status_code == 200
    assert refusal(call(school, make_key("secret", "live").text)) == (429, "rate_limited")


def test_guesses_at_the_server_endpoints_are_counted(acme: Organisation, guesser: TestClient) -> None:
    for _ in range(BY_ADDRESS):
        assert call(guesser, make_key("secret", "live").text).status_code == 401
    assert refusal(call(guesser, acme.secret)) == (429, "rate_limited")
