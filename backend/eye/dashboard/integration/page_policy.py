"""Whether the policies of an exam page let Eye run: what its headers and its own meta elements say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from eye.dashboard.integration.page_sources import Policy, allows_address, allows_word, read_policies
from eye.dashboard.integration.page_tags import Page

Told = tuple[str, str, str, str]  # tone, title, sentence, what to add
_HEADER = re.compile(r"^\s*([A-Za-z-]+)\s*:\s*(.*)$")
CSP = "content-security-policy"
REPORT = "content-security-policy-report-only"


def policy_findings(page: Page, headers: str, host: str) -> Iterator[Told]:
    """Of each policy what it lacks: every one of them has to allow Eye."""
    sent = read_headers(headers)
    policies = [policy for text in [*sent.get(CSP, []), *page.policies] for policy in read_policies(text)]
    nonces = any("nonce" in tag.attributes for tag in page.eye)
    lacking = [told for policy in policies for told in _lacking(policy, host, nonces)]
    yield from dict.fromkeys(lacking)
    if policies and not lacking:
        yield "good", "The policy allows Eye", "Everything that Eye needs stands in it.", ""
    elif not policies and not sent.get(REPORT):
        sentence = "Where a page sends none, nothing need be added. Paste its response headers to be sure."
        yield "good", "There is no Content-Security-Policy in what you pasted", sentence, ""
    if sent.get(REPORT):
        sentence = "Content-Security-Policy-Report-Only blocks nothing; it was not looked at."
        yield "good", "A policy that only reports", sentence, ""
    yield from _permissions(sent.get("permissions-policy", []))


def read_headers(text: str) -> dict[str, list[str]]:
    """By name in lower case. A text that names none is the value of a policy."""
    found: dict[str, list[str]] = {}
    last = ""
    for line in text.splitlines():
        match = _HEADER.match(line)
        if match and not line.startswith((" ", "\t")) and "'" not in match[1]:
            last = match[1].lower()
            found.setdefault(last, []).append(match[2])
        elif last and line.strip():
            found[last][-1] += " " + line.strip()
    known = {CSP, REPORT, "permissions-policy"} & found.keys()
    looks_like_one = re.search(r"\b[a-z]+-src\b|\bsandbox\b|\btrusted-types\b", text)
    return found if known or not looks_like_one else {CSP: [" ".join(text.split())]}


@dataclass(frozen=True, slots=True)
class _Gap:
    """`source` is missing where `name` looks for it."""

    name: str
    source: str
    tone: str
    title: str
    sentence: str


def _lacking(policy: Policy, host: str, nonces: bool) -> Iterator[Told]:
    gaps = list(_gaps(policy, host))
    missing: dict[str, list[str]] = {}
    for gap in gaps:
        missing.setdefault(policy.speaks_in(gap.name), []).append(gap.source)
    for gap in gaps:
        yield _told(policy, gap, missing)
    if _strict(policy) and not nonces:
        sentence = "With 'strict-dynamic' addresses do not count: the tag needs the nonce of the page."
        yield "bad", "The policy asks for a nonce", sentence, 'nonce="…"'
    types = policy.sources("trusted-types")
    if not allows_word(types, "eye", "*"):
        sentence = "Eye makes its trusted types under the name eye."
        yield "bad", "The policy does not know the trusted types of Eye", sentence, "trusted-types eye"


def _gaps(policy: Policy, host: str) -> Iterator[_Gap]:
    if not _strict(policy) and not allows_address(policy.sources("script-src-elem"), host):
        yield _Gap("script-src-elem", host, "bad", "The policy blocks the tag", "Nothing starts.")
    if not allows_address(policy.sources("connect-src"), host):
        yield _Gap("connect-src", host, "bad", "The policy blocks the requests of Eye", "Nothing starts.")
    faces = "The detection of faces does not run; the rest goes on."
    if not allows_word(policy.sources("script-src"), "'wasm-unsafe-eval'", "'unsafe-eval'"):
        yield _Gap("script-src", "'wasm-unsafe-eval'", "warn", "The policy blocks WebAssembly", faces)
    if not allows_word(policy.sources("worker-src"), "blob:"):
        yield _Gap("worker-src", "blob:", "warn", "The policy blocks the worker", faces)


def _strict(policy: Policy) -> bool:
    return "'strict-dynamic'" in [source.lower() for source in policy.sources("script-src-elem") or []]


def _told(policy: Policy, gap: _Gap, missing: dict[str, list[str]]) -> Told:
    directive = policy.speaks_in(gap.name)
    if directive in policy.directives:
        return gap.tone, gap.title, f"{gap.sentence} Add this to {directive}.", gap.source
    # A new line takes the place of the fallback, so what that allowed goes along.
    kept = [source for source in policy.sources(gap.name) or [] if _goes_along(source, directive)]
    line = " ".join([directive, *kept, *missing[directive]])
    return gap.tone, gap.title, f"{gap.sentence} Add this line.", f"{line};"


def _goes_along(source: str, directive: str) -> bool:
    """Words in quotes are about scripts, but for 'self'."""
    return source != "'none'" and (directive == "script-src" or source[:1] != "'" or source == "'self'")


def _permissions(values: list[str]) -> Iterator[Told]:
    for name in ("camera", "microphone"):
        if any(re.search(rf"\b{name}\s*=\s*\(\s*\)", value) for value in values):
            sentence = f"The {name} stays off, and what it would show is not watched."
            yield "warn", f"The Permissions-Policy forbids the {name}", sentence, f"{name}=(self)"
