"""/v1/speed: what it gives and takes, and how much of it."""

import zlib

import pytest

from eye.app import SPEED_MOST
from tests.reading import problem
from tests.world import World

ANYBODY = {"origin": "https://anybody.example"}


def test_what_is_fetched_has_its_size_and_cannot_be_made_shorter(world: World) -> None:
    answer = world.client.get("/v1/speed", headers={**ANYBODY, "accept-encoding": "gzip, br"})
    assert (answer.status_code, len(answer.content)) == (200, 512_000)
    assert len(zlib.compress(answer.content)) > 511_000
    assert answer.headers["content-length"] == "512000"
    assert "content-encoding" not in answer.headers
    assert answer.headers["cache-control"].startswith("no-store")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


def test_fewer_bytes_can_be_asked_for(world: World) -> None:
    assert [len(world.client.get(f"/v1/speed?bytes={count}").content) for count in (1, 512_000)] == [1, 512_000]


@pytest.mark.parametrize("count", ["0", "-1", "512001", "1e3", "", "x", "\N{ARABIC-INDIC DIGIT ONE}", "9" * 5000])
def test_a_wrong_number_of_bytes_is_named(world: World, count: str) -> None:
    answer = world.client.get("/v1/speed", params={"bytes": count}, headers=ANYBODY)
    assert problem(answer) == (400, "param_invalid")
    assert answer.json()["field"] == "bytes"
    assert answer.headers["access-control-allow-origin"] == "*"


def test_what_is_sent_is_read_and_forgotten(world: World) -> None:
    answer = world.client.post("/v1/speed", content=b"\0" * 128_000, headers=ANYBODY)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"


def test_more_is_too_large(world: World) -> None:
    answer = world.client.post("/v1/speed", content=b"\0" * 132_001, headers=ANYBODY)
    assert problem(answer) == (413, "too_large")
    assert answer.headers["access-control-allow-origin"] == "*"


def test_its_header_can_be_asked_for_alone(world: World) -> None:
    answer = world.client.head("/v1/speed")
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"", "512000")


def test_another_method_is_not_offered(world: World) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        answer = world.client.request(method, "/v1/speed", headers=ANYBODY)
        assert problem(answer) == (405, "method_not_allowed")
        assert answer.headers["access-control-allow-origin"] == "*"


def test_a_preflight_is_answered(world: World) -> None:
    answer = world.client.options("/v1/speed", headers={**ANYBODY, "access-control-request-method": "POST"})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (204, "*")


def test_an_address_that_asks_too_often_waits_a_minute(world: World) -> None:
    for _ in range(SPEED_MOST):
        assert world.client.get("/v1/speed?bytes=1").status_code == 200
    for answer in (world.client.get("/v1/speed", headers=ANYBODY), world.client.post("/v1/speed", headers=ANYBODY)):
        assert problem(answer) == (429, "rate_limited")
        assert answer.json()["retryAfter"] == 60
        assert answer.headers["access-control-allow-origin"] == "*"
    world.clock.move(seconds=61)
    assert world.client.get("/v1/speed?bytes=1").status_code == 200
