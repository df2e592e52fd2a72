"""The Origin header: only what a browser writes is read."""

import pytest

from eye.domains.origin import Origin, read_origin
from eye.errors import Refusal

READ = {
    "https://example.com": Origin("https://example.com", "https", "example.com", 443),
    "HTTPS://Example.COM:443": Origin("https://example.com", "https", "example.com", 443),
    "http://example.com:443": Origin("http://example.com:443", "http", "example.com", 443),
    "http://example.com:80": Origin("http://example.com", "http", "example.com", 80),
    "https://example.com:65535": Origin("https://example.com:65535", "https", "example.com", 65535),
    "http://intranet": Origin("http://intranet", "http", "intranet", 80),
    "https://-a_b-.example.com": Origin("https://-a_b-.example.com", "https", "-a_b-.example.com", 443),
    "http://127.0.0.1:8080": Origin("http://127.0.0.1:8080", "http", "127.0.0.1", 8080),
    "http://[::1]:8080": Origin("http://[::1]:8080", "http", "[::1]", 8080),
    "http://[::ffff:7f00:1]": Origin("http://[::ffff:7f00:1]", "http", "[::ffff:7f00:1]", 80),
    "https://[2001:db8:0:1:1:1:1:1]": Origin("https://[2001:db8:0:1:1:1:1:1]", "https", "[2001:db8:0:1:1:1:1:1]", 443),
}

MALFORMED = [
    "Null",
    " ",
    "https://",
    "https://example.com\n",
    "\nhttps://example.com",
    "https://example.com.",
    "https://.example.com",
    "https://a..example.com",
    "https://example.com:0",
    "https://example.com:0443",
    "https://example.com:65536",
    "https://example.com:4 43",
    "https://example.com:٤٤٣",
    "https://example\u212a.com",  # the Kelvin sign, which lower() would turn into a k
    "https://example\u017f.com",  # the long s, which IGNORECASE would take for an s
    "http\u017f://example.com",
    "https:/example.com",
    "https:\\\\example.com",
    "https://example.com\\@evil.io",
    "https://example.com?x",
    "https://*.example.com",
    "https://example.com\0",
    "https://\ud800.com",
    "https://example.com, https://evil.io",
    "https://example.com https://evil.io",
    "http://127.1",
    "http://2130706433",
    "http://0177.0.0.1",
    "http://127.0.0.1.",
    "http://example.0x7f",
    "http://1.2.3.256",
    "http://[::1]x",
    "http://[::0001]",
    "http://[0::1]",
    "http://[2001:DB8::1]",
    "http://[2001:db8::1:1:1:1:1]",
    "http://[fe80::1%25eth0]",
    "http://[]",
    "http://::1",
    "https://" + "a" * 64 + ".com",
    "https://" + "a." * 127 + "com",
    "wss://example.com",
    "chrome-extension://abcdefghijklmnop",
]


@pytest.mark.parametrize(("value", "origin"), READ.items())
def test_what_a_browser_writes_is_read(value: str, origin: Origin) -> None:
    assert read_origin([value]) == origin


@pytest.mark.parametrize("value", MALFORMED, ids=[ascii(value[:40]) for value in MALFORMED])
def test_anything_else_is_malformed(value: str) -> None:
    assert code_of([value]) == "origin_malformed"


def test_the_longest_origin_has_300_bytes() -> None:
    host = ".".join(["a" * 63] * 3 + ["a" * 61])
    assert len(host) == 253
    assert isinstance(read_origin([f"https://{host}:65535"]), Origin)
    assert code_of(["https://example.com" + "0" * 1_000_000]) == "origin_malformed"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([], "origin_missing"),
        ([""], "origin_missing"),
        (["null"], "origin_null"),
        (["null", "null"], "origin_malformed"),
        (["https://example.com", "https://example.com"], "origin_malformed"),
        (["", "https://example.com"], "origin_malformed"),
        (["x"] * 100_000, "origin_malformed"),
    ],
)
def test_a_request_has_exactly_one_origin(values: list[str], code: str) -> None:
    assert code_of(values) == code


def test_a_refusal_shows_the_origin_it_is_about_but_only_what_can_be_shown() -> None:
    assert refusal_of(["https://a\0b\ud800"]).fields == {"origin": "https://a\ufffdb\ufffd"}
    assert len(refusal_of(["x" * 10_000, "y"]).fields["origin"]) <= 301
    assert refusal_of([]).fields == {"origin": None}
    assert refusal_of(["null"]).fields == {"origin": "null"}


def code_of(values: list[str]) -> str:
    return refusal_of(values).code


def refusal_of(values: list[str]) -> Refusal:
    found = read_origin(values)
    assert isinstance(found, Refusal)
    return found
