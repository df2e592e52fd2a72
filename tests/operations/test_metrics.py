"""/metrics: the figures of Prometheus, for those who may read them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from eye.app import assemble, create_app
from eye.http.tally import BOUNDS, Row
from eye.operations.store import write_something
from tests.reading import problem
from tests.world import MovedClock, Organisation, World, settings_for


@contextmanager
def from_address(world: World, address: str, **settings: Any) -> Iterator[TestClient]:
    """A client at another address, of an Eye with other settings. The application is the same one otherwise."""
    parts = replace(world.parts, settings=replace(world.parts.settings, **settings))
    app = create_app(parts, chores=False)
    yield TestClient(app, client=(address, 50_000))


def figures(world: World) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    """Values by name and labels, without the label of the process."""
    with from_address(world, "127.0.0.1") as client:
        answer = client.get("/metrics")
    assert answer.status_code == 200
    found: dict[str, dict[tuple[tuple[str, str], ...], float]] = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            labels = tuple(sorted((k, v) for k, v in sample.labels.items() if k != "process"))
            found.setdefault(sample.name, {})[labels] = sample.value
    return found


def value(world: World, name: str, **labels: str) -> float:
    return figures(world)[name].get(tuple(sorted(labels.items())), 0)


@pytest.mark.parametrize(
    ("address", "settings", "headers", "status"),
    [
        ("127.0.0.1", {}, {}, 200),
        ("127.9.9.9", {}, {}, 200),
        ("::1", {}, {}, 200),
        ("::ffff:127.0.0.1", {}, {}, 200),
        ("192.0.2.1", {}, {}, 404),
        ("testclient", {}, {}, 404),
        ("127.0.0.1", {}, {"x-forwarded-for": "192.0.2.1"}, 404),
        ("127.0.0.1", {}, {"x-real-ip": "127.0.0.1"}, 404),
        ("127.0.0.1", {}, {"forwarded": "for=127.0.0.1"}, 404),
        ("192.0.2.1", {}, {"x-forwarded-for": "127.0.0.1"}, 404),
        ("10.0.0.7", {"metrics_from": (ip_network("10.0.0.0/8"),)}, {}, 200),
        ("127.0.0.1", {"metrics_from": (ip_network("10.0.0.0/8"),)}, {}, 404),
        (
            "127.0.0.1",
            {"trusted_proxies": (ip_network("127.0.0.1"),), "metrics_from": (ip_network("10.0.0.0/8"),)},
            {"x-forwarded-for": "10.0.0.7"},
            200,
        ),
        ("127.0.0.1", {"trusted_proxies": (ip_network("127.0.0.1"),)}, {"x-forwarded-for": "192.0.2.1"}, 404),
        ("127.0.0.1", {"trusted_proxies": (ip_network("10.0.0.1"),)}, {"x-forwarded-for": "192.0.2.1"}, 404),
    ],
)
def test_only_the_named_addresses_read_it(world: World, address: str, settings: Any, headers: Any, status: int) -> None:
    with from_address(world, address, **settings) as client:
        answer = client.get("/metrics", headers=headers)
        assert answer.status_code == status
        if status == 404:
            assert problem(answer) == problem(client.get("/nothing")) == (404, "not_found")
            assert answer.json()["detail"] == client.get("/nothing").json()["detail"]


def test_requests_count_by_template_and_class(acme: Organisation, world: World) -> None:
    acme.get("/v1/keys/key_1?secret=query")
    acme.get("/v1/keys/key_2")
    world.client.get("/v1/keys/key_3")
    world.client.get("/somewhere/else")
    found = figures(world)["eye_requests_total"]
    route = ("method", "GET"), ("route", "/v1/keys/{id}"), ("status", "4xx")
    assert found[route] == 3  # refused without a key too
    assert found[("method", "GET"), ("route", "none"), ("status", "4xx")] == 1
    assert not [labels for labels in found if "key_1" in repr(labels) or "somewhere" in repr(labels)]


def test_the_hottest_endpoints_count_too(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    world.send(token, world.event(1, "TAB_NOT_FOCUS"))
    world.send("nonsense", world.event(1, "TAB_NOT_FOCUS"))
    asked = {"method": "POST", "route": "/v1/events"}
    assert value(world, "eye_requests_total", **asked, status="2xx") == 1
    assert value(world, "eye_requests_total", **asked, status="4xx") == 1
    assert value(world, "eye_requests_total", method="POST", route="/v1/init", status="2xx") == 1
    assert value(world, "eye_request_seconds_count", **asked) == 2
    assert value(world, "eye_request_seconds_bucket", **asked, le="+Inf") == 2
    assert value(world, "eye_request_seconds_sum", **asked) > 0


def test_a_histogram_is_cumulative_and_takes_the_bound_itself() -> None:
    row = Row()
    for seconds in (0.0, BOUNDS[0], BOUNDS[0] + 0.001, 99.0):
        row.add(200, seconds)
    assert row.buckets[0] == 2
    assert row.buckets[1] == 1
    assert row.buckets[-1] == 1
    assert row.answers[2] == 4


def test_refused_starts_count_by_code(acme: Organisation, world: World) -> None:
    acme.start(origin="https://evil.example.org")
    acme.start(origin="https://evil.example.org")
    acme.start(candidateId=None)
    world.client.put("/v1/init")
    assert value(world, "eye_refused_starts_total", code="origin_not_allowed") == 2
    assert value(world, "eye_refused_starts_total", code="param_missing") == 1
    assert "method_not_allowed" not in repr(figures(world)["eye_refused_starts_total"])


def test_sessions_and_backlogs_are_shown(acme: Organisation, world: World) -> None:
    hook = acme.call("POST", "/v1/webhooks", {"url": "https://exam.example.com/eye"}).json()
    token = acme.started()["token"]
    acme.started(candidateId="bob")
    world.send(token, world.event(1, "TAB_NOT_FOCUS"))
    acme.call("POST", f"/v1/webhooks/{hook['id']}/test")
    world.clock.move(seconds=5)
    found = figures(world)
    assert found["eye_sessions_running"] == {
        (("status", "active"),): 1,
        (("status", "created"),): 1,
        (("status", "paused"),): 0,
    }
    assert found["eye_sessions_live"][()] == 2
    assert found["eye_webhook_deliveries_pending"][()] == 1
    assert found["eye_webhook_oldest_seconds"][()] == 5
    assert found["eye_outbox_waiting"][()] >= 1
    assert found["eye_outbox_oldest_seconds"][()] == 5
    world.clock.move(seconds=30)
    assert value(world, "eye_sessions_live") == 0


def test_commits_are_shown_by_how_many_writes_they_held(database_url: str, tmp_path: Path) -> None:
    # Not started: at work it writes by itself, also between the two looks at its figures.
    parts = assemble(settings_for(database_url, tmp_path / "data"), MovedClock())
    for at in range(3):
        asyncio.run(parts.db.write(write_something, at))
    found, stats = figures(World(TestClient(create_app(parts)), MovedClock())), parts.db.stats
    asyncio.run(parts.db.close())
    assert found["eye_commit_writes_count"][()] == stats.commits > 0
    assert found["eye_commit_writes_sum"][()] == stats.writes
    assert found["eye_commit_writes_bucket"][(("le", "1.0"),)] == stats.groups[1]
    assert found["eye_writes_waiting"][()] == 0


def test_the_process_is_named_and_measured(world: World) -> None:
    with from_address(world, "127.0.0.1") as client:
        text = client.get("/metrics").text
    assert 'process_resident_memory_bytes{process="' in text
    assert 'eye_build{process="' in text


def test_a_database_that_does_not_answer_costs_only_its_figures(acme: Organisation, world: World) -> None:
    world.execute("alter table webhook_deliveries rename to elsewhere")
    try:
        found = figures(world)
    finally:
        world.execute("alter table elsewhere rename to webhook_deliveries")
    assert found["eye_database_up"][()] == 0
    assert "eye_sessions_live" not in found
    assert found["eye_commit_writes_count"][()] > 0
