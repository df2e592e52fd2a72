"""`eye serve` and `eye demo`: they say that they run when they do, and end when they are told to."""

import re
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.cli.program import Running, free_port, refused, running


def test_serve_answers_from_the_moment_it_says_so(empty_url: str, tmp_path: Path) -> None:
    settings = {"EYE_DATA": str(tmp_path / "data"), "EYE_DATABASE_URL": empty_url}
    with running(tmp_path, "serve", until="Eye", **settings) as eye:
        assert eye.output == f"Eye is running on http://127.0.0.1:{eye.port}\n"
        status, headers, _ = eye.ask("GET", "/docs/errors")
        assert status == 200
        assert "server" not in headers
        assert eye.stop() == (0, "")


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_quietly_when_told_to(tmp_path: Path, by: signal.Signals) -> None:
    with running(tmp_path, "serve", until="running", EYE_DATA=str(tmp_path / "data")) as eye:
        assert eye.stop(by) == (0, "")


def test_two_workers_serve_one_eye(empty_url: str, tmp_path: Path) -> None:
    settings = {"EYE_DATA": str(tmp_path / "data"), "EYE_DATABASE_URL": empty_url}
    with running(tmp_path, "serve", "--workers", "2", until="running", **settings) as eye:
        assert eye.output.count("\n") == 1
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(lambda _: eye.ask("GET", "/widget.js"), range(40)))
        assert {status for status, _, _ in answers} == {200}
        assert eye.stop() == (0, "")


def test_workers_that_cannot_start_end_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "eye.db").mkdir()
    command, data = ("serve", "--workers", "2", "--port", str(free_port())), str(tmp_path / "data")
    assert "cannot be opened" in refused(*command, EYE_DATA=data)
    (tmp_path / "data" / "eye.db").rmdir()
    assert "EYE_MEDIA_URL" in refused(*command, EYE_DATA=data, EYE_MEDIA_URL="ftp://example.com")


def test_problems_link_to_where_this_eye_is_reached(tmp_path: Path) -> None:
    with running(tmp_path, "serve", until="running", EYE_DATA=str(tmp_path / "data")) as eye:
        assert eye.json("GET", "/v1/keys")[1]["type"] == f"http://localhost:{eye.port}/docs/errors/key_missing"


def test_the_operators_address_is_used_as_it_is(tmp_path: Path) -> None:
    settings = {"EYE_DATA": str(tmp_path / "data"), "EYE_PUBLIC_URL": "https://eye.example.com/"}
    with running(tmp_path, "serve", until="running", **settings) as eye:
        assert eye.json("GET", "/v1/keys")[1]["type"] == "https://eye.example.com/docs/errors/key_missing"


def test_the_demo_keeps_its_data_and_its_links_answer(tmp_path: Path) -> None:
    settings = {"EYE_DATA": str(tmp_path / "data")}
    with running(tmp_path, "demo", until="Stop with", **settings) as eye:
        first, key = links(eye), check_links(eye)
        assert start(eye, key)[0] == 201
        assert eye.stop(signal.SIGINT) == (0, "")
    with running(tmp_path, "demo", until="Stop with", **settings) as eye:
        assert links(eye)[0] != first[0]
        assert check_links(eye) == key
        assert start(eye, key) == (409, "session_active_elsewhere")
        assert start(eye, key, host="127.0.0.1") == (403, "origin_not_allowed")


def links(eye: Running) -> list[str]:
    return [link.partition(f":{eye.port}")[2] for link in re.findall(r"http://\S+", eye.output)]


def check_links(eye: Running) -> str:
    """The publishable key on the sample exam, after each of the three links was opened."""
    dashboard, exam, refused = links(eye)
    assert eye.ask("GET", dashboard)[0] in (200, 303)
    assert exam == refused == "/sample"
    found = re.search(rb"eye_pk_live_\w+", eye.ask("GET", exam)[2])
    assert found is not None
    return found[0].decode()


def start(eye: Running, key: str, host: str = "localhost") -> tuple[int, str]:
    body = {"apiKey": key, "assessmentId": "sample-exam", "candidateId": "ada"}
    status, answer = eye.json("POST", "/v1/init", body, origin=f"http://{host}:{eye.port}")
    return status, answer.get("code", "")
