"""Lists in pages: newest first, continued after the last id (keyset), never by counting rows."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from eye.errors import Refused

FIRST = "zzzz"  # after every id of ours, in the order of C as in that of a language


@dataclass(frozen=True, slots=True)
class Page:
    limit: int
    before: str


def read_page(request: Request) -> Page:
    """`limit` (1–500, default 50) and `cursor` of the query."""
    text = request.query_params.get("limit", "50")
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= 500):
        raise Refused("param_invalid", "limit must be a whole number from 1 to 500.", field="limit")
    cursor = request.query_params.get("cursor", FIRST)
    if not 1 <= len(cursor) <= 200 or not cursor.isascii() or not cursor.isprintable():
        raise wrong_cursor()
    return Page(int(text), cursor)


def wrong_cursor() -> Refused:
    return Refused("param_invalid", "cursor must be the nextCursor of the page before.", field="cursor")


def read_switch(request: Request, name: str) -> bool | None:
    """`true` or `false` of the query; None where it is not asked for."""
    text = request.query_params.get(name)
    if text not in (None, "true", "false"):
        raise Refused("param_invalid", f"{name} must be true or false.", field=name)
    return None if text is None else text == "true"


def page(items: list[dict[str, Any]], asked: Page, name: str = "id") -> dict[str, Any]:
    """One page out of `limit + 1` items; `nextCursor` is null on the last one."""
    shown = items[: asked.limit]
    more = len(items) > asked.limit
    return {"items": shown, "nextCursor": shown[-1][name] if more else None}
