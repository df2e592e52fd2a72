"""Looks over an exam page that somebody pasted: is the tag right, is the key theirs, does the policy allow Eye.

Nothing is fetched. What is said about keys and assessments is only about those of the organisation.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from eye.dashboard.integration.page_policy import policy_findings
from eye.dashboard.integration.page_tags import Page, Tag, read_page
from eye.db import Row
from eye.errors import Refusal
from eye.http.fields import UNFILLED
from eye.keys.model import read_key, status

GOOD, WARN, BAD = "good", "warn", "bad"
_KEY = re.compile(r"eye_(?:pk|sk)_[0-9A-Za-z_]+")
_ASSESSMENT = re.compile(r"assessmentId\s*:\s*[\"'`]([^\"'`]*)[\"'`]")
_CANDIDATE = re.compile(r"candidateId\s*:\s*[\"'`]([^\"'`]*)[\"'`]")


@dataclass(frozen=True, slots=True)
class Finding:
    """`tone` is good, warn or bad; `add` is what to write, where that can be said."""

    tone: str
    title: str
    sentence: str
    add: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the page is held against. `host` is the public address of this Eye, `sri` the digests of the pinned files
    by their address, `assessments` the archived ones too, `now` in milliseconds UTC."""

    host: str
    sri: dict[str, str]
    keys: list[Row]
    assessments: list[Row]
    now: int


def check_page(html: str, headers: str, known: Known) -> list[Finding]:
    """In the order in which a start needs things. Either text may be empty."""
    found: list[Finding] = []
    page = read_page(html)
    if html.strip():
        found += [*_tags(page, known), *_keys(html, page, known), *_ids(page, known)]
    return [*found, *(Finding(*one) for one in policy_findings(page, headers, known.host))]


def _tags(page: Page, known: Known) -> Iterator[Finding]:
    if not page.eye:
        yield _no_tag(page)
        return
    if len(page.eye) > 1:
        lines = ", ".join(str(tag.line) for tag in page.eye)
        yield Finding(WARN, "The tag stands there more than once", f"In the lines {lines}. One of them is enough.")
    for tag in page.eye[:3]:
        yield from _tag(tag, known)
    if not any(tag.starts_by_itself for tag in page.eye) and "LoadEyeWidget" not in page.inline:
        yield Finding(
            WARN,
            "No script of the page calls LoadEyeWidget",
            "Perhaps another file of yours does. Otherwise call it, or take the tag that starts by itself.",
        )


def _no_tag(page: Page) -> Finding:
    if page.hidden:
        return Finding(BAD, "The tag stands in a comment", "The browser does not run it there. Take it out.")
    return Finding(
        BAD, "There is no tag of Eye", "Paste it into the page that candidates see, or into the template that makes it."
    )


def _tag(tag: Tag, known: Known) -> Iterator[Finding]:
    where = f"Line {tag.line}"
    if not tag.src.startswith(known.host + "/"):
        sentence = f"{where}: it loads {tag.src[:200]}. This Eye is at {known.host}."
        yield Finding(BAD, "The tag loads from another address", sentence)
        return
    integrity = tag.attributes.get("integrity", "").split()
    wanted = known.sri.get(tag.src.partition("?")[0])
    if wanted is None and "/widget/" in tag.src:
        sentence = f"{where}: it stays served as it is, without what was mended since. Take the present one some day."
        yield Finding(WARN, "The tag is pinned to another version", sentence)
    elif integrity and wanted is None:
        sentence = f"{where}: what this address serves changes with every update. Pin the file of one version instead."
        yield Finding(BAD, "The tag pins a file that changes", sentence)
    elif integrity and wanted not in integrity:
        sentence = f"{where}: the browser will refuse the file, since its digest is another one."
        yield Finding(BAD, "The digest in integrity is wrong", sentence, f'integrity="{wanted}"')
    elif integrity and "crossorigin" not in tag.attributes:
        sentence = f"{where}: without it the browser cannot compare the digest, and refuses the file."
        yield Finding(BAD, "The tag lacks crossorigin", sentence, 'crossorigin="anonymous"')
    else:
        yield Finding(GOOD, "The tag loads this Eye", f"{where}{', pinned to one version' if integrity else ''}.")


def _keys(html: str, page: Page, known: Known) -> Iterator[Finding]:
    texts = list(dict.fromkeys(_KEY.findall(html)))
    for text in texts[:5]:
        yield _key(text, known)
    if texts or not page.eye:
        return
    if any(tag.starts_by_itself for tag in page.eye):
        yield Finding(BAD, "The tag has no key", "Give it the attribute data-api-key with a publishable key.")
    else:
        yield Finding(WARN, "There is no key in what you pasted", "Perhaps a script file of yours has it.")


def _key(text: str, known: Known) -> Finding:
    short = f"{text[:16]}…"
    if text.startswith("eye_sk_"):
        sentence = "Everybody who opens the page can read it. Revoke it now, and put a publishable key in its place."
        return Finding(BAD, "A secret key stands in the page", sentence)
    read = read_key(text)
    if isinstance(read, Refusal):
        return Finding(BAD, f"The key {short} cannot be right", read.detail)
    row = next((row for row in known.keys if row["plain"] == text), None)
    if row is None:
        return Finding(BAD, f"The key {short} is none of yours", "Copy one from Settings → API & Integrations.")
    standing = status(row, known.now)
    if standing != "active":
        return Finding(BAD, f"The key “{row['name']}” is {standing}", "No session starts with it. Take an active one.")
    if row["mode"] == "test":
        return Finding(
            WARN, f"“{row['name']}” is a test key", "Its sessions cost nothing, show TEST and end after 30 minutes."
        )
    return Finding(GOOD, f"The key “{row['name']}” is yours", "It is active and starts live sessions.")


def _ids(page: Page, known: Known) -> Iterator[Finding]:
    for name, pattern in (("assessment", _ASSESSMENT), ("candidate", _CANDIDATE)):
        values = [tag.attributes.get(f"data-{name}-id") for tag in page.eye if tag.starts_by_itself]
        if None in values:
            yield Finding(BAD, f"The tag has no {name} id", f"Give it the attribute data-{name}-id.")
        for value in dict.fromkeys([*filter(None, values), *pattern.findall(page.inline)]):
            yield from _id(name, value, known)


def _id(name: str, value: str, known: Known) -> Iterator[Finding]:
    short = value[:60]
    if UNFILLED.fullmatch(value) or "{{" in value or "${" in value:
        sentence = f"It reads {short}. If this is the page as your server sends it, its template was not filled in."
        yield Finding(WARN, f"The {name} id is not filled in", sentence)
    elif name == "candidate" and value == "candidate-1":
        yield Finding(
            WARN, "The candidate id is that of the example", "Your server fills in its own id of the candidate."
        )
    elif name == "assessment":
        yield _assessment(short, next((row for row in known.assessments if row["id"] == value), None))


def _assessment(id: str, row: dict[str, Any] | None) -> Finding:
    if row is None:
        return Finding(BAD, f"There is no assessment {id}", "Create it, or correct the id in the page.")
    if row["archived_at"] is not None:
        return Finding(BAD, f"The assessment {id} is archived", "No session of it starts. Restore it, or name another.")
    return Finding(GOOD, f"The assessment {id} is there", row["title"])
