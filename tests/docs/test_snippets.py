"""Every command and snippet of the documentation that claims to run does, against a real server."""

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

import pytest

from e2e.servers import free_port, until
from tests.cli.program import SECONDS, Running, running, said

ROOT = Path(__file__).parent.parent.parent
FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.M | re.S)
HOST = "https://eye.example.com"
PROGRAMS = {
    "sh": (["bash", "-eu", "-o", "pipefail"], "sh"),
    "python": ([sys.executable, "-W", "error"], "py"),
    "js": (["node"], "mjs"),
}


@dataclass(frozen=True)
class Snippet:
    page: str
    language: str
    claims: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}, {self.language}: {self.text.splitlines()[0][:40]}"


def snippets(claim: str) -> list[Snippet]:
    return [
        Snippet(file.stem, language, claims.strip(), text)
        for file in sorted((ROOT / "docs").glob("*.md"))
        for language, claims, text in FENCE.findall(file.read_text())
        if claims.strip() == claim
    ]


@dataclass
class School:
    """An organisation of its own on the running server, and a folder in which its programs lie."""

    eye: Running
    folder: Path
    publishable: str
    secret: str

    def call(self, method: str, path: str, body: object = None) -> tuple[int, dict[str, object]]:
        return self.eye.json(method, path, body, authorization=f"Bearer {self.secret}")

    @property
    def environment(self) -> dict[str, str]:
        key = next(one for one in self.call("GET", "/v1/keys")[1]["items"] if one["kind"] == "secret")  # type: ignore[attr-defined]
        return {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "EYE_DATA": str(self.folder / "data"),
            "EYE_SECRET_KEY": self.secret,
            "EYE_KEY_ID": key["id"],
        }

    def command(self, snippet: Snippet) -> list[str]:
        program, ending = PROGRAMS[snippet.language]
        file = self.folder / f"snippet.{ending}"
        file.write_text(snippet.text.replace(HOST, f"http://127.0.0.1:{self.eye.port}"))
        return [*program, str(file)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Path]]:
    data = tmp_path_factory.mktemp("server")
    settings = {"EYE_DATA": str(data), "EYE_WEBHOOK_LOOPBACK": "on"}
    with running(data, "serve", until="running", **settings) as eye:
        yield eye, data


@pytest.fixture
def school(server: tuple[Running, Path], tmp_path: Path) -> School:
    eye, data = server
    made = said("org", "create", "Acme", "--email", f"{tmp_path.name}@acme.example", EYE_DATA=str(data))
    printed = dict(re.findall(r"^(\w+(?: \w+)?) {2,}(\S+)$", made, re.M))
    (tmp_path / "node_modules").symlink_to(ROOT / "backend" / "assets" / "node_modules")
    return School(eye, tmp_path, printed["publishable key"], printed["secret key"])


@pytest.mark.parametrize("snippet", snippets("runs"), ids=str)
def test_it_runs(snippet: Snippet, school: School) -> None:
    ran = subprocess.run(
        school.command(snippet),
        env=school.environment,
        cwd=school.folder,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr}"
    if "sessions" not in snippet.text:  # of which a new organisation has none
        assert ran.stdout.strip()


@pytest.mark.parametrize("snippet", snippets("serves"), ids=str)
def test_a_receiver_hears_of_a_flag_and_believes_nobody_else(snippet: Snippet, school: School) -> None:
    port = free_port()
    assert school.call("POST", "/v1/domains", {"entry": "localhost"})[0] == 201
    made = school.call("POST", "/v1/webhooks", {"url": f"http://localhost:{port}/eye"})[1]
    settings = {"PORT": str(port), "EYE_WEBHOOK_SECRET": str(made["secret"])}
    receiver = subprocess.Popen(
        school.command(snippet),
        env=school.environment | settings,
        cwd=school.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    impatience = Timer(SECONDS, receiver.kill)
    impatience.start()
    try:
        until(lambda: forged(port) == 401)
        school.call("POST", f"/v1/webhooks/{made['id']}/test", {})
        assert receiver.stdout is not None
        assert receiver.stdout.readline() == "Flag TAB_NOT_FOCUS student-42\n"
    finally:
        impatience.cancel()
        receiver.kill()
        receiver.communicate()


def forged(port: int) -> int:
    """What the receiver answers to somebody who cannot sign; 0 as long as it does not listen."""
    headers = {"webhook-id": "msg_1", "webhook-timestamp": "1790000000", "webhook-signature": "v1,bm8="}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/eye", json.dumps({"event": "Flag"}).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - its own address
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code
    except urllib.error.URLError:
        return 0
