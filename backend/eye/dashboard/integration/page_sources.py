"""What a Content-Security-Policy lets a page do, as far as Eye needs it. Reads text; asks nobody."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_FALLBACKS = {
    "script-src-elem": ("script-src-elem", "script-src", "default-src"),
    "script-src": ("script-src", "default-src"),
    "connect-src": ("connect-src", "default-src"),
    "worker-src": ("worker-src", "child-src", "script-src", "default-src"),
}
_SOURCE = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?P<host>\*|(?:\*\.)?[a-z0-9_.-]+)(?::(?P<port>\d+|\*))?(?:/.*)?\Z"
)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy: its directives in lower case, each with its sources as they were written."""

    directives: dict[str, list[str]]

    def sources(self, name: str) -> list[str] | None:
        """What counts for a directive; None where the policy does not speak of it."""
        return next((self.directives[one] for one in _FALLBACKS.get(name, (name,)) if one in self.directives), None)

    def speaks_in(self, name: str) -> str:
        """The directive to add to: the one that counts now, unless that is a fallback that allows other things too."""
        found = next((one for one in _FALLBACKS[name] if one in self.directives), "default-src")
        wider = found == "default-src" or (name, found) == ("worker-src", "script-src")
        return name.removesuffix("-elem") if wider else found


def read_policies(text: str) -> list[Policy]:
    """Of the value of a header, which may hold several, separated by commas."""
    found = []
    for part in text.split(","):
        directives: dict[str, list[str]] = {}
        for line in part.split(";"):
            words = line.split()
            if words:
                directives.setdefault(words[0].lower(), words[1:])  # a repeated one does not count
        if directives:
            found.append(Policy(directives))
    return found


def allows_address(sources: list[str] | None, address: str) -> bool:
    """Whether the sources let `address` (scheme and host, such as https://eye.example.com) be asked."""
    return sources is None or any(_matches(source.lower(), address) for source in sources)


def allows_word(sources: list[str] | None, *words: str) -> bool:
    """Whether one of these stands among them, such as 'unsafe-eval' or blob:."""
    return sources is None or any(source.lower() in words for source in sources)


def _matches(source: str, address: str) -> bool:
    wanted = urlsplit(address)
    if source == "*":
        return True
    if re.fullmatch(r"[a-z][a-z0-9+.-]*:", source):
        return source[:-1] == wanted.scheme or (source == "http:" and wanted.scheme == "https")
    found = _SOURCE.match(source)
    return found is not None and _same_host(found["host"], wanted.hostname or "") and _same_way(found, address)


def _same_host(host: str, wanted: str) -> bool:
    if host == "*":
        return True
    return wanted.endswith(host[1:]) if host.startswith("*.") else host == wanted


def _same_way(found: "re.Match[str]", address: str) -> bool:
    """Scheme and port. A source without a scheme takes that of the page, which is https wherever exams are."""
    wanted = urlsplit(address)
    scheme = found["scheme"]
    if scheme and scheme != wanted.scheme and (scheme, wanted.scheme) != ("http", "https"):
        return False
    if found["port"] == "*":
        return True
    port = wanted.port or _PORTS[wanted.scheme]
    return int(found["port"] or _PORTS.get(wanted.scheme, 443)) == port
