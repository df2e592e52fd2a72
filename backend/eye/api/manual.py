"""The pages of /docs: Markdown files, found beside the package or in the checkout, and how they are rendered."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_HERE = Path(__file__).resolve().parents[1]
PLACES = (_HERE / "_docs", _HERE.parents[1] / "docs")
# In the order of the menu; a file that is not named here stands at the end.
ORDER = (
    "quick-start",
    "tag",
    "config",
    "events",
    "csp",
    "limits",
    "risk",
    "reports",
    "tokens",
    "api",
    "webhooks",
    "billing",
    "erasure",
    "going-live",
    "running",
    "performance",
    "benchmarks",
    "scaling",
)
HOST = "https://eye.example.com"  # in the files; readers see the address of their own Eye


@dataclass(frozen=True, slots=True)
class Heading:
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One page: `html` is ready to show; `headings` are those below its title."""

    name: str
    title: str
    html: str
    headings: tuple[Heading, ...]


def folder() -> Path:
    return next((place for place in PLACES if place.is_dir()), PLACES[-1])


@cache
def chapters(host: str) -> dict[str, Chapter]:
    """All of them by name, in the order of the menu; `host` is the public address of this Eye."""
    names = sorted((file.stem for file in folder().glob("*.md")), key=_place)
    return {name: render_chapter(name, (folder() / f"{name}.md").read_text(encoding="utf-8"), host) for name in names}


def _place(name: str) -> tuple[int, str]:
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)


def render_chapter(name: str, text: str, host: str) -> Chapter:
    parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")
    tokens = parser.parse(text.replace(HOST, host))
    for link in (child for token in tokens for child in token.children or [] if child.type == "link_open"):
        link.attrSet("href", re.sub(r"^([a-z-]+)\.md(?=#|$)", r"/docs/\1", str(link.attrGet("href"))))
    for image in (child for token in tokens for child in token.children or [] if child.type == "image"):
        image.attrSet("src", re.sub(r"^(?=[a-z-]+\.svg$)", "/docs/", str(image.attrGet("src"))))
    titles = [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"]
    headings: list[Heading] = []
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            plain = _plain(tokens[at + 1])
            token.attrSet("id", _anchor(plain, {heading.anchor for heading in headings}))
            if token.tag != "h1":
                headings.append(Heading(str(token.attrGet("id")), plain))
    html: str = parser.renderer.render(tokens, parser.options, {})
    return Chapter(name, titles[0] if titles else name, html, tuple(headings))


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or [])


def _anchor(text: str, taken: set[str]) -> str:
    wanted = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "part"
    return wanted if wanted not in taken else f"{wanted}-{len(taken)}"


class _Renderer(RendererHTML):
    """Headings lead to themselves, tables scroll in a box of their own, and blocks of code can be copied."""

    def heading_close(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        start = next(token for token in reversed(tokens[:at]) if token.type == "heading_open")
        if start.tag == "h1":
            return "</h1>\n"
        return f'<a class="anchor" href="#{start.attrGet("id")}" aria-label="Link to this part">#</a></{start.tag}>\n'

    def table_open(self, *_: Any) -> str:
        return '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>\n'

    def table_close(self, *_: Any) -> str:
        return "</table></div>\n"

    def fence(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[at]
        language = token.info.partition(" ")[0]
        return (
            f'<div class="code"><div class="code-head"><span>{escapeHtml(language)}</span>'
            '<button type="button" data-copy hidden>Copy</button></div>'
            f'<pre tabindex="0"><code>{escapeHtml(token.content)}</code></pre></div>\n'
        )
