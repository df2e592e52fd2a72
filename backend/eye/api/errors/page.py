"""What the page of one error code says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """Sentences to a developer: what `happened`, the usual `cause`, the `fix`, and how to `check` that it is mended."""

    happened: str
    cause: str
    fix: str
    check: str
