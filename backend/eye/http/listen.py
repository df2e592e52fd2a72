"""Serves an application on one address, and says so once it really answers there."""

import errno
import resource
import signal
import socket
import sys
from collections.abc import Callable
from typing import NoReturn

import uvicorn
from uvicorn.supervisors import Multiprocess

from eye.errors import OperatorError
from eye.http.guard import Guarded

START_SECONDS = 60
MOST_FILES = 65_536


def open_socket(host: str, port: int) -> socket.socket:
    """Takes the address; nobody is answered before `listen`. OperatorError if another program has it."""
    opened = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((host, port))
    except OSError as problem:
        opened.close()
        raise _not_free(host, port, problem) from problem
    return opened


def _not_free(host: str, port: int, problem: OSError) -> OperatorError:
    if problem.errno == errno.EADDRINUSE:
        return OperatorError(f"Port {port} is taken by another program. Choose another with --port.")
    return OperatorError(
        f"Cannot listen on {host} port {port}: {problem.strerror}. Choose another with --host or --port."
    )


def listen(factory: str, opened: socket.socket, workers: int, announce: Callable[[], None]) -> None:
    """Serve what `factory` (`module:function`) makes until SIGTERM or Ctrl-C. `announce` is called once."""
    config = configured(factory, workers)
    _raise_limit()
    signal.signal(signal.SIGTERM, _leave)  # uvicorn raises the signal again when it has shut down
    try:
        if workers > 1:
            _Workers(config, opened, announce).run()
        else:
            _Server(config, announce).run([opened])
    except KeyboardInterrupt:
        return


def configured(factory: str | Callable[[], object], workers: int) -> uvicorn.Config:
    """How what `factory` makes is served."""
    return uvicorn.Config(
        factory,
        factory=True,
        workers=workers,
        proxy_headers=False,  # uvicorn would believe X-Forwarded-For of anyone on loopback
        server_header=False,
        access_log=False,
        log_config=None,  # our own: operations/logs.py
        log_level="warning",
        timeout_graceful_shutdown=10,
        http=Guarded,
        ws="none",  # nothing of ours speaks WebSocket
    )


def _raise_limit() -> None:
    """Each page keeps a connection, and each is an open file: take as many as this user may have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _leave(*_: object) -> NoReturn:
    sys.exit(0)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()


class _Workers(Multiprocess):
    def __init__(self, config: uvicorn.Config, opened: socket.socket, announce: Callable[[], None]) -> None:
        super().__init__(config, [opened])
        self._announce = announce

    def init_processes(self) -> None:
        super().init_processes()
        if not self.processes[0].wait_until_ready(START_SECONDS, self.should_exit):
            self.terminate_all()
            raise OperatorError("The worker processes did not start; what they wrote above says why.")
        self._announce()
