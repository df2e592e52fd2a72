"""`POST /v1/media` with a body that is no such form: malformed, and nothing of it is stored."""

import hashlib
from collections.abc import Callable

import pytest

from tests.media.upload import PNG, footprint
from tests.reading import problem
from tests.world import ORIGIN, Organisation, World


def part(name: str, value: str) -> bytes:
    return f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()


FILE = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
BROKEN: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "JSON": ("application/json", lambda token: b'{"token":"%s"}' % token.encode()),
    "a plain form": ("application/x-www-form-urlencoded", lambda token: f"token={token}&mediaId=a".encode()),
    "no content type": ("", lambda token: part("token", token)),
    "no boundary": ("multipart/form-data", lambda token: part("token", token)),
    "another boundary": ("multipart/form-data; boundary=c", lambda token: part("token", token)),
    "a part without a name": (
        "multipart/form-data; boundary=b",
        lambda token: b"--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b--",
    ),
    "two files": (
        "multipart/form-data; boundary=b",
        lambda token: part("token", token) + FILE + PNG + b"\r\n" + FILE + PNG + b"\r\n--b--",
    ),
    "a hundred fields": (
        "multipart/form-data; boundary=b",
        lambda token: b"".join(part(f"f{n}", "1") for n in range(100)) + b"--b--",
    ),
    "a field of 100 kB": (
        "multipart/form-data; boundary=b",
        lambda token: part("token", "x" * 100_000) + b"--b--",
    ),
}


@pytest.mark.parametrize(("content_type", "body"), BROKEN.values(), ids=BROKEN)
def test_a_body_that_is_no_such_form_is_malformed(
    acme: Organisation, world: World, content_type: str, body: Callable[[str], bytes]
) -> None:
    token = acme.started()["token"]
    before = footprint(world)
    headers = {"origin": ORIGIN, "content-type": content_type}
    answer = world.client.post("/v1/media", content=body(token), headers=headers)
    assert problem(answer) == (400, "request_malformed")
    assert footprint(world) == before


def test_a_body_that_is_cut_off_stores_nothing(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    sha256 = hashlib.sha256(PNG).hexdigest()
    whole = part("token", token) + part("mediaId", "a") + part("sha256", sha256) + FILE + PNG + b"\r\n--b--\r\n"
    headers = {"origin": ORIGIN, "content-type": "multipart/form-data; boundary=b"}
    before = footprint(world)
    for length in [*range(0, len(whole), 23), len(whole) - 3]:
        answer = world.client.post("/v1/media", content=whole[:length], headers=headers)
        assert problem(answer)[0] == 400
    assert footprint(world) == before
    assert world.client.post("/v1/media", content=whole, headers=headers).status_code == 201
