"""The `eye` command as an operator runs it: a process of its own, with an environment of its own."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

EYE = Path(sys.executable).parent / "eye"
SECONDS = 60  # far beyond what anything here takes; a program that hangs is ended so that its test fails


def environment(**settings: str) -> dict[str, str]:
    """What a fresh shell would have, and these settings."""
    return {"PATH": os.environ["PATH"], "PYTHONWARNINGS": "error", **settings}


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(EYE), *arguments], env=environment(**settings), capture_output=True, text=True, timeout=SECONDS
    )


def said(*arguments: str, **settings: str) -> str:
    """What a command that succeeds prints."""
    done = run(*arguments, **settings)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def refused(*arguments: str, **settings: str) -> str:
    """The one sentence with which a command ends that an operator has to mend something for."""
    done = run(*arguments, **settings)
    assert (done.returncode, done.stdout) == (1, ""), done
    assert done.stderr.startswith("eye: ")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr.removeprefix("eye: ").strip()


@dataclass
class Running:
    """A server that said it runs; `output` is what it had printed by then."""

    process: subprocess.Popen[str]
    port: int
    output: str
    errors: Path
    impatience: Timer  # ends it when it hangs; to be cancelled by a test that takes long

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        content = None if body is None else json.dumps(body)
        connection.request(method, path, content, headers)
        answer = connection.getresponse()
        found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        connection.close()
        return found

    def json(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        status, _, content = self.ask(method, path, body, **headers)
        return status, json.loads(content or b"null")

    def stop(self, by: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Exit code, and what it wrote to stderr in its life that somebody should look at."""
        self.process.send_signal(by)
        self.process.communicate(timeout=SECONDS)
        return self.process.returncode, "".join(line for line in self.log() if not _is_calm(line))

    def log(self) -> list[str]:
        """The lines of its stderr so far."""
        return self.errors.read_text().splitlines(keepends=True)


def _is_calm(line: str) -> bool:
    return line.startswith("{") and json.loads(line)["level"] == "info"


@contextmanager
def running(folder: Path, *arguments: str, until: str, **settings: str) -> Iterator[Running]:
    """Start a server on a free port, wait until it prints a line that holds `until`, and stop it in the end."""
    port, errors = free_port(), folder / "errors.txt"
    with errors.open("w") as file:
        process = subprocess.Popen(
            [str(EYE), *arguments, "--port", str(port)],
            env=environment(**settings),
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
        )
    impatience = Timer(SECONDS, process.kill)
    impatience.start()
    try:
        yield Running(process, port, _printed(process, until, errors), errors, impatience)
    finally:
        impatience.cancel()
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=SECONDS)


def _printed(process: subprocess.Popen[str], until: str, errors: Path) -> str:
    assert process.stdout is not None
    output = ""
    for line in process.stdout:
        output += line
        if until in line:
            return output
    raise AssertionError(f"it ended after {output!r} with {errors.read_text()!r}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
