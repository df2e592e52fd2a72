"""The log on stderr: one JSON object a line, or plain text for a person at a terminal.

Errors are written as types and places only. What an exception says may hold a name, an address or a token.
"""

import logging
import sys
import traceback
from typing import Any, TextIO

import msgspec

from eye.clock import iso

LINKS = 5  # of a chain of causes


def write_logs(form: str | None, level: int = logging.INFO, stream: TextIO | None = None) -> logging.Handler:
    """Send what is logged to `stream` (stderr); `form` is json, text, or None to choose by whether a person reads it.

    Of Eye from `level` on, of the libraries warnings. Called again it replaces what it did before.
    """
    found = stream or sys.stderr
    written = logging.StreamHandler(found)
    chosen = form or ("text" if found.isatty() else "json")
    written.setFormatter(JsonLines() if chosen == "json" else TextLines())
    root = logging.getLogger()
    for before in [one for one in root.handlers if isinstance(one.formatter, JsonLines | TextLines)]:
        root.removeHandler(before)
    root.addHandler(written)
    root.setLevel(logging.WARNING)
    logging.getLogger("eye").setLevel(level)
    return written


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": iso(int(record.created * 1000)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": said(record),
            "process": record.process,
            **_fields(record),
        }
        return msgspec.json.encode(line).decode()


class TextLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = str(iso(int(record.created * 1000)))[11:19]
        fields = " ".join(f"{name}={value}" for name, value in _fields(record).items() if name != "errors")
        errors = [f"\n  {one['type']}\n    " + "\n    ".join(one["places"]) for one in _errors(record)]
        return f"{at} {record.levelname.lower():7} {said(record)} {fields}".rstrip() + "".join(errors)


def said(record: logging.LogRecord) -> str:
    """The first line: libraries append what an exception or a task holds."""
    return record.getMessage().partition("\n")[0]


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    found: dict[str, Any] = dict(getattr(record, "fields", {}))
    if request_id := getattr(record, "request_id", None):
        found["requestId"] = request_id
    if errors := _errors(record):
        found["errors"] = errors
    return found


def _errors(record: logging.LogRecord) -> list[dict[str, Any]]:
    """The error and its causes, the outermost first: `type`, and `places` from the outer call to the inner one."""
    found: list[dict[str, Any]] = []
    problem = record.exc_info[1] if record.exc_info else None
    while problem is not None and len(found) < LINKS:
        found.append({"type": _type(problem), "places": _places(problem)})
        problem = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    return found


def _type(problem: BaseException) -> str:
    """With the code that a database gives its errors."""
    kind = type(problem)
    code = getattr(problem, "sqlstate", None) or getattr(problem, "sqlite_errorname", None)
    return f"{kind.__module__}.{kind.__qualname__}" + (f" {code}" if code else "")


def _places(problem: BaseException) -> list[str]:
    frames = traceback.walk_tb(problem.__traceback__)
    return [f"{frame.f_code.co_filename}:{line} {frame.f_code.co_qualname}" for frame, line in frames]
