"""A PostgreSQL server for one test session, on a folder and a port of its own."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

INSTALL = """\
The tests need the programs of a PostgreSQL server, and found none by `pg_config`, in /usr/lib/postgresql or on PATH.
Install them: `apt-get install postgresql` (Debian, Ubuntu), `dnf install postgresql-server` (Fedora),
`brew install postgresql` (macOS)."""

# The shell waits for the end of its input, which comes even when the tests are killed.
GUARD = """
"$1" start -w -D "$2" -l "$3" -o "$4" >/dev/null && echo ready
read _
"$1" stop -w -m immediate -D "$2" >/dev/null
"""


class Server:
    """A folder, a port, and who runs the programs: they refuse root, so then it is the user `postgres`."""

    def __init__(self, folder: Path, *, fsync: bool) -> None:
        self._fsync = fsync
        self._programs = _programs()
        self._data = folder / "data"
        self._folder = folder
        self._user: dict[str, Any] = {}
        self.port = free_port()
        self.spare: list[str] = []  # addresses of databases that are free for the next test
        if os.geteuid() == 0:
            owner = _postgres_user()
            os.chown(folder, owner.pw_uid, owner.pw_gid)
            self._user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def create(self) -> None:
        # The C locale sorts as SQLite does.
        self._run("initdb", "-D", self._data, "-U", "postgres", "--auth=trust", "--locale=C", "-E", "UTF8")

    def start(self) -> None:
        """Return once it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='{self._folder}'"
        options += "" if self._fsync else " -c fsync=off"
        self._guard = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "guard", self._programs / "pg_ctl", self._data, self._folder / "log", options],
            cwd=self._folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the tests
            **self._user,
        )
        assert self._guard.stdout
        if self._guard.stdout.readline() != b"ready\n":
            raise RuntimeError(f"PostgreSQL did not start: {self._log()}")

    def stop(self) -> None:
        self._guard.communicate()

    def _run(self, program: str, *arguments: str | Path) -> None:
        done = subprocess.run(
            [self._programs / program, *arguments],
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            **self._user,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr}")

    def _log(self) -> str:
        log = self._folder / "log"
        return log.read_text() if log.exists() else "it left no log"


@contextmanager
def running_server(*, fsync: bool = True) -> Iterator[Server]:
    """Started on entry, stopped and removed on exit. Without `fsync` nothing is lost but by a machine that falls."""
    # Not pytest's own folder, which other users may not enter.
    with tempfile.TemporaryDirectory(prefix="eye-postgres-") as folder:
        server = Server(Path(folder), fsync=fsync)
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _programs() -> Path:
    """The folder that holds `initdb`. RuntimeError says what to install."""
    for folder in _candidates():
        if (folder / "initdb").exists():
            return folder
    raise RuntimeError(INSTALL)


def _candidates() -> Iterator[Path]:
    if shutil.which("pg_config"):
        said = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True)
        yield Path(said.stdout.strip())
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("initdb"):
        yield Path(found).parent


def _postgres_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        raise RuntimeError(
            INSTALL + "\nAs root they also need the user `postgres`, which that package makes."
        ) from None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
