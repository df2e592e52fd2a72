"""What a page that somebody pasted is told: about its tag, its key, its ids and its policy."""

from typing import Any

import pytest

from eye.dashboard.integration.page_check import GOOD, Known, check_page
from eye.dashboard.integration.page_sources import allows_address
from eye.keys.model import make_key

HOST = "https://eye.example.com"
PINNED = f"{HOST}/widget/1.0-abc/eye.js"
KEY, TEST_KEY, OLD_KEY = (make_key("publishable", mode).text for mode in ("live", "test", "live"))
NOTHING: dict[str, Any] = dict.fromkeys(("revoked_at", "expires_at", "inactive_at"))
KNOWN = Known(
    HOST,
    {PINNED: "sha384-right"},
    [
        {"name": "Website", "plain": KEY, "mode": "live", **NOTHING},
        {"name": "Staging", "plain": TEST_KEY, "mode": "test", **NOTHING},
        {"name": "Old", "plain": OLD_KEY, "mode": "live", **NOTHING, "revoked_at": 1},
    ],
    [{"id": "exam", "title": "An exam", "archived_at": None}, {"id": "old", "title": "Old", "archived_at": 1}],
    now=1000,
)
TAG = f'<script async src="{HOST}/widget.js" data-api-key="{KEY}" data-assessment-id="exam" data-candidate-id="s1">'
CSP = f"script-src {HOST} 'wasm-unsafe-eval'; connect-src {HOST}; worker-src blob:"


def told(html: str, headers: str = "") -> list[tuple[str, str]]:
    return [(one.tone, one.title) for one in check_page(html, headers, KNOWN)]


def added(headers: str) -> list[str]:
    return [one.add for one in check_page("", headers, KNOWN) if one.tone != GOOD]


def wrong(html: str, headers: str = "") -> list[str]:
    return [title for tone, title in told(html, headers) if tone != GOOD]


def test_a_page_that_is_right_is_told_so() -> None:
    assert told(f"<!doctype html><title>Exam</title>{TAG}</script>", f"content-security-policy: {CSP}") == [
        (GOOD, "The tag loads this Eye"),
        (GOOD, "The key “Website” is yours"),
        (GOOD, "The assessment exam is there"),
        (GOOD, "The policy allows Eye"),
    ]


def test_a_page_that_calls_init_is_right_too() -> None:
    html = f"""<script src="{HOST}/eye-widget-init.js"></script><script>
      LoadEyeWidget().then((w) => w.init({{apiKey: "{KEY}", assessmentId: "exam", candidateId: "s1"}}));</script>"""
    assert wrong(html) == []


@pytest.mark.parametrize(
    ("html", "titles"),
    [
        ("<p>An exam</p>", ["There is no tag of Eye"]),
        (f"<!-- {TAG}</script> -->", ["The tag stands in a comment"]),
        (TAG.replace(HOST, "https://other.example") + "</script>", ["The tag loads from another address"]),
        (TAG.replace(HOST, "") + "</script>", ["The tag loads from another address"]),
        (TAG.replace(HOST, HOST + ".evil.example") + "</script>", ["The tag loads from another address"]),
        (f"{TAG}</script>\n{TAG}</script>", ["The tag stands there more than once"]),
        (f'<script src="{HOST}/widget.js">', ["The tag has no key", "The tag has no assessment id"]),
        (TAG.replace(KEY, TEST_KEY) + "</script>", ["“Staging” is a test key"]),
        (TAG.replace(KEY, OLD_KEY) + "</script>", ["The key “Old” is revoked"]),
        (TAG.replace('"exam"', '"gone"') + "</script>", ["There is no assessment gone"]),
        (TAG.replace('"exam"', '"old"') + "</script>", ["The assessment old is archived"]),
        (TAG.replace('"s1"', '"{{ id }}"') + "</script>", ["The candidate id is not filled in"]),
        (TAG.replace('"s1"', '"candidate-1"') + "</script>", ["The candidate id is that of the example"]),
        (f'<script src="{HOST}/eye-widget-init.js"></script>', ["No script of the page calls LoadEyeWidget"]),
    ],
)
def test_what_is_wrong_with_the_tag_is_named(html: str, titles: list[str]) -> None:
    assert wrong(html)[: len(titles)] == titles


def test_a_secret_key_is_called_out_and_a_stranger_s_key_is_none_of_yours() -> None:
    secret, foreign = make_key("secret", "live").text, make_key("publishable", "live").text
    assert "A secret key stands in the page" in wrong(f"<script>const k = '{secret}'</script>{TAG}</script>")
    assert wrong(TAG.replace(KEY, foreign)) == [f"The key {foreign[:16]}… is none of yours"]
    assert wrong(TAG.replace(KEY, KEY[:-1] + "!")) == [f"The key {KEY[:16]}… cannot be right"]


def pinned(integrity: str, more: str = ' crossorigin="anonymous"', src: str = PINNED) -> str:
    return f'<script src="{src}" integrity="{integrity}"{more}></script><script>LoadEyeWidget("{KEY}")</script>'


def test_a_pinned_tag_needs_its_digest_and_crossorigin() -> None:
    assert wrong(pinned("sha384-right")) == []
    assert wrong(pinned("sha384-other")) == ["The digest in integrity is wrong"]
    assert wrong(pinned("sha384-right", "")) == ["The tag lacks crossorigin"]
    assert wrong(pinned("sha384-right", src=f"{HOST}/widget/0.9-old/eye.js")) == [
        "The tag is pinned to another version"
    ]
    assert wrong(pinned("sha384-right", src=f"{HOST}/eye-widget-init.js")) == ["The tag pins a file that changes"]


@pytest.mark.parametrize(
    ("policy", "lines"),
    [
        (CSP, []),
        ("default-src *; script-src * 'unsafe-eval'; worker-src blob:", []),
        (f"script-src-elem {HOST}; script-src 'unsafe-eval' https:; worker-src blob: 'self'", []),
        (
            f"script-src 'self' 'nonce-x' {HOST}; connect-src {HOST}",
            ["'wasm-unsafe-eval'", f"worker-src 'self' {HOST} blob:;"],
        ),
        (
            "default-src 'self'",
            [
                f"script-src 'self' {HOST} 'wasm-unsafe-eval';",
                f"connect-src 'self' {HOST};",
                f"script-src 'self' {HOST} 'wasm-unsafe-eval';",
                "worker-src 'self' blob:;",
            ],
        ),
        (CSP + "; require-trusted-types-for 'script'", []),
        (CSP + "; trusted-types default", ["trusted-types eye"]),
        (CSP.replace(HOST, "'strict-dynamic' 'nonce-x'", 1), ['nonce="…"']),
        (f"{CSP}, default-src *; script-src https: 'unsafe-eval'; connect-src 'none'; worker-src blob:", [HOST]),
    ],
)
def test_each_line_that_a_policy_lacks_is_written_out(policy: str, lines: list[str]) -> None:
    assert added(f"HTTP/2 200\nContent-Security-Policy: {policy}\nserver: x") == lines
    assert added(policy) == lines


def test_the_policy_of_a_meta_element_counts_and_one_that_only_reports_does_not() -> None:
    meta = '<meta http-equiv="Content-Security-Policy" content="connect-src \'self\'">'
    assert wrong(meta + TAG) == ["The policy blocks the requests of Eye"]
    assert wrong(TAG, "Content-Security-Policy-Report-Only: default-src 'none'") == []


def test_a_camera_that_is_forbidden_is_told() -> None:
    assert wrong(TAG, "Permissions-Policy: geolocation=(), camera=(), microphone=(self)") == [
        "The Permissions-Policy forbids the camera"
    ]


@pytest.mark.parametrize(
    ("source", "address", "allowed"),
    [
        ("*", HOST, True),
        ("https:", HOST, True),
        ("http:", HOST, True),
        ("https:", "http://localhost:8000", False),
        ("eye.example.com", HOST, True),
        ("EYE.example.com:443/path", HOST, True),
        ("*.example.com", HOST, True),
        ("*.example.com", "https://example.com", False),
        ("https://eye.example.com:8443", HOST, False),
        ("https://eye.example.com:*", HOST + ":8443", True),
        ("http://localhost:8000", "http://localhost:8000", True),
        ("http://localhost", "http://localhost:8000", False),
        ("'self'", HOST, False),
        ("'none'", HOST, False),
        ("https://eye.example.com.evil", HOST, False),
    ],
)
def test_a_source_allows_what_a_browser_would(source: str, address: str, allowed: bool) -> None:
    assert allows_address([source], address) is allowed


def test_nothing_that_is_pasted_raises() -> None:
    for text in ("<", "<script", "<!-- ", "\x00", "a" * 100_000, "<script src>", "default-src :;,;", ": :\n :", "[::1"):
        check_page(text, text, KNOWN)
