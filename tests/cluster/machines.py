"""Two machines on one: a PostgreSQL, an S3 store, two `eye serve` and the nginx of docs/nginx.conf before them."""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psycopg
import trustme
from psycopg import sql

from tests.cli.program import SECONDS, Running, free_port, running, said
from tests.cli.test_organisations import printed
from tools import find

ROOT = Path(__file__).parents[2]
CONFIGURATION = ROOT / "docs" / "nginx.conf"
MAIN = """\
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
worker_rlimit_nofile 4096;
events {{ worker_connections 2048; }}
http {{
  log_format by '$upstream_addr $status';
  access_log {folder}/access.log by;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  include {folder}/eye.conf;
}}
"""


@dataclass
class Machines:
    """`front` is where everybody goes; `first` has one process, `second` two workers."""

    front: str
    first: Running
    second: Running
    database_url: str
    folder: Path
    key: str
    secret_key: str

    @property
    def authority(self) -> Path:
        """Who signed the certificate of `front`."""
        return self.folder / "authority.pem"

    def answered(self, machine: Running) -> int:
        """How many requests nginx had answered by this machine alone."""
        lines = (self.folder / "access.log").read_text().splitlines()
        return sum(line.startswith(f"127.0.0.1:{machine.port} ") for line in lines)

    def count(self, table: str) -> int:
        with psycopg.connect(self.database_url) as connection:
            row = connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table))).fetchone()
        assert row is not None
        return int(row[0])


@contextmanager
def machines(database_url: str, folder: Path) -> Iterator[Machines]:
    with ExitStack() as stack:
        settings = {
            "EYE_DATABASE_URL": database_url,
            "EYE_SECRETS_FILE": str(folder / "secrets.json"),
            "EYE_TRUSTED_PROXIES": "127.0.0.1",
            **stack.enter_context(store()),
        }
        first, second, front = (folder / name for name in ("first", "second", "front"))
        for place in (first, second, front):
            place.mkdir()
        made = printed(said("org", "create", "Acme", "--email", "owner@acme.example", **settings, EYE_DATA=str(first)))
        said("credits", "grant", made["organisation"], "2000", **settings, EYE_DATA=str(first))
        one = stack.enter_context(running(first, "serve", until="running", EYE_DATA=str(first), **settings))
        other = running(second, "serve", "--workers", "2", until="running", EYE_DATA=str(second), **settings)
        two = stack.enter_context(other)
        for machine in (one, two):
            machine.impatience.cancel()
        server = {"authorization": f"Bearer {made['secret key']}"}
        assert one.json("POST", "/v1/domains", {"entry": "localhost"}, **server)[0] == 201
        port = stack.enter_context(nginx(front, [one.port, two.port]))
        yield Machines(
            f"https://localhost:{port}", one, two, database_url, front, made["publishable key"], made["secret key"]
        )


@contextmanager
def store() -> Iterator[dict[str, str]]:
    """An S3-compatible store with a bucket, a program of its own; the settings that name it."""
    program, port = ROOT / ".make" / "store" / "bin" / "moto_server", free_port()
    assert program.exists(), "make programs installs it"
    process = subprocess.Popen(
        [str(program), "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port, process)
        address = f"http://127.0.0.1:{port}"
        assert httpx2.put(f"{address}/northfield-eye").status_code == 200
        yield {
            "EYE_MEDIA_URL": "s3://northfield-eye/evidence",
            "AWS_ENDPOINT": address,
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "eye",
            "AWS_SECRET_ACCESS_KEY": "secret",
        }
    finally:
        process.kill()
        process.wait()


@contextmanager
def nginx(folder: Path, ports: list[int]) -> Iterator[int]:
    """The proxy with the configuration of the documentation; its port for https."""
    secure, plain = free_port(), free_port()
    user = "user root;" if os.geteuid() == 0 else ""  # else its workers could not enter the folder of the test
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
    (folder / "eye.conf").write_text(configured(folder, ports, secure, plain))
    program = find.nginx()
    assert program is not None
    command = [str(program), "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", str(folder / "error.log")]
    process = subprocess.Popen(command)
    try:
        wait_for(secure, process)
        yield secure
    finally:
        process.terminate()
        process.wait(SECONDS)


def configured(folder: Path, ports: list[int], secure: int, plain: int) -> str:
    """The file of the documentation with the addresses, ports and certificate of this test."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    certificate = authority.issue_cert("localhost")
    certificate.private_key_and_cert_chain_pem.write_to_path(str(folder / "tls.pem"))
    text = CONFIGURATION.read_text()
    changes = {
        "10.0.0.11:8000": f"127.0.0.1:{ports[0]}",
        "10.0.0.12:8000": f"127.0.0.1:{ports[1]}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{secure} ssl;",
        "eye.example.com": "localhost",
        "/etc/eye/tls.pem": str(folder / "tls.pem"),
        "/etc/eye/tls.key": str(folder / "tls.pem"),
    }
    for before, after in changes.items():
        assert before in text, f"{before} is not in docs/nginx.conf any more"
        text = text.replace(before, after)
    return text


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Until somebody listens there."""
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), SECONDS).close()
        except ConnectionRefusedError:
            continue
        return
    raise AssertionError(f"{process.args!r} ended with {process.returncode}")
