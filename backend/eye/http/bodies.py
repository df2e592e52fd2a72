"""Reads bodies with a limit and turns them into objects; whatever is wrong becomes a refusal with a name."""

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from eye.errors import Refused

DEPTH = 16


async def read_body(request: Request, limit: int) -> bytes:
    """At most `limit` bytes of body; `too_large` as soon as it is known that there is more."""
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared) > limit:
        raise _too_large(limit)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise _too_large(limit)
    return bytes(body)


def _too_large(limit: int) -> Refused:
    return Refused("too_large", f"The body may have at most {limit:,} bytes; send less at a time.", limit=limit)


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`, whatever content type was sent with it."""
    try:
        found = msgspec.json.decode(body)
    except RecursionError:
        raise Refused("request_malformed", f"The JSON is nested deeper than {DEPTH} levels.") from None
    except (msgspec.DecodeError, UnicodeError) as problem:
        raise Refused("request_malformed", f"The body is not JSON: {problem}.") from None
    if not isinstance(found, dict):
        raise Refused("request_malformed", "The body is JSON, but not an object; send {…}.")
    if too_deep(found):
        raise Refused("request_malformed", f"The JSON is nested deeper than {DEPTH} levels.")
    return found


def too_deep(value: Any, left: int = DEPTH) -> bool:
    """Whether `value` nests lists and objects deeper than `left` levels."""
    if isinstance(value, dict):
        return left == 0 or any(too_deep(inner, left - 1) for inner in value.values())
    if isinstance(value, list):
        return left == 0 or any(too_deep(inner, left - 1) for inner in value)
    return False


def answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """`value` as JSON that no cache keeps."""
    return Response(
        msgspec.json.encode(value),
        status,
        headers={"cache-control": "no-store", **(headers or {})},
        media_type="application/json",
    )
