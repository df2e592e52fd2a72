"""Whether an origin may start Eye, told to a member: the verdict of a real start, and why in words."""

import re
from dataclasses import dataclass

from eye.db import Row, Tx
from eye.domains import store
from eye.domains.check import judge_origin
from eye.domains.preview import preview
from eye.errors import Refusal

_ADDRESS = re.compile(r"(?P<origin>https?://[^/?#\s]+)[/?#]", re.I)
_BARE = re.compile(r"[^/?#\s:@]+\.[^/?#\s:@]+(:\d+)?\Z")
_LOCAL = re.compile(r"localhost(:\d+)?\Z", re.I)


@dataclass(frozen=True, slots=True)
class Reason:
    """What one entry says about it."""

    name: str
    entry: str
    why: str


@dataclass(frozen=True, slots=True)
class Tested:
    """`origin` is what was judged, `typed` what was pasted where that is something else; `code` is of a refusal."""

    origin: str
    typed: str | None
    allowed: bool
    code: str | None
    sentence: str
    reasons: tuple[Reason, ...]


def judged(tx: Tx, organisation_id: str, text: str) -> Tested:
    """Asks the judge that `init` asks. A whole address, or a host alone, is taken for the origin that it means."""
    origin = origin_of(text)
    rows = store.list_domains(tx, organisation_id)
    found = judge_origin(lambda: rows, [origin])
    typed = text if origin != text else None
    if isinstance(found, Refusal):
        read = found.code not in ("origin_malformed", "origin_missing", "origin_null")
        reasons = tuple(_reason(row, origin) for row in rows) if read else ()
        return Tested(origin, typed, False, found.code, found.detail, reasons)
    row = next(row for row in rows if row["id"] == found.domain_id)
    return Tested(origin, typed, True, None, "A page there can start Eye.", (_reason(row, origin),))


def origin_of(text: str) -> str:
    """People copy what the address bar shows; a browser sends the part up to the first slash."""
    if found := _ADDRESS.match(text):
        return found["origin"]
    if _LOCAL.match(text):
        return f"http://{text}"
    return f"https://{text}" if _BARE.match(text) else text


def _reason(row: Row, origin: str) -> Reason:
    asked = preview(row["entry"], origin).asked
    return Reason(row["name"], row["entry"], asked.why if asked else "")
