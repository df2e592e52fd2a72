"""An entry of the allowed list: what a person may type, what it means, and which origins it allows."""

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from eye.domains.host import is_ip, is_loopback, is_public_suffix, read_host, shown
from eye.domains.origin import DEFAULT_PORTS, Origin
from eye.errors import Refused

LONGEST_TYPED = 2_048

_PORT = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
_IPV6_LIKE = re.compile(r"[0-9A-Fa-f:.%]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `scheme` and `port` are None where it has none written; `host` is without the `*.` of a wildcard.

    `text` is what is stored, and reads as the same entry again; `notices` say what was changed on the way to it.
    """

    text: str
    host: str
    wildcard: bool
    scheme: str | None
    port: int | None
    loopback: bool
    ip: bool
    notices: tuple[str, ...] = field(default=(), compare=False)

    @property
    def bare(self) -> bool:
        """Whether it is only a host, which means more than one origin."""
        return self.scheme is None and self.port is None

    @property
    def twin(self) -> str | None:
        """The `www.` host that a bare name brings along."""
        return f"www.{self.host}" if self.bare and not (self.wildcard or self.loopback or self.ip) else None

    @property
    def schemes(self) -> tuple[str, ...]:
        """The schemes it allows."""
        if self.scheme is not None:
            return (self.scheme,)
        return ("http", "https") if self.loopback else ("https",)

    @property
    def only_port(self) -> int | None:
        """The port it allows, None for any."""
        if self.port is None and not (self.bare and self.loopback):
            return DEFAULT_PORTS[self.schemes[0]]
        return self.port

    @property
    def meaning(self) -> tuple[object, ...]:
        """Equal for entries that allow exactly the same, such as example.com:8443 and https://example.com:8443."""
        return (self.host, self.wildcard, self.twin, self.schemes, self.only_port)

    def covers(self, host: str) -> bool:
        """Whether `host` is meant, be it with another scheme or port."""
        if self.wildcard:
            return host.endswith(f".{self.host}")
        return host in (self.host, self.twin)

    def allows(self, origin: Origin) -> bool:
        """Whether a page of this origin may use the organisation's keys."""
        if not self.covers(origin.host) or origin.scheme not in self.schemes:
            return False
        return self.only_port in (None, origin.port)


def read_entry(text: str) -> Entry:
    """The entry that a person typed. Raises Refused with an `entry_*` code and nothing else, whatever the text."""
    entry = _parse(text)
    if not entry.loopback and is_public_suffix(entry.host):
        raise _refused("public_suffix", f"Anybody can have a name below {entry.host}. Register your own host there.")
    return entry


@lru_cache(maxsize=16_384)
def stored_entry(text: str) -> Entry:
    """The entry of a stored `text`. An update of the public suffix list does not take back what was registered."""
    return _parse(text)


def _parse(text: str) -> Entry:
    scheme, authority, path = _split(text)
    wildcard, authority = _split_wildcard(authority)
    host_text, port = _split_port(authority)
    host = read_host(host_text)
    _refuse_wide(host, wildcard)
    if scheme and port == DEFAULT_PORTS[scheme]:
        port = None
    written = f"{scheme}://" * bool(scheme) + "*." * wildcard + host + f":{port}" * bool(port)
    entry = Entry(written, host, wildcard, scheme, port, is_loopback(host), is_ip(host))
    return replace(entry, notices=tuple(_notices(entry, host_text, path)))


def _split(text: str) -> tuple[str | None, str, str]:
    if len(text) > LONGEST_TYPED:
        raise _refused("host", "This is too long for a website. Write its host, such as exam.example.com.")
    typed = text.strip()
    if not typed:
        raise _refused("empty", "Write the website that may start the widget, such as exam.example.com.")
    if "?" in typed or "#" in typed:
        raise _refused("has_query_or_fragment", "An entry is a website, not a page: leave out what begins with ? or #.")
    scheme, rest = _split_scheme(typed)
    authority, _, path = rest.partition("/")
    if "@" in authority:
        raise _refused("has_userinfo", "An entry has no user name: leave out everything up to the @.")
    return scheme, authority, path


def _split_scheme(typed: str) -> tuple[str | None, str]:
    before, separator, rest = typed.partition("://")
    if not separator or "/" in before:
        if typed.lower().startswith(("http:", "https:")):
            raise _refused("scheme", "Write two slashes after the scheme, such as https://exam.example.com.")
        return None, typed
    if "*" in before:
        raise _misplaced_wildcard()
    if before.lower() not in DEFAULT_PORTS:
        raise _refused("scheme", f"“{shown(before)}://” is not possible here. Use https://, http:// or the host alone.")
    return before.lower(), rest


def _split_wildcard(authority: str) -> tuple[bool, str]:
    wildcard = authority.startswith("*.")
    below = authority[2:] if wildcard else authority
    if "*" in below or (wildcard and not below):
        raise _misplaced_wildcard()
    return wildcard, below


def _split_port(authority: str) -> tuple[str, int | None]:
    host, closed, rest = authority.partition("]") if authority.startswith("[") else ("", "", authority)
    if not closed and rest.count(":") > 1 and _IPV6_LIKE.fullmatch(rest):
        raise _refused("ipv6_needs_brackets", f"Write an IPv6 address in brackets: [{shown(rest)}].")
    name, colon, port = rest.partition(":")
    if not colon:
        return host + closed + name, None
    if not _PORT.fullmatch(port) or int(port) > 65_535:
        raise _refused(
            "port", f"“{shown(port)}” is not a port. Write a number from 1 to 65535, or leave out the colon."
        )
    return host + closed + name, int(port)


def _refuse_wide(host: str, wildcard: bool) -> None:
    if is_ip(host):
        if wildcard:
            raise _refused("wildcard_position", "An IP address has no names below it: leave out the *.")
    elif "." not in host and (wildcard or host != "localhost"):
        raise _refused("single_label", f"“{host}” is a single label. Write a full name, such as exam.example.com.")


def _notices(entry: Entry, host_text: str, path: str) -> list[str]:
    notices = []
    if path:
        notices.append(f"The path was left out: {entry.text} means every page of the website.")
    if not host_text.isascii():
        notices.append(f"Stored as {entry.host}, which is how browsers send this name.")
    if entry.schemes == ("http",) and not entry.loopback:
        notices.append("Browsers give a page on plain http no camera and no microphone. Use https for real exams.")
    if entry.scheme is None and entry.port == 80 and not entry.loopback:
        notices.append(f"This means https on port 80. For plain http write http://{entry.host}.")
    return notices


def _misplaced_wildcard() -> Refused:
    return _refused("wildcard_position", "A * can only be the whole first label, as in *.example.com.")


def _refused(code: str, detail: str) -> Refused:
    return Refused(f"entry_{code}", detail, field="entry")
