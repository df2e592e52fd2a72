"""What is sent to the socket itself: heads without end, bodies in disguise, and addresses that claim another host."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
import uvicorn

from eye.app import assemble, create_app
from eye.http.guard import MOST_HEAD
from eye.http.listen import configured
from tests.dashboard.people import Person, owner_of
from tests.furnished import dashboard, filled, furnish
from tests.mailbox import Mailbox
from tests.media.upload import upload
from tests.reading import problem
from tests.world import Organisation, World, settings_for

LONG = 30.0
POST = b"POST /v1/events HTTP/1.1\r\nhost: a\r\n"
HIDDEN = b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n"


@pytest.fixture(scope="module")
def port(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A real server, served as `eye serve` does it."""
    folder = tmp_path_factory.mktemp("requests")
    (folder / "eye.db").write_bytes(migrated_file.read_bytes())
    settings = settings_for(f"sqlite:///{folder / 'eye.db'}", folder / "data")
    server = uvicorn.Server(configured(lambda: create_app(assemble(settings), chores=False), 1))
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        opened.listen()
        thread = Thread(target=server.run, args=[[opened]])
        thread.start()
        yield opened.getsockname()[1]
        server.should_exit = True
        thread.join(LONG)


def said(port: int, words: bytes) -> bytes:
    """All that the server says to these words before it hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=LONG) as connection:
        heard = b""
        try:
            connection.sendall(words)
            while part := connection.recv(65_536):
                heard += part
        except ConnectionError:
            pass  # it was cut before it had sent everything
        return heard


@pytest.mark.parametrize(
    "words",
    [
        POST + b"content-length: 6\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
        POST + b"transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n" + HIDDEN,
        POST + b"transfer-encoding : chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
        POST + b"transfer-encoding: xchunked\r\n\r\n0\r\n\r\n" + HIDDEN,
        POST + b"content-length: 2\r\ncontent-length: 40\r\n\r\n{}" + HIDDEN,
        POST + b"content-length: +2\r\n\r\n{}" + HIDDEN,
        POST + b"content-length: -2\r\n\r\n{}" + HIDDEN,
        POST + b"content-length: 99999999999999999999999\r\n\r\n{}" + HIDDEN,
        POST + b"transfer-encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n" + HIDDEN,
        POST + b"transfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}\r\n0\r\n\r\n" + HIDDEN,
        POST + b"a: b\rc: d\r\n\r\n" + HIDDEN,
        POST + b"a: b\x00c\r\n\r\n" + HIDDEN,
        POST + b" folded: b\r\n\r\n" + HIDDEN,
        POST.replace(b"\r\n", b"\n") + b"content-length: 2\n\n{}" + HIDDEN,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + HIDDEN,
        b"GET /healthz HTTP/9.9\r\n\r\n" + HIDDEN,
    ],
)
def test_no_request_hides_in_another(port: int, words: bytes) -> None:
    """What two servers could read in two ways is read by ours in none."""
    answers = re.findall(rb"HTTP/1\.1 (\d+)", said(port, words))
    assert answers == [b"400"]


@pytest.mark.parametrize(
    "head",
    [b"a: " + b"b" * 3_000_000, b"a: b\r\n" * 20_000, b"a: " + b"b" * MOST_HEAD + b"\r\n\r\n"],
    ids=["one without end", "many", "one"],
)
def test_a_head_is_not_kept_without_bounds(port: int, head: bytes) -> None:
    heard = said(port, b"GET /healthz HTTP/1.1\r\nhost: a\r\n" + head)
    assert heard.startswith(b"HTTP/1.1 431 ") or heard == b"", heard[:100]
    assert b"200 OK" not in heard


def test_an_address_counts_as_a_part_of_the_head(port: int) -> None:
    heard = said(port, b"GET /healthz?" + b"a" * MOST_HEAD + b" HTTP/1.1\r\nhost: a\r\n\r\n")
    assert heard.startswith((b"HTTP/1.1 431 ", b"HTTP/1.1 400 ")), heard[:100]


def test_large_heads_and_large_bodies_pass(port: int) -> None:
    head = b"GET /healthz HTTP/1.1\r\nhost: a\r\n" + b"a: " + b"b" * 30_000 + b"\r\n\r\n"
    body = POST + b"content-length: 60000\r\n\r\n" + b" " * 60_000
    last = head.replace(b"host: a", b"host: a\r\nconnection: close")
    assert re.findall(rb"HTTP/1\.1 (\d+)", said(port, head + body + last)) == [b"200", b"400", b"200"]


def test_what_follows_a_body_is_no_header(port: int) -> None:
    """Proxies check headers, and let trailers pass."""
    request = b"GET /v1/organisation HTTP/1.1\r\nhost: a\r\nconnection: close\r\ntransfer-encoding: chunked\r\n"
    request += b"\r\n1\r\na\r\n0\r\n"
    assert b'"key_missing"' in said(port, request + b"authorization: Bearer of-a-trailer\r\n\r\n")


@pytest.mark.parametrize("wanted", [b"websocket", b"h2c", b"TLS/1.0"])
def test_no_connection_becomes_another(port: int, wanted: bytes) -> None:
    head = b"GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: upgrade, close\r\nsec-websocket-version: 13\r\n"
    heard = said(port, head + b"sec-websocket-key: dGhlIHNhbXBsZQ==\r\nupgrade: " + wanted + b"\r\n\r\n")
    assert heard.startswith(b"HTTP/1.1 200 ")


CLAIMS = {
    **{"host": "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-server": "evil.example"},
    **{
        "forwarded": "host=evil.example;proto=https",
        "x-original-url": "/evil.example",
        "x-rewrite-url": "/evil.example",
    },
    **{"x-forwarded-prefix": "/evil.example", "x-host": "evil.example"},
}


@pytest.mark.parametrize(
    "path",
    ["/docs/quick-start", "/docs/tokens", "/openapi.json", "/widget.js", "/eye-widget-init.js", "/dashboard/sign-in"],
)
def test_no_header_changes_what_a_cache_would_keep(world: World, path: str) -> None:
    plain = world.client.get(path)
    claimed = world.client.get(path, headers=CLAIMS)
    assert (claimed.status_code, claimed.text) == (plain.status_code, plain.text)
    assert "evil" not in str(claimed.headers)


def test_a_mailed_link_leads_to_this_eye_whatever_the_request_claims(
    acme: Organisation, world: World, mailbox: Mailbox
) -> None:
    mailbox.serve(world)
    person = owner_of(acme)
    assert person.ask("POST", "/dashboard/forgotten", {"email": person.email}, **CLAIMS).status_code == 200
    text = mailbox.only().get_content()
    assert "http://localhost:8000/dashboard/link/" in text
    assert "evil" not in text


@pytest.mark.parametrize("header", ["x-http-method-override", "x-method-override", "x-http-method"])
def test_no_header_makes_another_method(acme: Organisation, header: str) -> None:
    headers = {"authorization": f"Bearer {acme.secret}", header: "DELETE"}
    address = f"/v1/domains/{acme.domain_id}"
    assert acme.world.client.post(address, headers=headers).status_code == 405
    assert acme.world.rows("select id from domains where id = :id", id=acme.domain_id)


@pytest.mark.parametrize("engine", ["sqlite"])
def test_head_and_options_do_nothing_anywhere(acme: Organisation, owner: Person, world: World) -> None:
    ids = furnish(acme, owner)
    before = [world.rows(f"select * from {table} order by 1") for table in ("keys", "sessions", "members", "flags")]  # noqa: S608
    for path in sorted({*dashboard(world, "GET"), *dashboard(world, "POST")}):
        for method in ("HEAD", "OPTIONS", "TRACE", "PROPFIND"):
            answer = owner.ask(method, filled(path, ids))
            assert answer.status_code < 500, (method, path)
            assert answer.content == b"" or method not in ("HEAD", "OPTIONS"), (method, path)
            assert answer.status_code == 405 or method in ("HEAD", "OPTIONS"), (method, path)
    assert before == [world.rows(f"select * from {t} order by 1") for t in ("keys", "sessions", "members", "flags")]  # noqa: S608


@pytest.mark.parametrize(
    "path",
    [
        "/dashboard/static/%2e%2e/%2e%2e/app.py",
        "/dashboard/static/..%2f..%2fapp.py",
        "/widget/%2e%2e%2f%2e%2e%2fpyproject.toml",
        "/docs/..%2f..%2fREADME",
        "/media/..%2f..%2fsecrets.json",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/dashboard/static//etc/passwd",
    ],
)
def test_no_address_leads_out_of_its_folder(port: int, path: str) -> None:
    heard = said(port, f"GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n".encode())
    assert heard.startswith(b"HTTP/1.1 404 "), heard[:100]


@pytest.mark.parametrize("path", ["/docs/", "/healthz/", "/v1/keys/", "/v1/keys//?limit=1"])
def test_no_redirect_leads_to_the_host_or_scheme_that_a_request_claims(acme: Organisation, path: str) -> None:
    headers = {"host": "evil.example", "authorization": f"Bearer {acme.secret}", "x-forwarded-host": "evil.example"}
    answer = acme.world.client.get(path, headers=headers, follow_redirects=False)
    assert answer.status_code == 307
    shorter, _, query = path.partition("?")
    assert answer.headers["location"] == shorter.rstrip("/") + (f"?{query}" if query else "")


@pytest.mark.parametrize("path", ["//evil.example/", "//evil.example/docs/", "/nothing/", "/v1/nothing//", "/%5cevil/"])
def test_a_slash_behind_nothing_leads_nowhere(acme: Organisation, path: str) -> None:
    answer = acme.world.client.get(
        f"http://testserver{path}", headers={"authorization": f"Bearer {acme.secret}"}, follow_redirects=False
    )
    assert answer.status_code == 404
    assert "location" not in answer.headers


@pytest.mark.parametrize("charset", ["raw_unicode_escape", "punycode", "undefined", "utf-16", "UTF-7", '"idna"'])
def test_a_form_in_the_words_of_another_decoder_is_refused(
    acme: Organisation, owner: Person, world: World, charset: str
) -> None:
    """Python's decoders make half surrogates of `\\ud800`, or take the square of the time."""
    fields = {"csrf": owner.csrf, "email": "a\\ud800@b.example", "password": "x\\ud800", "name": "x", "entry": "y"}
    lines = [
        f'--b\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    ]
    headers = {"content-type": f"multipart/form-data; boundary=b; charset={charset}", "origin": "http://testserver"}
    headers["cookie"] = f"eye_session={owner.token}"
    for path in ("/dashboard/sign-in", "/dashboard/forgotten", "/dashboard/settings/domains"):
        answer = world.client.post(path, content="".join(lines) + "--b--\r\n", headers=headers)
        assert answer.status_code == 400, path
    media = {"content-type": headers["content-type"], "origin": "https://exam.example.com"}
    answer = world.client.post("/v1/media", content="".join(lines) + "--b--\r\n", headers=media)
    assert problem(answer) == (400, "request_malformed")


def test_utf_8_may_be_said(acme: Organisation, world: World) -> None:
    assert upload(world, acme.started()["token"]).status_code == 201
    lines = '--b\r\ncontent-disposition: form-data; name="email"\r\n\r\na@b.example\r\n--b--\r\n'
    headers = {"content-type": "multipart/form-data; boundary=b; charset=UTF-8", "origin": "http://testserver"}
    assert world.client.post("/dashboard/sign-in", content=lines, headers=headers).status_code == 403
