"""What an entry would allow and refuse, shown while a person types it. It asks the same rules as a real start."""

from dataclasses import dataclass

from eye.domains.entry import Entry, read_entry
from eye.domains.judge import judge
from eye.domains.origin import DEFAULT_PORTS, Origin, read_origin
from eye.errors import Refusal, Refused


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an origin is allowed, and why in a sentence; `code` is what a refused start would carry."""

    origin: str
    allowed: bool
    code: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The entry as it would be stored, or why it cannot be; the verdict on the origin that was asked about, if any."""

    entry: Entry | None
    refusal: Refusal | None
    asked: Verdict | None
    examples: tuple[Verdict, ...]


def preview(entry_text: str, origin_text: str = "") -> Preview:
    """Never raises. An empty `origin_text` asks about none."""
    try:
        entry = read_entry(entry_text)
    except Refused as refused:
        return Preview(None, refused.refusal, None, ())
    asked = _verdict(entry, origin_text.strip()) if origin_text.strip() else None
    return Preview(entry, None, asked, _examples(entry))


def _examples(entry: Entry) -> tuple[Verdict, ...]:
    verdicts = [_verdict(entry, text) for text in dict.fromkeys(_example_origins(entry))]
    # Put in front of a very long host, a label can make it longer than hosts may be.
    return tuple(verdict for verdict in verdicts if verdict.code != "origin_malformed")


def _verdict(entry: Entry, text: str) -> Verdict:
    origin = read_origin([text])
    if isinstance(origin, Refusal):
        return Verdict(str(origin.fields["origin"]), False, origin.code, _NOT_AN_ORIGIN)
    found = judge([entry], origin)
    if isinstance(found, Refusal):
        return Verdict(origin.text, False, found.code, _why_refused(entry, origin))
    return Verdict(origin.text, True, None, _why_allowed(entry, origin))


def _why_allowed(entry: Entry, origin: Origin) -> str:
    if entry.wildcard:
        return f"It lies below {entry.host}."
    if origin.host == entry.twin:
        return "A host alone brings its www. name along."
    if entry.only_port is None:
        return "A host on this computer means every port, with http or https."
    return "It is exactly this website."


def _why_refused(entry: Entry, origin: Origin) -> str:
    if not entry.covers(origin.host):
        return _why_other_host(entry, origin)
    if origin.scheme not in entry.schemes:
        return f"Only {entry.schemes[0]} is allowed; {origin.scheme} is an entry of its own."
    return f"Only port {entry.only_port} is allowed; port {origin.port} is an entry of its own."


def _why_other_host(entry: Entry, origin: Origin) -> str:
    if entry.wildcard and origin.host == entry.host:
        return f"The * stands for what lies below {entry.host}, not for {entry.host} itself."
    if origin.host == entry.host.removeprefix("www."):
        return f"A www. entry never widens to {origin.host}; {origin.host} is an entry of its own."
    if not entry.ip and origin.host.endswith(f".{entry.host}"):
        return f"Names below {entry.host} are entries of their own."
    return "It is another website."


def _example_origins(entry: Entry) -> list[str]:
    """Origins near the entry, on both sides of its border."""
    scheme, hosts = entry.schemes[0], _example_hosts(entry)
    port = entry.only_port or 3000
    other = "https" if scheme == "http" else "http"
    # A default port moves along with the scheme: people compare http://x with https://x, not with http://x:443.
    moved = DEFAULT_PORTS[other] if port == DEFAULT_PORTS[scheme] else port
    moreover = [_text(other, hosts[0], moved), _text(scheme, hosts[0], DEFAULT_PORTS[scheme] if port == 8443 else 8443)]
    return [_text(scheme, host, port) for host in hosts] + moreover


def _example_hosts(entry: Entry) -> list[str]:
    """One that is meant, then others that a person may wonder about, and one of somebody else that looks alike."""
    host = entry.host
    if entry.wildcard:
        return [f"exam.{host}", f"a.b.{host}", host, f"not-{host}"]
    if entry.ip:
        return [host, "198.51.100.1" if host != "198.51.100.1" else "198.51.100.2"]
    if entry.loopback:
        return [host, f"exam.{host}", f"not-{host}"]
    www = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    return [host, www, f"exam.{host}", f"not-{host}"]


def _text(scheme: str, host: str, port: int) -> str:
    return f"{scheme}://{host}" if port == DEFAULT_PORTS[scheme] else f"{scheme}://{host}:{port}"


_NOT_AN_ORIGIN = "Browsers send no such origin. Write only scheme and host, such as https://exam.example.com."
