"""The simulator of the demo: it knows every event, and shows only what its own organisation stored."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from eye.api.sample import SIMULATED, prepare_sample, sample_key
from eye.app import create_app
from tests.reading import problem
from tests.world import Organisation, World

ROOT = Path(__file__).parents[2]
EVENTS = set(re.findall(r"^  ([A-Z_]+):", (ROOT / "widget/src/types.ts").read_text(), re.MULTILINE))
PARTS = ("simulator.js", "simulator-camera.js", "simulator-microphone.js", "astronaut.jpg")


@pytest.fixture
def demo(world: World) -> Iterator[TestClient]:
    """The application as `eye demo` runs it."""
    world.write(prepare_sample, world.parts.secrets.pepper, world.clock.at)
    with TestClient(create_app(world.parts, sample=True), "http://localhost") as client:
        yield client


def start(demo: TestClient, world: World) -> str:
    config = {"apiKey": world.read(sample_key), "assessmentId": SIMULATED, "candidateId": "ada"}
    session_id: str = demo.post("/v1/init", json=config, headers={"origin": "http://localhost"}).json()["sessionId"]
    return session_id


def test_it_listens_to_every_event_of_the_widget() -> None:
    script = (ROOT / "backend/eye/api/static/simulator.js").read_text()
    assert EVENTS
    assert [name for name in sorted(EVENTS) if f'"{name}"' not in script] == []


def test_its_page_has_all_its_parts_and_a_strict_policy(demo: TestClient) -> None:
    page = demo.get("/sample/simulator")
    assert "script-src 'self' 'wasm-unsafe-eval'" in page.headers["content-security-policy"]
    assert "unsafe-inline" not in page.headers["content-security-policy"]
    assert [demo.get(f"/sample/{name}").status_code for name in PARTS] == [200] * len(PARTS)


def test_it_shows_what_the_server_stored(demo: TestClient, world: World) -> None:
    stored = demo.get(f"/sample/stored/{start(demo, world)}").json()
    assert stored == {"status": "created", "events": [], "flags": []}


def test_a_session_of_another_organisation_is_unknown_there(demo: TestClient, world: World, acme: Organisation) -> None:
    theirs = acme.start().json()["sessionId"]
    assert problem(demo.get(f"/sample/stored/{theirs}")) == (404, "not_found")


def test_without_the_demo_there_is_none(world: World) -> None:
    for path in ("/sample", "/sample/simulator", "/sample/simulator.js", "/sample/stored/ses_1"):
        assert world.client.get(path).status_code == 404


def test_a_demo_of_an_earlier_version_gets_it_too(demo: TestClient, world: World) -> None:
    world.execute("delete from assessments where id = :id", id=SIMULATED)
    world.write(prepare_sample, world.parts.secrets.pepper, world.clock.at)
    assert start(demo, world)
