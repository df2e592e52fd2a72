"""The rules stated a second time, on structured parts instead of text, and held against 100,000 generated origins."""

from dataclasses import dataclass
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eye.domains.entry import Entry, read_entry
from eye.domains.judge import judge
from eye.domains.origin import Origin, read_origin
from eye.errors import Refusal, Refused

Labels = tuple[str, ...]
DEFAULT = {"http": 80, "https": 443}
ADDRESSES = ["203.0.113.7", "10.0.0.5", "127.0.0.1", "127.8.9.10", "[::1]", "[2001:db8::1]", "[::ffff:7f00:1]"]
LOOPBACK_ADDRESSES = {"127.0.0.1", "127.8.9.10", "[::1]"}


@dataclass(frozen=True)
class Registered:
    """An entry in parts. A host is its labels; an address is one label."""

    scheme: str | None
    host: Labels
    port: int | None
    wildcard: bool

    @property
    def loopback(self) -> bool:
        return self.host[-1] == "localhost" or self.host[0] in LOOPBACK_ADDRESSES

    def means(self, host: Labels) -> bool:
        if self.wildcard:
            return len(host) > len(self.host) and host[-len(self.host) :] == self.host
        bare_name = not self.scheme and not self.port and not self.loopback and self.host[0] not in ADDRESSES
        return host == self.host or (bare_name and host == ("www", *self.host))

    def accepts(self, scheme: str, port: int) -> bool:
        if self.scheme:
            return scheme == self.scheme and port == (self.port or DEFAULT[self.scheme])
        if self.loopback:
            return self.port is None or port == self.port
        return scheme == "https" and port == (self.port or 443)


def expectation(entries: list[Registered], scheme: str, host: Labels, port: int) -> str:
    meant = [entry for entry in entries if entry.means(host)]
    if any(entry.accepts(scheme, port) for entry in meant):
        return "allowed"
    if not entries:
        return "no_domains_registered"
    return "origin_scheme_or_port" if meant else "origin_not_allowed"


def outcome(entry_texts: list[str], value: str) -> str:
    origin = read_origin([value])
    assert isinstance(origin, Origin), value
    found = judge([read_entry(text) for text in entry_texts], origin)
    return found.code if isinstance(found, Refusal) else "allowed"


def a_label(rng: Random) -> str:
    inner = "".join(rng.choices("abxyz019_-", k=rng.randint(2, 8)))
    return f"{rng.choice('abxyz')}{inner}{rng.choice('abxyz019_')}"


def a_host(rng: Random) -> Labels:
    kind = rng.random()
    if kind < 0.15:
        return (rng.choice(ADDRESSES),)
    if kind < 0.3:
        return (*[a_label(rng) for _ in range(rng.randint(0, 2))], "localhost")
    end = rng.choice([("com",), ("de",), ("co", "uk")])
    www = ("www",) if rng.random() < 0.2 else ()
    return (*www, *[a_label(rng) for _ in range(rng.randint(1, 3))], *end)


def a_port(rng: Random) -> int:
    return rng.choice([80, 443, 3000, 8443, rng.randint(1, 65535)])


def an_entry(rng: Random) -> Registered:
    host = a_host(rng)
    wildcard = len(host) > 1 and rng.random() < 0.35
    scheme = rng.choice([None, None, "http", "https"])
    return Registered(scheme, host, a_port(rng) if rng.random() < 0.4 else None, wildcard)


def a_host_near(rng: Random, host: Labels) -> Labels:
    """The same host most of the time, else one that a careless matcher would confuse with it."""
    first, *others = host
    if first in ADDRESSES:
        return rng.choice([host, host, (rng.choice(ADDRESSES),), ("www", "example", "com")])
    return rng.choice(
        [
            host,
            host,
            ("www", *host),
            ("www", "www", *host),
            (a_label(rng), *host),
            (a_label(rng), a_label(rng), *host),
            tuple(others) or host,
            (f"evil{first}", *others),
            (f"evil-{first}", *others),
            (f"{first}x", *others),
            (*host, "io"),
            (*host[:-1], f"{host[-1]}x"),
            ("-".join(host), "io"),
            ("x".join(host), "io"),
            a_host(rng),
        ]
    )


def spelled(rng: Random, text: str) -> str:
    return "".join(sign.upper() if rng.random() < 0.2 else sign for sign in text)


def entry_text(rng: Random, entry: Registered) -> str:
    scheme = f"{entry.scheme}://" if entry.scheme else ""
    dot = "." if rng.random() < 0.1 and not entry.host[0].startswith("[") else ""
    port = f":{entry.port}" if entry.port else ""
    path = rng.choice(["", "", "", "/", "/exam"])
    return spelled(rng, f"{scheme}{'*.' * entry.wildcard}{'.'.join(entry.host)}{dot}{port}") + path


def origin_value(rng: Random, scheme: str, host: Labels, port: int) -> str:
    shows_port = port != DEFAULT[scheme] or rng.random() < 0.3
    name = ".".join(host) if host[0].startswith("[") else spelled(rng, ".".join(host))
    return f"{spelled(rng, scheme)}://{name}" + (f":{port}" if shows_port else "")


def a_case(rng: Random) -> tuple[list[Registered], str, Labels, int]:
    """Up to three entries, and an origin near one of them; scheme and port often those that are registered."""
    entries = [an_entry(rng) for _ in range(rng.choice([0, 1, 1, 1, 2, 3]))]
    if not entries:
        return [], rng.choice(["http", "https"]), a_host(rng), a_port(rng)
    near = rng.choice(entries)
    scheme = near.scheme if near.scheme and rng.random() < 0.7 else rng.choice(["http", "https", "https"])
    port = rng.choice([near.port or DEFAULT[scheme], DEFAULT[scheme], a_port(rng)])
    return entries, scheme, a_host_near(rng, near.host), port


def agree(rng: Random) -> str:
    """One generated case; returns what was expected of it."""
    entries, scheme, host, port = a_case(rng)
    texts = [entry_text(rng, entry) for entry in entries]
    value = origin_value(rng, scheme, host, port)
    expected = expectation(entries, scheme, host, port)
    assert outcome(texts, value) == expected, (texts, value)
    return expected


def test_an_entry_allows_exactly_what_the_rules_say_over_100_000_origins() -> None:
    rng = Random(5)  # noqa: S311 - the same cases on every run
    outcomes = [agree(rng) for _ in range(100_000)]
    for name in ("allowed", "origin_scheme_or_port", "origin_not_allowed", "no_domains_registered"):
        assert outcomes.count(name) > 5_000, name


@settings(max_examples=300, deadline=None)
@given(st.randoms(use_true_random=False))
def test_an_entry_allows_exactly_what_the_rules_say(rng: Random) -> None:
    agree(rng)


PIECES = [
    *"abz019-_.:/@?#*[]%\\ \t\n\0",
    "://", "http://", "https://", "*.", "www.", "xn--", "localhost", "example.com", "co.uk", "127.0.0.1", "0x7f", "::1",
    "[::1]", ":443", ":65536", "ä", "ß", "。", "．", "\u200d", "\u00ad", "\u202e", "\ud800", "\udfff", "\U0001f600",
    "אב", "\u017f", "\u212a", "１", "…", "⒈", "\ufeff",
]  # fmt: skip


def read(text: str) -> Entry | Refusal:
    try:
        return read_entry(text)
    except Refused as refused:
        return refused.refusal


def hold(text: str) -> None:
    """What must be true of every text there is, as an entry and as an Origin header."""
    entry, origin = read(text), read_origin([text])
    msgspec.json.encode([entry, origin])  # which refuses lone surrogates
    if isinstance(entry, Refusal):
        assert entry.code.startswith("entry_")
    else:
        assert entry.text.isascii()
        assert read_entry(entry.text) == entry
    if isinstance(origin, Origin):
        assert text.lower() in (origin.text, f"{origin.text}:{origin.port}")


def test_nothing_but_a_refusal_comes_of_100_000_texts_made_of_pieces() -> None:
    rng = Random(7)  # noqa: S311 - the same cases on every run
    for _ in range(100_000):
        hold("".join(rng.choices(PIECES, k=rng.randint(0, 9))))


@settings(max_examples=1_000, deadline=None)
@given(st.text(st.characters(), max_size=400))
def test_nothing_but_a_refusal_comes_of_any_text(text: str) -> None:
    hold(text)


@pytest.mark.parametrize("sign", ["a", ".", ":", "*", "[", "ä", "\ud800", "\0", " ", "xn--", "a.", "。", "://", "1."])
def test_a_text_of_a_million_characters_is_refused_like_any_other(sign: str) -> None:
    hold(sign * 1_000_000)
    hold(sign * 120)
