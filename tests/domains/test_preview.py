"""The preview on the Domains page: it shows the border of an entry, and never disagrees with a real start."""

import pytest

from eye.domains.entry import read_entry
from eye.domains.judge import judge
from eye.domains.origin import Origin, read_origin
from eye.domains.preview import Verdict, preview
from eye.errors import Refusal

ENTRIES = [
    "example.com", "www.example.com", "*.example.com", "https://example.com", "http://example.com:8080",
    "example.com:8443", "example.com:443", "localhost", "localhost:8443", "http://localhost", "*.exam.localhost",
    "127.0.0.1", "[::1]:3000", "198.51.100.1", "http://[2001:db8::1]", "a" * 63 + "." + "b" * 63 + ".com",
]  # fmt: skip


def examples(entry_text: str) -> dict[str, Verdict]:
    return {verdict.origin: verdict for verdict in preview(entry_text).examples}


@pytest.mark.parametrize("text", ENTRIES, ids=[text[:30] for text in ENTRIES])
def test_the_examples_show_both_sides_and_agree_with_the_judge(text: str) -> None:
    verdicts = preview(text).examples
    assert 4 <= len(verdicts) <= 6
    assert {verdict.allowed for verdict in verdicts} == {True, False}
    for verdict in verdicts:
        origin = read_origin([verdict.origin])
        assert isinstance(origin, Origin)
        found = judge([read_entry(text)], origin)
        assert verdict.code == (found.code if isinstance(found, Refusal) else None)
        assert verdict.allowed is (verdict.code is None)
        assert verdict.why.endswith(".")


def test_a_bare_host_shows_its_twin_and_what_it_leaves_out() -> None:
    shown = examples("example.com")
    assert shown["https://www.example.com"].allowed
    assert "www." in shown["https://www.example.com"].why
    assert shown["https://exam.example.com"].why == "Names below example.com are entries of their own."
    assert shown["http://example.com"].why == "Only https is allowed; http is an entry of its own."
    assert shown["https://example.com:8443"].code == "origin_scheme_or_port"


def test_a_www_entry_says_that_it_does_not_widen() -> None:
    assert "never widens" in examples("www.example.com")["https://example.com"].why


def test_a_wildcard_says_that_it_leaves_its_parent_out() -> None:
    assert "not for example.com itself" in examples("*.example.com")["https://example.com"].why


def test_a_typed_origin_gets_its_verdict() -> None:
    asked = preview("example.com", " https://EXAMPLE.com:443 ").asked
    assert asked == Verdict("https://example.com", True, None, "It is exactly this website.")
    asked = preview("example.com", "https://evil.io").asked
    assert asked == Verdict("https://evil.io", False, "origin_not_allowed", "It is another website.")


def test_a_typed_address_with_a_path_is_answered_with_what_to_write() -> None:
    asked = preview("example.com", "https://example.com/exam").asked
    assert asked is not None
    assert (asked.allowed, asked.code) == (False, "origin_malformed")
    assert "only scheme and host" in asked.why


def test_without_a_typed_origin_there_is_no_verdict() -> None:
    assert preview("example.com", "  ").asked is None


def test_an_entry_that_cannot_be_has_its_refusal_and_no_examples() -> None:
    shown = preview("*.co.uk", "https://example.com")
    assert shown.refusal is not None
    assert shown.refusal.code == "entry_public_suffix"
    assert (shown.entry, shown.asked, shown.examples) == (None, None, ())


def test_the_notices_come_along() -> None:
    entry = preview("https://example.com/exam").entry
    assert entry is not None
    assert entry.notices
