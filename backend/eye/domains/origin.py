"""The Origin header as browsers send it: read strictly, because what is misread here opens the door."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from eye.domains.host import LONGEST_HOST, browser_ipv4, browser_ipv6, ends_in_number, shown
from eye.errors import Refusal

LONGEST_ORIGIN = 300
DEFAULT_PORTS = {"http": 80, "https": 443}

# An anchored pattern, because urlsplit silently drops tabs and cuts at "#". Without ASCII, "ſ" would match as an s.
_ORIGIN = re.compile(
    r"(https?)://(\[[0-9a-f:]{2,39}\]|[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*)(?::([1-9][0-9]{0,4}))?",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port of a page. `port` is the one in use, so never None; `text` leaves a default port out."""

    text: str
    scheme: str
    host: str
    port: int


def read_origin(values: Sequence[str]) -> Origin | Refusal:
    """The one origin among the values of all Origin header fields of a request, or why there is none."""
    if len(values) > 1:
        return _malformed(", ".join(values[:3]), "A request has exactly one Origin header")
    if not values or not values[0]:
        return _MISSING
    if values[0] == "null":
        return _NULL
    return _parse(values[0]) or _malformed(values[0], "An origin is scheme://host or scheme://host:port")


def _parse(value: str) -> Origin | None:
    if len(value) > LONGEST_ORIGIN or not (found := _ORIGIN.fullmatch(value)):
        return None
    scheme, host, port_text = found[1].lower(), _browser_host(found[2]), found[3]
    default = DEFAULT_PORTS[scheme]
    port = int(port_text) if port_text else default
    if host is None or port > 65_535:
        return None
    text = f"{scheme}://{host}" if port == default else f"{scheme}://{host}:{port}"
    return Origin(text, scheme, host, port)


def _browser_host(text: str) -> str | None:
    if text.startswith("["):
        return text if text == browser_ipv6(text[1:-1]) else None
    host = text.lower()
    if ends_in_number(host):
        return browser_ipv4(host)
    return host if len(host) <= LONGEST_HOST else None


def _malformed(value: str, rule: str) -> Refusal:
    detail = f"{rule}, as a browser writes it; this request sent “{shown(value)}”. Send the header unchanged."
    return Refusal("origin_malformed", detail, {"origin": shown(value, LONGEST_ORIGIN)})


_MISSING = Refusal(
    "origin_missing",
    "The request has no Origin header, so it does not come from a web page. "
    "Start the widget in a browser; from a server use a secret key.",
    {"origin": None},
)
_NULL = Refusal(
    "origin_null",
    "The page has no origin of its own, as in a sandboxed frame or a file:// page. Serve it from a registered website "
    "over https, and give a sandboxed frame allow-same-origin.",
    {"origin": "null"},
)
