"""Fields of bodies and queries as JSON Schema, in the words of `http/fields.py`, which checks them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from eye.http.fields import OUTSIDE_ID

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Body:
    """What a request carries. `optional`: an empty body is taken too. `media` is its content type."""

    name: str
    schema: Schema
    optional: bool = False
    media: str = "application/json"


def body(
    name: str,
    required: Mapping[str, Schema] | None = None,
    optional: Mapping[str, Schema] | None = None,
    *,
    may_be_empty: bool = False,
    media: str = "application/json",
    example: Mapping[str, Any] | None = None,
) -> Body:
    """A JSON object; in an optional field null counts as absent. Fields that are not named here are ignored.

    Without `example` the one that is shown has every field.
    """
    schema = object_of(required or {}, optional or {})
    return Body(name, {**schema, "examples": [dict(example)]} if example else schema, may_be_empty, media)


def object_of(required: Mapping[str, Schema], optional: Mapping[str, Schema]) -> Schema:
    fields = {**required, **{name: or_null(schema) for name, schema in optional.items()}}
    return {"type": "object", "properties": fields, **({"required": list(required)} if required else {})}


def or_null(schema: Schema) -> Schema:
    found = dict(schema)
    if isinstance(found.get("type"), str):
        found["type"] = [found["type"], "null"]
    if "enum" in found:
        found["enum"] = [*found["enum"], None]
    return found


def text(example: str, *, most: int = 200, about: str = "") -> Schema:
    return _about({"type": "string", "maxLength": most, "examples": [example]}, about)


def name(example: str, *, most: int = 200, about: str = "") -> Schema:
    """A text that must say something."""
    return {**text(example, most=most, about=about), "minLength": 1}


def outside_id(example: str, about: str = "") -> Schema:
    """An id that the platform gave."""
    pattern = f"^{OUTSIDE_ID.pattern.removesuffix(chr(92) + 'Z')}$"
    return _about({"type": "string", "pattern": pattern, "examples": [example]}, about)


def integer(example: int, least: int, most: int | None = None, about: str = "") -> Schema:
    bounds = {"minimum": least} if most is None else {"minimum": least, "maximum": most}
    return _about({"type": "integer", **bounds, "examples": [example]}, about)


def decimal(example: float, least: float, most: float, about: str = "") -> Schema:
    return _about({"type": "number", "minimum": least, "maximum": most, "examples": [example]}, about)


def switch(about: str = "", *, example: bool = True) -> Schema:
    return _about({"type": "boolean", "examples": [example]}, about)


def choice(choices: Iterable[Any], about: str = "", *, example: Any = None) -> Schema:
    found = list(choices)
    return _about({"enum": found, "examples": [found[0] if example is None else example]}, about)


def time(about: str = "", example: str = "2026-01-31T09:00:00Z") -> Schema:
    return _about({"type": "string", "format": "date-time", "examples": [example]}, about)


def texts(example: list[str], about: str = "", *, choices: Iterable[str] | None = None) -> Schema:
    items: Schema = {"type": "string"} if choices is None else {"enum": list(choices)}
    return _about({"type": "array", "items": items, "maxItems": 100, "examples": [example]}, about)


def _about(schema: Schema, about: str) -> Schema:
    return {"description": about, **schema} if about else schema


PAGED: dict[str, Schema] = {
    "limit": {**integer(50, 1, 500, "How many, at most."), "default": 50},
    "cursor": {"type": "string", "minLength": 1, "maxLength": 200, "description": "The nextCursor of the page before."},
}
