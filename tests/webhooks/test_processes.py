"""Several processes share the work: each delivery is made once, and one that is killed loses nothing."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from eye.chores import courier_of
from eye.webhooks.deliver import LEASE
from tests.webhooks.conftest import Hooks
from tests.webhooks.receiver import Receiver, answers, receiver
from tests.world import World

ROOT = Path(__file__).parents[2]


class Process:
    def __init__(self, running: "subprocess.Popen[str]") -> None:
        self.running = running

    def begin(self) -> None:
        assert self.running.stdin
        self.running.stdin.write("round\n")
        self.running.stdin.flush()

    def answer(self) -> str:
        assert self.running.stdout
        return self.running.stdout.readline().strip()


@contextmanager
def another_process(world: World) -> Iterator[Process]:
    settings = world.parts.settings
    command = [
        sys.executable,
        "-m",
        "tests.webhooks.program",
        settings.database_url,
        settings.data,
        str(world.clock.at),
    ]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        try:
            process = Process(running)
            assert process.answer() == "ready"
            yield process
        finally:
            running.kill()


@pytest.fixture
def here(hooks: Hooks) -> Iterator[Receiver]:
    """A receiver on this machine, which the other processes reach by themselves."""
    hooks.acme.add_domain("localhost")
    parts = hooks.world.parts
    hooks.courier = courier_of(replace(parts, settings=replace(parts.settings, webhook_loopback=True)))
    with receiver() as found:
        hooks.school = found
        hooks.endpoint()
        hooks.world.execute("update webhook_endpoints set url = :url", url=f"http://localhost:{found.port}/eye")
        yield found


def test_a_killed_process_loses_nothing(hooks: Hooks, here: Receiver) -> None:
    hooks.flag()
    here.will(here.hang, answers(204))
    with another_process(hooks.world) as other:
        other.begin()
        first = here.wait()
        other.running.kill()
        other.running.wait()
    assert hooks.round() == []  # it might still be at it
    hooks.world.clock.at += LEASE + 1
    (second,) = hooks.round()
    assert second.id == first.id  # by which the receiver knows it again
    assert [row["outcome"] for row in hooks.attempts()] == ["delivered"]


def test_two_processes_share_the_work(hooks: Hooks, here: Receiver) -> None:
    """Every fact arrives once, whoever took it."""
    for number in range(30):
        hooks.flag(f"candidate-{number}")
    with ExitStack() as stack:
        others = [stack.enter_context(another_process(hooks.world)) for _ in range(2)]
        while len(here.received) < 30:
            for other in others:
                other.begin()
            hooks.round()
            assert [other.answer() for other in others] == ["done", "done"]
    assert len(here.received) == len({request.id for request in here.received}) == 30
    assert {request.json["sequence"] for request in here.received} == {1}
    assert hooks.world.rows("select count(*) as n from webhook_attempts") == [{"n": 30}]
