"""Writes CSV (RFC 4180) that a spreadsheet only shows: no cell of ours is ever taken for a formula."""

from collections.abc import Iterable

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_line(cells: Iterable[str | int | None]) -> str:
    """One line with its end; None is an empty cell."""
    return ",".join(_cell(cell) for cell in cells) + "\r\n"


def _cell(value: str | int | None) -> str:
    if value is None or isinstance(value, int):
        return "" if value is None else str(value)
    text = f"'{value}" if value.startswith(_FORMULA) else value
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\r\n') else text
