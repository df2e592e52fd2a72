"""Reads what somebody wants of an endpoint; a refusal names the field."""

from dataclasses import dataclass

from eye.clock import DAY, HOUR, SECOND
from eye.http.fields import YEAR_9999, Fields, wrong
from eye.webhooks.address import LONGEST, Address, read_address
from eye.webhooks.model import MODES, TYPES

LONGEST_DESCRIPTION = 200
OVERLAPS = {0: "none", HOUR: "1 hour", DAY: "24 hours", 7 * DAY: "7 days"}
DEFAULT_OVERLAP = DAY


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """`mode` is one of MODES."""

    address: Address
    description: str
    types: tuple[str, ...]
    mode: str


@dataclass(frozen=True, slots=True)
class Change:
    """None keeps what is."""

    address: Address | None = None
    description: str | None = None
    types: tuple[str, ...] | None = None
    mode: str | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """Deliveries made from `since` to before `until` (milliseconds UTC); `delivered` means those that arrived too."""

    since: int
    until: int
    delivered: bool


def read_new(fields: Fields, *, loopback: bool) -> NewEndpoint:
    address = read_address(fields.required_text("url", most=LONGEST), loopback=loopback)
    types = read_types(fields) if fields.has("types") else ("flag.raised",)
    return NewEndpoint(address, _description(fields), types, _mode(fields) or "all")


def read_change(fields: Fields, *, loopback: bool) -> Change:
    url = fields.text("url", most=LONGEST)
    return Change(
        read_address(url, loopback=loopback) if url is not None else None,
        _description(fields) if "description" in fields.found else None,
        read_types(fields) if fields.has("types") else None,
        _mode(fields),
    )


def read_types(fields: Fields) -> tuple[str, ...]:
    """Each once, in the order of the table."""
    found = fields.texts("types")
    unknown = [name for name in found if name not in TYPES]
    if unknown:
        raise wrong("types", f"has {unknown[0][:40]!r}; give some of {', '.join(TYPES)}")
    if not found:
        raise wrong("types", "is empty; choose at least one")
    return tuple(name for name in TYPES if name in found)


def read_type(fields: Fields) -> str:
    """The type of a test; a flag where none is given."""
    found = fields.text("type") or "flag.raised"
    if found not in TYPES:
        raise wrong("type", f"is {found[:40]!r}; give one of {', '.join(TYPES)}")
    return found


def read_overlap(fields: Fields) -> int:
    """Milliseconds that the old secret signs beside the new one; the field is in seconds."""
    seconds = fields.integer("overlap", least=0)
    length = DEFAULT_OVERLAP if seconds is None else seconds * SECOND
    if length not in OVERLAPS:
        choices = ", ".join(str(length // SECOND) for length in OVERLAPS)
        raise wrong("overlap", f"must be one of {choices} (seconds)")
    return length


def read_range(fields: Fields) -> Range:
    """Without fields: everything that did not arrive."""
    since, until = fields.time("from"), fields.time("to")
    which = fields.text("which") or "undelivered"
    if which not in ("undelivered", "all"):
        raise wrong("which", "must be undelivered or all")
    return Range(since or 0, YEAR_9999 if until is None else until, which == "all")


def _description(fields: Fields) -> str:
    return fields.text("description", most=LONGEST_DESCRIPTION) or ""


def _mode(fields: Fields) -> str | None:
    mode = fields.text("mode")
    if mode is not None and mode not in MODES:
        raise wrong("mode", f"must be one of {', '.join(MODES)}")
    return mode
