"""Checks the fields of a JSON object one by one, so that a refusal names the field and says what belongs there."""

import re
from typing import Any

from eye.clock import from_iso
from eye.errors import Refused

OUTSIDE_ID = re.compile(r"[A-Za-z0-9._~:@-]{1,128}\Z")
# What a template engine or a string concatenation leaves behind when nobody filled it in.
UNFILLED = re.compile(
    r"undefined|null|none|nan|\[object object\]|.*(\{\{.*\}\}|\$\{.*\}|<%.*%>|\{%.*%\}).*", re.I | re.S
)
SAFE_INTEGER = 2**53 - 1
YEAR_9999 = 253_370_764_800_000  # milliseconds UTC; from the next year on a time cannot be written in four digits


class Fields:
    """One JSON object. `None` counts as absent: browsers send what their caller left out as null."""

    def __init__(self, found: dict[str, Any]) -> None:
        self.found = found

    def has(self, name: str) -> bool:
        return self.found.get(name) is not None

    def required(self, name: str) -> Any:
        value = self.found.get(name)
        if value is None or value == "":
            raise Refused("param_missing", f"{name} is missing; it is required.", field=name)
        return value

    def text(self, name: str, *, most: int = 200, lines: bool = False) -> str | None:
        """A text of at most `most` characters, without control characters, trimmed; empty counts as absent.

        Only with `lines` it may have several.
        """
        value = self.found.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise wrong(name, "must be a text")
        if len(value) > most:
            raise wrong(name, f"has {len(value):,} characters; at most {most} are kept")
        checked = value.replace("\r", "").replace("\n", "") if lines else value
        if any(ord(sign) < 32 or 0xD800 <= ord(sign) < 0xE000 or sign == "\x7f" for sign in checked):
            raise wrong(name, "contains control characters")
        return value.strip() or None

    def required_text(self, name: str, *, most: int = 200) -> str:
        self.required(name)
        value = self.text(name, most=most)
        if value is None:
            raise Refused("param_missing", f"{name} is empty; it is required.", field=name)
        return value

    def outside_id(self, name: str) -> str:
        """An id that the platform gave: 1 to 128 of letters, digits and `. _ ~ : @ -`."""
        value = self.required(name)
        if not isinstance(value, str):
            raise wrong(name, "must be a text")
        if UNFILLED.fullmatch(value):
            raise wrong(name, f"is {value[:60]!r}: the page's template did not fill it in")
        if not OUTSIDE_ID.match(value):
            raise wrong(name, "must have 1 to 128 characters of A-Z, a-z, 0-9 and . _ ~ : @ -")
        return value

    def integer(self, name: str, *, least: int, most: int = SAFE_INTEGER) -> int | None:
        value = self.found.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise wrong(name, f"must be a whole number from {least} to {most}")
        return value

    def decimal(self, name: str, *, least: float, most: float) -> float | None:
        value = self.found.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise wrong(name, f"must be a number from {least} to {most}")
        return float(value)

    def seconds(self, name: str, *, most: int) -> int | None:
        """A duration in seconds, more than 0; returned in milliseconds."""
        value = self.found.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= most:
            raise wrong(name, f"must be a number of seconds from 1 to {most}")
        return round(value * 1000)

    def switch(self, name: str) -> bool | None:
        value = self.found.get(name)
        if value is not None and not isinstance(value, bool):
            raise wrong(name, "must be true or false")
        return value

    def choice(self, name: str, choices: tuple[str, ...]) -> str | None:
        value = self.found.get(name)
        if value is not None and value not in choices:
            raise wrong(name, f"must be one of {', '.join(choices)}")
        return value

    def time(self, name: str) -> int | None:
        """An ISO 8601 time, returned in milliseconds UTC."""
        value = self.found.get(name)
        if value is None:
            return None
        try:
            at = from_iso(value)
        except (TypeError, ValueError):
            raise wrong(name, "must be a time such as 2026-01-31T09:00:00Z") from None
        if not 0 <= at < YEAR_9999:
            raise wrong(name, "must be a time of the years 1970 to 9998")
        return at

    def texts(self, name: str) -> list[str]:
        value = self.found.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value) or len(value) > 100:
            raise wrong(name, "must be a list of texts")
        return value

    def inner(self, name: str) -> "Fields":
        value = self.found.get(name)
        if value is not None and not isinstance(value, dict):
            raise wrong(name, "must be an object")
        return Fields(value or {})


def wrong(name: str, what: str) -> Refused:
    """`param_invalid` about the field `name`; `what` completes the sentence that starts with it."""
    return Refused("param_invalid", f"{name} {what}.", field=name)
