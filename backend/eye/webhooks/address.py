"""Where a webhook may be sent: the address that is typed, and its host among the organisation's domains."""

import re
from dataclasses import dataclass

from eye.db import Tx
from eye.domains import store as domains
from eye.domains.entry import stored_entry
from eye.domains.host import is_loopback, read_host, shown
from eye.domains.origin import DEFAULT_PORTS
from eye.errors import Refusal, Refused
from eye.http.fields import wrong

LONGEST = 2_000
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[^/?#@:\\\[\]]+)(?::(?P<port>[1-9][0-9]{0,4}))?"
    r"(?P<target>[/?][\x21-\x7e]*)?\Z",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Address:
    """`host` as browsers write it (IPv6 in brackets); `target` is path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        return self.host if self.port == DEFAULT_PORTS[self.scheme] else f"{self.host}:{self.port}"

    @property
    def text(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"

    @property
    def loopback(self) -> bool:
        return is_loopback(self.host)


def read_address(text: str, *, loopback: bool) -> Address:
    """`param_invalid` about `url`, if it is none. With `loopback` it may mean this machine itself, also by http."""
    address = _parse(text)
    if address.loopback and not loopback:
        raise wrong("url", "means the machine of Eye itself, which its operator does not allow (EYE_WEBHOOK_LOOPBACK)")
    if address.scheme != "https" and not address.loopback:
        raise wrong("url", "must begin with https://")
    return address


def stored_address(text: str) -> Address:
    """The address of a stored text."""
    return _parse(text)


def _parse(text: str) -> Address:
    found = _URL.match(text)
    if len(text) > LONGEST or found is None or "#" in text:
        raise wrong("url", "must be a whole address without user name and fragment, such as https://example.com/eye")
    scheme = found["scheme"].lower()
    try:
        host = read_host(found["host"].lower())
    except Refused as refused:
        raise wrong("url", f"has no host that can be read. {refused.refusal.detail}") from None
    port = int(found["port"] or DEFAULT_PORTS[scheme])
    if port > 65_535:
        raise wrong("url", "has a port above 65535")
    target = found["target"] or "/"
    return Address(scheme, host, port, target if target.startswith("/") else f"/{target}")


def registered(tx: Tx, organisation_id: str, address: Address) -> Refusal | None:
    """`webhook_host_not_registered` unless a domain of the organisation covers the host; asked at every attempt."""
    entries = (stored_entry(row["entry"]) for row in domains.entries(tx, organisation_id))
    if any(entry.covers(address.host) for entry in entries):
        return None
    detail = f"{shown(address.host)} is not a domain of this organisation. Register it under Settings → Domains first."
    return Refusal("webhook_host_not_registered", detail, {"field": "url"})
