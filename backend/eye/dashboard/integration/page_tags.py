"""What stands in the HTML of an exam page: its scripts and its own policies. Reads text; asks nobody."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TAGS = ("/eye-widget-init.js", "/widget.js")
PINNED = "/eye.js"


@dataclass(frozen=True, slots=True)
class Tag:
    """A script element; `attributes` in lower case, `line` counted from 1."""

    line: int
    attributes: dict[str, str]

    @property
    def src(self) -> str:
        return self.attributes.get("src", "").strip()

    @property
    def starts_by_itself(self) -> bool:
        return self.src.partition("?")[0].endswith("/widget.js")


@dataclass(slots=True)
class Page:
    """`inline` is the text of all scripts that stand in the page; `hidden` tells that a comment names the tag."""

    scripts: list[Tag] = field(default_factory=list)
    inline: str = ""
    policies: list[str] = field(default_factory=list)
    hidden: bool = False

    @property
    def eye(self) -> list[Tag]:
        return [tag for tag in self.scripts if names_eye(tag.src)]


def names_eye(src: str) -> bool:
    path = src.partition("?")[0].partition("#")[0]
    return path.endswith(TAGS) or ("/widget/" in path and path.endswith(PINNED))


def read_page(html: str) -> Page:
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.page


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in reversed(attrs)}  # of a repeated one the first counts
        if tag == "script":
            self.page.scripts.append(Tag(self.getpos()[0], found))
            self._in_script = "src" not in found
        if tag == "meta" and found.get("http-equiv", "").lower() == "content-security-policy":
            self.page.policies.append(found.get("content", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.page.inline += data + "\n"

    def handle_comment(self, data: str) -> None:
        self.page.hidden = self.page.hidden or any(name in data for name in TAGS)
