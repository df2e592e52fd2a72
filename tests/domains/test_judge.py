"""A list of entries and an origin: which entry allows it, or what the integrator is told."""

import pytest

from eye.domains.entry import Entry, read_entry
from eye.domains.judge import judge
from eye.domains.origin import Origin, read_origin
from eye.errors import Refusal

ENTRIES = ["secret-site.example.com", "https://exam.example.org:8443", "*.example.net", "localhost:3000"]


def outcome(entries: list[str], value: str) -> str:
    found = verdict(entries, value)
    return found.code if isinstance(found, Refusal) else found.text


def verdict(entries: list[str], value: str) -> Entry | Refusal:
    origin = read_origin([value])
    assert isinstance(origin, Origin)
    return judge([read_entry(text) for text in entries], origin)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://secret-site.example.com", "secret-site.example.com"),
        ("https://www.secret-site.example.com", "secret-site.example.com"),
        ("http://www.secret-site.example.com", "origin_scheme_or_port"),
        ("https://exam.example.org:8443", "https://exam.example.org:8443"),
        ("https://www.exam.example.org:8443", "origin_not_allowed"),
        ("https://exam.example.org", "origin_scheme_or_port"),
        ("http://exam.example.org:8443", "origin_scheme_or_port"),
        ("https://a.b.example.net", "*.example.net"),
        ("https://example.net", "origin_not_allowed"),
        ("https://a.example.net:8443", "origin_scheme_or_port"),
        ("http://localhost:3000", "localhost:3000"),
        ("https://localhost:3000", "localhost:3000"),
        ("http://localhost", "origin_scheme_or_port"),
        ("http://www.localhost:3000", "origin_not_allowed"),
        ("http://127.0.0.1:3000", "origin_not_allowed"),
        ("https://evil.io", "origin_not_allowed"),
    ],
)
def test_one_list_judges_many_origins(value: str, expected: str) -> None:
    assert outcome(ENTRIES, value) == expected


@pytest.mark.parametrize(
    ("entry", "value", "expected"),
    [
        ("localhost:80", "http://localhost", "localhost:80"),
        ("localhost:80", "https://localhost", "origin_scheme_or_port"),
        ("localhost:443", "https://localhost", "localhost:443"),
        ("localhost:443", "http://localhost:443", "localhost:443"),
        ("http://localhost", "http://localhost:3000", "origin_scheme_or_port"),
        ("exam.localhost", "http://exam.localhost:5173", "exam.localhost"),
        ("*.exam.localhost", "http://a.b.exam.localhost:5173", "*.exam.localhost"),
        ("[::1]", "http://[::1]:5173", "[::1]"),
        ("[::1]", "http://127.0.0.1:5173", "origin_not_allowed"),
        ("203.0.113.7", "https://www.203.0.113.7.example.com", "origin_not_allowed"),
        ("203.0.113.7:8443", "http://203.0.113.7:8443", "origin_scheme_or_port"),
        ("[2001:db8::1]", "https://[2001:db8::1]", "[2001:db8::1]"),
        ("example.com:443", "https://www.example.com", "origin_not_allowed"),
        ("http://*.example.com", "http://a.example.com", "http://*.example.com"),
        ("http://*.example.com", "https://a.example.com", "origin_scheme_or_port"),
        ("*.example.com", "https://www.example.com", "*.example.com"),
        ("www.example.com", "https://www.www.example.com", "www.example.com"),
    ],
)
def test_one_entry_judges_one_origin(entry: str, value: str, expected: str) -> None:
    assert outcome([entry], value) == expected


def test_an_exact_entry_comes_before_a_wildcard() -> None:
    entries = ["*.example.com", "https://exam.example.com"]
    assert outcome(entries, "https://exam.example.com") == "https://exam.example.com"
    assert outcome(entries, "https://other.example.com") == "*.example.com"


@pytest.mark.parametrize("entries", [[], ENTRIES])
@pytest.mark.parametrize("value", ["https://evil.io:8443", "https://exam.example.org", "http://a.example.net"])
def test_a_refusal_says_what_to_register_and_reveals_no_entry(entries: list[str], value: str) -> None:
    refusal = verdict(entries, value)
    assert isinstance(refusal, Refusal)
    assert f"Register {value} under Settings → Domains" in refusal.detail
    assert refusal.fields == {"origin": value}
    others = [entry for entry in ENTRIES if read_entry(entry).host not in value]
    assert not any(read_entry(entry).host in refusal.detail for entry in others)
    assert value.endswith(":8443") or "8443" not in refusal.detail


def test_an_organisation_without_domains_is_told_so() -> None:
    assert outcome([], "https://example.com") == "no_domains_registered"
