"""Loads one Eye and one empty endpoint on the same server settings, in turn, with wrk and different sessions."""

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eye.assessments.create import create_assessment
from eye.billing.credits import grant
from eye.clock import Clock
from eye.db import Tx, migrate, open_database
from eye.domains.add import add_domain, read_domain
from eye.errors import Refusal
from eye.keys.create import NewKey, create_key
from eye.organisations.create import create_organisation
from eye.organisations.permissions import ROLES
from eye.settings import Settings, read_secrets, read_settings

ORIGIN = "https://exam.example.com"
SESSIONS = 200
EMPTY = """
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route


async def take(request):
    await request.body()
    return Response(b"{}", media_type="application/json")


app = Starlette(routes=[Route("/empty", take, methods=["POST"])])
"""
EMPTY_LOAD = 'wrk.method = "POST"\nwrk.body = string.rep("x", 300)\n'
INIT_LOAD = """
local n = 0
request = function()
  n = n + 1
  return wrk.format("POST", "/v1/init", {["Origin"] = "ORIGIN"},
    '{"apiKey":"KEY","assessmentId":"exam","candidateId":"cROUND-' .. n .. '"}')
end
response = function(status) if status ~= 201 then print("UNEXPECTED " .. status) end end
"""
EVENTS_LOAD = """
local tokens = {TOKENS}
local n, numbers = 0, {}
local function event(seq, type, data, at)
  return '{"seq":' .. seq .. ',"type":"' .. type .. '","at":"' .. at .. '","data":' .. data .. '}'
end
request = function()
  n = n + 1
  local i = 1 + n % #tokens
  local seq, at = numbers[i] or FIRST, os.date("!%Y-%m-%dT%H:%M:%S.000Z")
  numbers[i] = seq + 3
  local events = event(seq, "TAB_FOCUS_CHANGE", '{"focused":true}', at) .. "," ..
    event(seq + 1, "HEARTBEAT", '{"windows":[]}', at) .. "," ..
    event(seq + 2, "FULLSCREEN_CHANGE", '{"fullscreen":false}', at)
  return wrk.format("POST", "/v1/events", {["Origin"] = "ORIGIN"},
    '{"token":"' .. tokens[i] .. '","events":[' .. events .. ']}')
end
response = function(status) if status ~= 202 then print("UNEXPECTED " .. status) end end
"""


@dataclass(frozen=True, slots=True)
class Target:
    """A served Eye, and what it takes to ask it."""

    engine: str
    port: int
    process_id: int
    key: str
    tokens: list[str]
    settings: Settings


@dataclass(slots=True)
class Rates:
    """Requests a second, one of each for every round."""

    empty: list[float] = field(default_factory=list)
    init: list[float] = field(default_factory=list)
    events: list[float] = field(default_factory=list)

    def shares(self, of: list[float]) -> list[float]:
        return [rate / empty for rate, empty in zip(of, self.empty, strict=True)]


@contextmanager
def served(engine: str, database_url: str | None, **more: str) -> Iterator[Target]:
    """One worker on a fresh database, with `SESSIONS` sessions that run; `more` are settings of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"EYE_DATA": folder, **more, **({"EYE_DATABASE_URL": database_url} if database_url else {})}
        settings = read_settings(environment)
        key = _prepare(settings)
        with _serving("eye.app:from_environment", environment, Path(folder)) as (port, process_id):
            tokens = [start(port, key, f"w{n}") for n in range(SESSIONS)]
            yield Target(engine, port, process_id, key, tokens, settings)


@contextmanager
def served_empty() -> Iterator[int]:
    """The port of an application that reads a body and answers."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "empty_app.py").write_text(EMPTY)
        with _serving("empty_app:app", {}, Path(folder)) as (port, _):
            yield port


def run_round(empty: int, target: Target, rates: Rates, number: int, seconds: int) -> None:
    rates.empty.append(wrk(empty, "/empty", EMPTY_LOAD, seconds))
    rates.init.append(wrk(target.port, "/v1/init", init_load(target, number), seconds))
    rates.events.append(wrk(target.port, "/v1/events", events_load(target, number), seconds))


def init_load(target: Target, number: int) -> str:
    """A script for wrk: a new session each. No two loads of one target may have the same number."""
    return INIT_LOAD.replace("KEY", target.key).replace("ROUND", str(number))


def events_load(target: Target, number: int) -> str:
    """A script for wrk: three events each, all sessions in turn."""
    load = EVENTS_LOAD.replace("TOKENS", ",".join(f'"{token}"' for token in target.tokens))
    return load.replace("FIRST", str(1 + number * 300_000))


def wrk(port: int, path: str, load: str, seconds: int) -> float:
    """Requests a second. RuntimeError if one was refused."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(load.replace("ORIGIN", ORIGIN))
        script.flush()
        command = ["wrk", "-t1", "-c64", f"-d{seconds}s", "-s", script.name, f"http://127.0.0.1:{port}{path}"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "UNEXPECTED" in said or "Non-2xx" in said:
        raise RuntimeError(f"{path} answered something else: {said[:300]}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if found is None:
        raise RuntimeError(f"wrk said nothing of use: {said}")
    return float(found[1])


@contextmanager
def _serving(app: str, environment: dict[str, str], folder: Path) -> Iterator[tuple[int, int]]:
    """One uvicorn worker, with the same settings for both applications; its port and the id of its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--app-dir", str(folder)]
    command += ["--log-level", "error", "--no-access-log", "--no-proxy-headers", "--no-server-header"]
    command += ["--factory"] if "from_environment" in app else []
    process = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        _wait_for(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/nothing", timeout=5)
        except urllib.error.HTTPError:
            return
        except OSError:
            threading.Event().wait(0.1)
    raise RuntimeError("the server did not start")


def start(port: int, key: str, candidate: str) -> str:
    body = json.dumps({"apiKey": key, "assessmentId": "exam", "candidateId": candidate}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/v1/init", body, {"origin": ORIGIN})
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own server on loopback
        return str(json.load(answer)["token"])


def _prepare(settings: Settings) -> str:
    """An organisation with ten million credits; its publishable key."""
    secrets = read_secrets(settings.secrets_file)
    migrate(settings.database_url)

    async def write() -> str:
        database = open_database(settings.database_url)
        try:
            return await database.write(_organisation, secrets.pepper, Clock().now())
        finally:
            await database.close()

    return asyncio.run(write())


def _organisation(tx: Tx, pepper: str, now: int) -> str:
    made = create_organisation(tx, "Bench", "bench@bench.example", now)
    if isinstance(made, Refusal):
        raise RuntimeError(made.detail)
    organisation_id, owner_id = made
    grant(tx, organisation_id, 10_000_000, "bench", now)
    add_domain(tx, organisation_id, owner_id, read_domain("Exams", "exam.example.com"), now)
    exam: dict[str, Any] = {"id": "exam", "title": "An exam", "policy": "{}"}
    exam |= {"ai_proctoring": "host", "facial_recognition": "host"}
    exam |= dict.fromkeys(("duration_ms", "attempts", "opens_at", "closes_at"))
    create_assessment(tx, organisation_id, owner_id, exam, now)
    wanted = NewKey("Bench", "publishable", "live")
    key = create_key(tx, organisation_id, owner_id, ROLES["Owner"], wanted, pepper, now)
    if isinstance(key, Refusal):
        raise RuntimeError(key.detail)
    return key[1].text
