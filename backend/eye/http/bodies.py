"""Reads bodies with a limit and turns them into objects; whatever is wrong becomes a refusal with a name."""

from collections.abc import Collection
from typing import Any

import msgspec
from python_multipart.multipart import parse_options_header
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from eye.errors import Refused

DEPTH = 16


async def read_body(request: Request, limit: int) -> bytes:
    """At most `limit` bytes of body; `too_large` as soon as it is known that there is more."""
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared) > limit:
        raise _too_large(limit)
    body, more = b"", True
    # Not `request.stream()`, which costs more than the rest of this function: nearly every body is one message.
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > limit:
            raise _too_large(limit)
        more = message.get("more_body", False)
    return body


def _too_large(limit: int) -> Refused:
    return Refused("too_large", f"The body may have at most {limit:,} bytes; send less at a time.", limit=limit)


def check_charset(request: Request) -> None:
    """`request_malformed` for a form in another charset than UTF-8.

    Python's decoders have more than charsets: some make half surrogates, some raise, some take the square of the time.
    """
    _, options = parse_options_header(request.headers.get("content-type", ""))
    if options.get(b"charset", b"utf-8").lower() not in (b"utf-8", b"utf8"):
        raise Refused("request_malformed", "The form is not in UTF-8; send it without a charset.")


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
    """Whether `value`, as it was read from JSON, nests lists and objects deeper than `left` levels."""
    if isinstance(value, dict):
        inside: Collection[Any] = value.values()
    elif isinstance(value, list):
        inside = value
    else:
        return False
    if left == 0:
        return True
    # A loop, and no call for a plain value: every event is asked.
    for inner in inside:  # noqa: SIM110
        if isinstance(inner, dict | list) and too_deep(inner, left - 1):
            return True
    return False


def answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """`value` as JSON that no cache keeps."""
    return Response(
        msgspec.json.encode(value),
        status,
        headers={"cache-control": "no-store", **(headers or {})},
        media_type="application/json",
    )
