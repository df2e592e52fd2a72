"""What an HTTP client may expect: limits in headers, methods in Allow, problems everywhere."""

import re
from typing import Any

import pytest

from eye.http.limits import Failures, Quota, Rate, quota_headers
from tests.reading import problem
from tests.world import NINE_O_CLOCK, Organisation, World

NOW = NINE_O_CLOCK


def quotas(answer: Any) -> dict[str, tuple[int, int, int, int]]:
    """Limit, window, what is left, seconds to the reset: by the name of the policy."""
    policies = dict(_items(answer.headers["ratelimit-policy"], "q", "w"))
    states = dict(_items(answer.headers["ratelimit"], "r", "t"))
    assert policies.keys() == states.keys()
    return {name: (*policies[name], *states[name]) for name in policies}


def _items(field: str, first: str, second: str) -> list[tuple[str, tuple[int, int]]]:
    found = re.fullmatch(rf'("[a-z-]+";{first}=\d+;{second}=\d+)(, "[a-z-]+";{first}=\d+;{second}=\d+)*', field)
    assert found, field
    pattern = rf'"([a-z-]+)";{first}=(\d+);{second}=(\d+)'
    return [(name, (int(one), int(other))) for name, one, other in re.findall(pattern, field)]


def test_the_fields_are_those_of_the_draft() -> None:
    assert quota_headers([Quota("requests", 100, 50, 30)]) == [
        (b"ratelimit-policy", b'"requests";q=100;w=60'),
        (b"ratelimit", b'"requests";r=50;t=30'),
    ]


def test_a_measurement_of_speed_says_how_many_are_left(world: World) -> None:
    first = world.client.get("/v1/speed?bytes=1")
    most, window, left, reset = quotas(first)["requests"]
    assert (window, left, reset) == (60, most - 1, 60)
    world.clock.move(seconds=20)
    assert quotas(world.client.get("/v1/speed?bytes=1"))["requests"] == (most, 60, most - 2, 40)
    assert "ratelimit" in first.headers["access-control-expose-headers"]


def test_a_limit_that_is_reached_says_when_to_come_back(world: World) -> None:
    world.parts.speed_rate.most = 1
    world.client.get("/v1/speed?bytes=1")
    answer = world.client.get("/v1/speed?bytes=1")
    assert problem(answer) == (429, "rate_limited")
    assert quotas(answer)["requests"][2] == 0
    assert answer.headers["retry-after"] == str(quotas(answer)["requests"][3]) == str(answer.json()["retryAfter"])


def test_a_key_that_works_costs_nothing_of_the_limit(acme: Organisation) -> None:
    answer = acme.get("/v1/keys")
    for most, window, left, _ in quotas(answer).values():
        assert (window, left) == (60, most)


def test_a_key_that_fails_does(acme: Organisation, world: World) -> None:
    unknown = acme.secret[:-8] + "00000000"
    answer = acme.get("/v1/keys", unknown)
    assert answer.status_code == 401
    found = quotas(answer)
    assert found.keys() == {"failures-of-address", "failures-of-key"}
    for most, _, left, _ in found.values():
        assert left == most - 1
    for _ in range(found["failures-of-key"][0] - 1):
        acme.get("/v1/keys", unknown)
    refused = acme.get("/v1/keys", unknown)
    assert problem(refused) == (429, "rate_limited")
    assert quotas(refused)["failures-of-key"][2] == 0
    assert refused.headers["retry-after"]


def test_starts_and_the_token_endpoint_say_so_too(acme: Organisation, world: World) -> None:
    assert "failures-of-key" in quotas(acme.start())
    form = {"grant_type": "client_credentials", "client_id": "key_x", "client_secret": acme.secret}
    assert "failures-of-address" in quotas(world.client.post("/oauth/token", data=form))


def test_where_no_limit_is_none_is_named(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    for answer in (world.send(token, world.event(1, "TAB_NOT_FOCUS")), world.client.get("/docs/errors")):
        assert "ratelimit" not in answer.headers


def test_quotas_of_another_address_and_minute_are_their_own() -> None:
    failures, rate = Failures(8), Rate(8)
    failures.failed("a", "k", NOW)
    rate.wait("a", NOW)
    assert [one.left for one in failures.quotas("a", "k", NOW)] == [7, 1]
    assert [one.left for one in failures.quotas("a", "other", NOW)] == [7, 2]
    assert [one.left for one in failures.quotas("b", "k", NOW)] == [8, 2]
    assert [one.left for one in failures.quotas("a", "k", NOW + 60_000)] == [8, 2]
    assert (rate.quota("a", NOW).left, rate.quota("b", NOW).left, rate.quota("a", NOW + 60_000).left) == (7, 8, 8)


@pytest.mark.parametrize(
    ("method", "path", "offered"),
    [
        ("PUT", "/v1/keys", "GET, HEAD, POST"),
        ("PUT", "/v1/keys/key_1", "DELETE, GET, HEAD, PATCH"),
        ("GET", "/v1/candidate-tokens", "POST"),
        ("HEAD", "/v1/candidate-tokens", "POST"),
    ],
)
def test_a_method_that_is_not_offered_is_answered_with_all_that_are(
    acme: Organisation, method: str, path: str, offered: str
) -> None:
    answer = acme.call(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == offered
    if method != "HEAD":
        assert problem(answer) == (405, "method_not_allowed")
        assert offered in answer.json()["detail"]


def test_options_lists_the_methods(acme: Organisation, world: World) -> None:
    answer = acme.call("OPTIONS", "/v1/keys/key_1")
    assert (answer.status_code, answer.headers["allow"], answer.content) == (204, "DELETE, GET, HEAD, PATCH", b"")
    assert world.client.options("/healthz").headers["allow"] == "GET, HEAD"
    assert problem(world.client.options("/nothing")) == (404, "not_found")


def test_options_is_for_who_may_ask_at_all(world: World) -> None:
    assert problem(world.client.options("/v1/keys")) == (401, "key_missing")


@pytest.mark.parametrize("path", ["/v1/keys", "/v1/organisation", "/docs/errors", "/widget.js"])
def test_head_is_get_without_a_body(acme: Organisation, path: str) -> None:
    head, get = acme.call("HEAD", path), acme.get(path)
    assert head.status_code == get.status_code == 200
    assert head.headers["content-type"] == get.headers["content-type"]


def test_the_reference_is_named_only_where_there_is_one(acme: Organisation, world: World) -> None:
    exists = world.client.get("/openapi.json").status_code == 200
    assert ("/docs" in acme.get("/v1/nothing").json()["detail"]) == exists
    assert "/docs" not in world.client.get("/nothing").json()["detail"]
