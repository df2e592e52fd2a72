"""A body that cannot be read gets its problem, and nothing of it is stored."""

import json
from collections.abc import Callable

import pytest

from tests.reading import problem, stored
from tests.world import ORIGIN, Organisation, World

Body = Callable[[str], bytes]
AT = "2026-09-21T13:33:20Z"


def events(*events: str) -> Body:
    """A body with these events, written by hand."""
    return lambda token: f'{{"token":{json.dumps(token)},"events":[{",".join(events)}]}}'.encode()


def numbered(*numbers: str) -> Body:
    return events(*(f'{{"seq":{number},"type":"STARTED","at":"{AT}"}}' for number in numbers))


def with_data(data: str) -> Body:
    return events(f'{{"seq":1,"type":"STARTED","at":"{AT}","data":{data}}}')


def fixed(body: bytes) -> Body:
    return lambda token: body


MALFORMED: dict[str, Body] = {
    "nothing": fixed(b""),
    "no JSON": fixed(b"token=1"),
    "JSON that is cut off": lambda token: numbered("1")(token)[:-2],
    "JSON with a trailer": lambda token: numbered("1")(token) + b"x",
    "a list": fixed(b"[]"),
    "null": fixed(b"null"),
    "bytes that are no UTF-8": fixed(b'{"token":"\xff\xfe"}'),
    "a byte order mark": lambda token: b"\xef\xbb\xbf" + numbered("1")(token),
    "a lone surrogate": with_data('{"a":"\\ud800"}'),
    "a lone surrogate as bytes": fixed(b'{"token":"\xed\xa0\x80","events":[]}'),
    "a raw NUL": with_data('{"a":"\0"}'),
    "NaN": with_data('{"a":NaN}'),
    "a number beyond all bounds": with_data('{"a":1e999}'),
    "5,000 digits": with_data('{"a":' + "9" * 5_000 + "}"),
    "20 levels of objects": with_data('{"a":' * 20 + "1" + "}" * 20),
    "5,000 levels of lists": with_data('{"a":' + "[" * 5_000 + "]" * 5_000 + "}"),
    "5,000 levels beside the events": fixed(b'{"a":' + b"[" * 5_000 + b"]" * 5_000 + b"}"),
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_readable_json_is_malformed(acme: Organisation, world: World, body: Body) -> None:
    assert refused(acme, world, body) == (400, "request_malformed")


INVALID: dict[str, Body] = {
    **{f"seq {number}": numbered(number) for number in ("0", "-1", "1.5", "1.0", "true", "null", '"1"', "{}", "1e3")},
    "seq of 26 digits": numbered("9" * 26),
    "seq above the highest": numbered("10000001"),
    "the same seq twice": numbered("1", "1"),
    "a decreasing seq": numbered("2", "1"),
    "no seq": events('{"type":"STARTED"}'),
    "an event that is a list": events("[]"),
    "an event that is null": events("null"),
    "101 events": numbered(*map(str, range(1, 102))),
    "10,000 events": events(*["{}"] * 10_000),
    "events that are an object": lambda token: json.dumps({"token": token, "events": {}}).encode(),
    "a token that is a number": fixed(b'{"token":1,"events":[]}'),
}


@pytest.mark.parametrize("body", INVALID.values(), ids=INVALID)
def test_a_field_that_cannot_be_is_named(acme: Organisation, world: World, body: Body) -> None:
    assert refused(acme, world, body) == (400, "param_invalid")


@pytest.mark.parametrize("body", [b'{"events":[]}', b'{"token":"a"}', b"{}"])
def test_a_field_that_is_missing_is_named(acme: Organisation, world: World, body: bytes) -> None:
    assert refused(acme, world, fixed(body)) == (400, "param_missing")


@pytest.mark.parametrize("size", [64 * 1024 + 1, 1024 * 1024])
def test_a_body_above_64_kib_is_too_large(acme: Organisation, world: World, size: int) -> None:
    def body(token: str) -> bytes:
        return with_data('{"a":"' + "x" * size + '"}')(token)

    assert refused(acme, world, body) == (413, "too_large")


def test_a_body_that_hides_its_size_is_too_large_all_the_same(acme: Organisation, world: World) -> None:
    def chunks() -> object:
        yield from [b"{" + b" " * 30_000] * 3

    answer = world.client.post("/v1/events", content=chunks(), headers={"origin": ORIGIN})  # type: ignore[arg-type]
    assert problem(answer) == (413, "too_large")


def test_the_largest_readable_batch_is_taken(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    batch = numbered(*map(str, range(1, 101)))(token)
    filled = batch[:-1] + b" " * (64 * 1024 - len(batch)) + b"}"
    answer = world.client.post("/v1/events", content=filled, headers={"origin": ORIGIN})
    assert (answer.status_code, answer.json()["acked"]) == (202, 100)


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", "image/png", "multipart/form-data", ""])
def test_json_is_read_whatever_it_is_called(acme: Organisation, world: World, content_type: str) -> None:
    body = numbered("1")(acme.started()["token"])
    answer = world.client.post("/v1/events", content=body, headers={"origin": ORIGIN, "content-type": content_type})
    assert answer.json()["acked"] == 1


def refused(owner: Organisation, world: World, body: Body) -> tuple[int, str]:
    token = owner.started()["token"]
    before = stored(world)
    answer = world.client.post("/v1/events", content=body(token), headers={"origin": ORIGIN})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert stored(world) == before
    return problem(answer)
