"""What a refusal is. The table that turns its code into an HTTP status is in `http/problems.py`."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not done, as a value: a write may return it and still commit what it counted.

    `code` is stable and documented; `detail` is a sentence to a developer that says what to do;
    `fields` are extra members of the problem document (`origin`, `field`, `retryAfter` in seconds).
    """

    code: str
    detail: str
    fields: dict[str, Any] = field(default_factory=dict)


class Refused(Exception):
    """Carries a refusal out of a place where nothing has to commit (parsing, reading)."""

    def __init__(self, code: str, detail: str, **fields: Any) -> None:
        super().__init__(f"{code}: {detail}")
        self.refusal = Refusal(code, detail, fields)


class OperatorError(Exception):
    """Something an operator must mend (settings, files, database). The message says what and how."""


def first_line(problem: BaseException) -> str:
    """What an exception says, without the pages that some libraries append for debugging."""
    return str(problem).partition("\n")[0]
