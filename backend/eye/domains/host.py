"""Hosts the way browsers write them, so that an entry and an origin can be compared as plain text."""

import ipaddress
import re
from functools import cache

import idna
from publicsuffixlist import PublicSuffixList

from eye.errors import Refused

LONGEST_HOST = 253

_LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
# UTS 46 reads these three as full stops.
_DOTS = str.maketrans({"\u3002": ".", "\uff0e": ".", "\uff61": "."})


def shown(text: str, longest: int = 100) -> str:
    """`text` for a sentence or a JSON field: cut, and without control characters and lone surrogates."""
    clean = "".join(character if character.isprintable() else "\ufffd" for character in text[:longest])
    return clean if len(text) <= longest else f"{clean}…"


def read_host(text: str) -> str:
    """The host that a person typed as browsers write it: lower case, ASCII, IPv6 in brackets. Raises Refused."""
    if text.startswith("["):
        return _read_ipv6(text)
    host = _ascii(text).removesuffix(".")
    if ends_in_number(host):
        return _read_ipv4(host)
    if len(host) > LONGEST_HOST or not _NAME.fullmatch(host):
        raise _not_a_host(text, "Write a host such as exam.example.com.")
    return host


def ends_in_number(host: str) -> bool:
    """Whether a browser takes `host` (lower case) for an IPv4 address, be it a valid one or not."""
    return _NUMBER.fullmatch(host.rpartition(".")[2]) is not None


def browser_ipv4(text: str) -> str | None:
    """An IPv4 address of four decimal numbers, None for anything else."""
    try:
        return str(ipaddress.IPv4Address(text))
    except ValueError:
        return None


def browser_ipv6(text: str) -> str | None:
    """The address in `text` (without brackets) as browsers write it, with brackets; None if it is none."""
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return None
    if address.scope_id is not None:
        return None
    if address.ipv4_mapped:
        # Python 3.13 began to write these with dots; browsers never do.
        return f"[::ffff:{int(address) >> 16 & 0xFFFF:x}:{int(address) & 0xFFFF:x}]"
    return f"[{address}]"


def is_ip(host: str) -> bool:
    """Whether `host`, as `read_host` gives it, is an address instead of a name."""
    return host.startswith("[") or ends_in_number(host)


def is_loopback(host: str) -> bool:
    """localhost, a name below it, 127.0.0.0/8 or [::1]; `host` as `read_host` gives it."""
    if is_ip(host):
        return host == "[::1]" or host.startswith("127.")
    return host == "localhost" or host.endswith(".localhost")


def is_public_suffix(host: str) -> bool:
    """Whether anybody may register names directly below `host`, such as co.uk or vercel.app."""
    return not is_ip(host) and _suffixes().publicsuffix(host) == host


@cache
def _suffixes() -> PublicSuffixList:
    # Reading the list takes a tenth of a second: only those who add an entry wait for it.
    return PublicSuffixList()


def _ascii(text: str) -> str:
    if text.isascii():
        return text.lower()
    if len(text) > LONGEST_HOST:
        raise _not_a_host(text, "A host has at most 253 characters.")
    return ".".join(_ascii_label(label) for label in text.translate(_DOTS).split("."))


def _ascii_label(label: str) -> str:
    # Each label by itself: an ASCII one skips IDNA, which would refuse the underscore that DNS and browsers accept.
    if label.isascii():
        return label.lower()
    try:
        return idna.encode(label, uts46=True, transitional=False).decode("ascii")
    except ValueError:
        raise _not_a_host(label, "Write the label in its xn-- form, as the browser's address bar copies it.") from None


def _read_ipv4(host: str) -> str:
    if address := browser_ipv4(host):
        return address
    raise _not_a_host(host, "Write an IPv4 address as four decimal numbers, such as 203.0.113.7.")


def _read_ipv6(text: str) -> str:
    if text.endswith("]") and (address := browser_ipv6(text[1:-1])):
        return address
    raise _not_a_host(text, "Write an IPv6 address in brackets and without a zone, such as [2001:db8::1].")


def _not_a_host(text: str, advice: str) -> Refused:
    return Refused("entry_host", f"“{shown(text)}” is not a host. {advice}", field="entry")
