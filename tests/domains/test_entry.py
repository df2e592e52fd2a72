"""What a person may type as an entry, what it is stored as, and how a refusal helps."""

import pytest

from eye.domains.entry import read_entry, stored_entry
from eye.errors import Refusal, Refused

STORED = {
    "  exam.example.com\n": "exam.example.com",
    "EXAMPLE.com.": "example.com",
    "example.com/": "example.com",
    "example.com:443": "example.com:443",
    "example.com.:8443": "example.com:8443",
    "https://example.com:443": "https://example.com",
    "http://example.com:80/a/b": "http://example.com",
    "https://example.com:80": "https://example.com:80",
    "HTTPS://*.Example.com": "https://*.example.com",
    "*.example.com:8443": "*.example.com:8443",
    "example.com/redirect://elsewhere.org": "example.com",
    "example.com/user@home": "example.com",
    "example.com/*": "example.com",
    "straße.de": "xn--strae-oqa.de",
    "XN--STRAE-OQA.de": "xn--strae-oqa.de",
    "my_site.bücher.de": "my_site.xn--bcher-kva.de",
    "a--b.example.com": "a--b.example.com",
    "exam。example．com": "exam.example.com",
    "my_site。bücher．de": "my_site.xn--bcher-kva.de",
    "１２７.０.０.１": "127.0.0.1",
    "[2001:DB8:0:0:0:0:0:1]": "[2001:db8::1]",
    "[::ffff:127.0.0.1]:8443": "[::ffff:7f00:1]:8443",
    "[::1]": "[::1]",
    "localhost": "localhost",
    "Exam.Localhost:3000": "exam.localhost:3000",
    "*.exam.localhost": "*.exam.localhost",
    "www.ck": "www.ck",
    "a.github.io": "a.github.io",
}

REFUSED = {
    "   ": "entry_empty",
    "https://": "entry_host",
    "//example.com": "entry_host",
    "/exam": "entry_host",
    "exa mple.com": "entry_host",
    "exa\tmple.com": "entry_host",
    "example.com\0": "entry_host",
    "\ud800.example.com": "entry_host",
    "a..example.com": "entry_host",
    "example.com..": "entry_host",
    ".example.com": "entry_host",
    "example-.com": "entry_host",
    "exam%70le.com": "entry_host",
    "https:\\\\example.com": "entry_scheme",
    "☕.example.com": "entry_host",
    "ex_ämple.com": "entry_host",
    "a" * 64 + ".example.com": "entry_host",
    "a." * 127 + "com": "entry_host",
    "ä." * 127 + "com": "entry_host",
    "127.1": "entry_host",
    "0x7f.1": "entry_host",
    "127.0.0.01": "entry_host",
    "1.2.3.4.5": "entry_host",
    "example.0x1f": "entry_host",
    "[::1": "entry_host",
    "[::1]example.com": "entry_host",
    "[::1]]": "entry_host",
    "[fe80::1%eth0]": "entry_host",
    "[example.com]": "entry_host",
    "ftp://example.com": "entry_scheme",
    "://example.com": "entry_scheme",
    "ht\ttps://example.com": "entry_scheme",
    "https:/example.com": "entry_scheme",
    "http:example.com": "entry_scheme",
    "example.com:": "entry_port",
    "example.com:0": "entry_port",
    "example.com:080": "entry_port",
    "example.com:65536": "entry_port",
    "example.com:８０": "entry_port",
    "example.com:80:80": "entry_port",
    "[::1]:": "entry_port",
    "javascript:alert(1)": "entry_port",
    "intranet": "entry_single_label",
    "http://intranet:8080": "entry_single_label",
    "com": "entry_single_label",
    "*.localhost": "entry_single_label",
    "*.localhost:3000": "entry_single_label",
    "github.io": "entry_public_suffix",
    "https://github.io:8443": "entry_public_suffix",
    "*.co.uk": "entry_public_suffix",
    "anything.ck": "entry_public_suffix",
    "公司.cn": "entry_public_suffix",
    "*.*.example.com": "entry_wildcard_position",
    "**.example.com": "entry_wildcard_position",
    "*example.com": "entry_wildcard_position",
    "exam*.example.com": "entry_wildcard_position",
    "*.": "entry_wildcard_position",
    "*://example.com": "entry_wildcard_position",
    "https://*": "entry_wildcard_position",
    "*.203.0.113.7": "entry_wildcard_position",
    "*.[::1]": "entry_wildcard_position",
    "https://user:secret@example.com": "entry_has_userinfo",
    "mailto:user@example.com": "entry_has_userinfo",
    "example.com/exam?id=1": "entry_has_query_or_fragment",
    "example.com#": "entry_has_query_or_fragment",
    "::1": "entry_ipv6_needs_brackets",
    "https://2001:db8::1": "entry_ipv6_needs_brackets",
    "http://2001:db8::1:8080/exam": "entry_ipv6_needs_brackets",
    "a" * 1_000_000: "entry_host",
    "\n" * 1_000_000: "entry_host",
}


def refusal_of(text: str) -> Refusal:
    with pytest.raises(Refused) as caught:
        read_entry(text)
    return caught.value.refusal


@pytest.mark.parametrize(("typed", "text"), STORED.items())
def test_an_entry_is_stored_as_browsers_would_write_it(typed: str, text: str) -> None:
    assert read_entry(typed).text == text


@pytest.mark.parametrize("typed", STORED)
def test_a_stored_entry_reads_as_the_same_entry(typed: str) -> None:
    entry = read_entry(typed)
    assert read_entry(entry.text) == stored_entry(entry.text) == entry


@pytest.mark.parametrize(("typed", "code"), REFUSED.items(), ids=[ascii(typed[:40]) for typed in REFUSED])
def test_what_cannot_be_an_entry_is_refused_with_its_code(typed: str, code: str) -> None:
    refusal = refusal_of(typed)
    assert refusal.code == code
    assert refusal.fields == {"field": "entry"}


@pytest.mark.parametrize("typed", REFUSED, ids=[ascii(typed[:40]) for typed in REFUSED])
def test_a_refusal_is_a_short_printable_sentence(typed: str) -> None:
    detail = refusal_of(typed).detail
    assert detail.endswith((".", "]."))
    assert detail.isprintable()
    assert len(detail) < 250


@pytest.mark.parametrize(
    ("typed", "said"),
    {
        "https://example.com/exam": "The path was left out",
        "bücher.de": "Stored as xn--bcher-kva.de",
        "http://example.com": "no camera",
        "example.com:80": "write http://example.com",
    }.items(),
)
def test_a_notice_says_what_became_of_the_text(typed: str, said: str) -> None:
    (notice,) = read_entry(typed).notices
    assert said in notice


@pytest.mark.parametrize("typed", ["example.com", "example.com/", "http://localhost:3000", "localhost:80"])
def test_an_entry_that_is_kept_as_it_is_has_no_notice(typed: str) -> None:
    assert read_entry(typed).notices == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("example.com:8443", "https://example.com:8443"),
        ("example.com:443", "https://example.com"),
        ("203.0.113.7", "https://203.0.113.7"),
        ("*.example.com", "https://*.example.com"),
    ],
)
def test_two_spellings_of_one_rule_have_the_same_meaning(one: str, other: str) -> None:
    assert read_entry(one).meaning == read_entry(other).meaning


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("example.com", "https://example.com"),
        ("example.com", "*.example.com"),
        ("example.com", "www.example.com"),
        ("http://example.com", "https://example.com"),
        ("https://example.com", "https://*.example.com"),
        ("localhost", "localhost:3000"),
        ("localhost:3000", "http://localhost:3000"),
        ("localhost:443", "localhost:80"),
    ],
)
def test_two_rules_have_different_meanings(one: str, other: str) -> None:
    assert read_entry(one).meaning != read_entry(other).meaning


def test_a_name_that_became_a_public_suffix_later_stays_registered() -> None:
    assert refusal_of("github.io").code == "entry_public_suffix"
    assert stored_entry("github.io").host == "github.io"
