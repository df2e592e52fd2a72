"""Between the form of an assessment and what the API takes: shows it, reads it, says beside a field what is wrong."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.datastructures import FormData

from eye.assessments.wanted import wanted_of
from eye.dashboard.assessments.fields import FIELDS, Field
from eye.dashboard.typed import ticked, typed
from eye.errors import Refusal
from eye.http.fields import OUTSIDE_ID

_NUMBER = re.compile(r"[0-9]{1,9}\Z")
_DECIMAL = re.compile(r"[0-9]{1,3}([.,][0-9]{1,3})?\Z")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?\Z", re.ASCII)
LONGEST_LINE = 300
EVERY = tuple(FIELDS.values())

Sent = dict[str, Any]  # by key: a text, or a tuple of the boxes that are ticked
Mistakes = dict[str, str]  # by key: the sentence beside the field


def fresh() -> dict[str, Any]:
    """What a new assessment is where nothing is decided."""
    decided: dict[str, Any] = dict.fromkeys(("duration_ms", "attempts", "opens_at", "closes_at"))
    return wanted_of(decided | dict.fromkeys(("ai_proctoring", "facial_recognition"), "host") | _NAMELESS)


_NAMELESS = {"id": "", "title": "", "policy": "{}"}


def shown(wanted: Mapping[str, Any], fields: Iterable[Field] = EVERY) -> Sent:
    """The form's fields as they stand in `wanted`."""
    return {field.key: _shown(field, _at(wanted, field.path)) for field in fields}


def _at(wanted: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        wanted = wanted.get(name) if isinstance(wanted, Mapping) else None
    return wanted


def _shown(field: Field, value: Any) -> Any:
    if field.kind == "boxes":
        return tuple(value or ())
    if field.kind == "switch":
        return "on" if value else ""
    if value is None:
        return ""
    if field.kind == "number":
        return f"{value / field.factor:.10g}"
    if field.kind == "time":  # the browser's own field leaves out seconds that are zero
        return value[:16] if value[16:19] == ":00" else value[:19]
    return str(value)


def read(form: FormData, fields: Iterable[Field] = EVERY) -> Sent:
    """What was typed, to be shown again where something is wrong with it."""
    return {field.key: _read(form, field) for field in fields}


def _read(form: FormData, field: Field) -> Any:
    if field.kind == "boxes":
        return ticked(form, field.key)
    if field.kind == "lines":
        text = form.get(field.key, "")
        return "".join(sign for sign in str(text) if sign.isprintable() or sign == "\n").strip()
    return typed(form, field.key, LONGEST_LINE)


def to_body(sent: Sent, before: Sent, fields: Iterable[Field] = EVERY) -> tuple[dict[str, Any], Mistakes]:
    """What the API would be sent, of the fields that differ from `before`; and what of it cannot be."""
    body: dict[str, Any] = {}
    mistakes: Mistakes = {}
    for field in fields:
        if sent[field.key] == before[field.key] and not field.required:
            continue
        sentence = _mistake(field, sent[field.key])
        if sentence:
            mistakes[field.key] = sentence
        else:
            _put(body, field.path, _value(field, sent[field.key]))
    return body, mistakes


def _put(body: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for name in path[:-1]:
        body = body.setdefault(name, {})
    body[path[-1]] = value


def _mistake(field: Field, value: Any) -> str | None:
    if field.kind == "id" and not OUTSIDE_ID.match(value):
        return "Use 1 to 128 of the characters A–Z, a–z, 0–9 and . _ ~ : @ - without spaces."
    if field.kind in ("text", "lines") and (len(value) > field.most or (field.required and not value)):
        least = "1 to" if field.required else "at most"
        return f"Write {least} {field.most:,} characters."
    if field.kind == "number" and value and not (_NUMBER.match(value) and field.least <= int(value) <= field.most):
        return f"Give a whole number from {field.least:,} to {field.most:,}, or leave it empty."
    if (
        field.kind == "decimal"
        and value
        and not (_DECIMAL.match(value) and field.least <= _decimal(value) <= field.most)
    ):
        return f"Give a number from {field.least} to {field.most}, such as 0.5, or leave it empty."
    if field.kind == "time" and value and not _TIME.match(value):
        return "Give a day and a time, such as 2026-01-31T09:00, or leave it empty."
    if field.kind == "choice" and value and value not in dict(field.choices):
        return "Choose one of these."
    return None


def _value(field: Field, value: Any) -> Any:
    if field.kind == "boxes":
        return [name for name, _ in field.choices if name in value]
    if field.kind == "switch":
        return value == "on"
    if value == "":
        return None
    if field.kind == "number":
        return int(value) * field.factor
    if field.kind == "decimal":
        return _decimal(value)
    return f"{value}Z" if field.kind == "time" else value


def _decimal(text: str) -> float:
    return float(text.replace(",", "."))


def mistake_of(refusal: Refusal) -> Mistakes:
    """The refusal beside the field that it names."""
    named = refusal.fields.get("field")
    key = next((key for key, field in FIELDS.items() if field.path[-1] == named), "title")
    return {"id" if refusal.code == "assessment_duplicate" else key: refusal.detail}
