"""Reads what a page sends to `POST /v1/events`. What cannot be read is refused whole; one bad event is only marked."""

import re
from dataclasses import dataclass, field
from typing import Any

import msgspec

from eye.clock import from_iso
from eye.errors import Refused
from eye.events.types import wrong_data
from eye.http.bodies import read_object, too_deep
from eye.http.fields import Fields, wrong

MOST = 100
LARGEST = 64 * 1024
LAST_SEQ = 10_000_000
_MEDIA_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")


@dataclass(slots=True)
class Sent:
    """One event as sent. `at` in milliseconds UTC, None where it cannot be read; `code` says why it is rejected."""

    seq: int
    type: str = ""
    at: int | None = None
    at_text: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    media_id: str | None = None
    code: str | None = None


class _Event(msgspec.Struct):
    seq: int
    type: str
    at: str
    data: dict[str, Any] | None = None
    mediaId: str | None = None


class _Body(msgspec.Struct):
    token: str
    events: list[_Event]


_decoder = msgspec.json.Decoder(_Body)


def read_batch(body: bytes) -> tuple[str, list[Sent]]:
    """The token and the events in order. Refused: `request_malformed`, `param_missing`, `param_invalid`."""
    try:
        found = _decoder.decode(body)
        token, sent = found.token, [_sent(event) for event in found.events]
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        token, sent = _read_slowly(body)  # it says what is wrong, or marks the events that are
    _check_count(len(sent))
    _check_order(sent)
    return token, sent


def _sent(event: _Event) -> Sent:
    data = event.data or {}
    if too_deep(data):
        raise Refused("request_malformed", "The JSON is nested too deep.")
    code = wrong_data(event.type, data)
    if event.mediaId is not None and not _MEDIA_ID.match(event.mediaId):
        code = code or "event_media_id_invalid"
    return Sent(event.seq, event.type, _time(event.at), event.at, data, event.mediaId, code)


def _time(text: str) -> int | None:
    try:
        return from_iso(text)
    except ValueError:
        return None


def _read_slowly(body: bytes) -> tuple[str, list[Sent]]:
    fields = Fields(read_object(body))
    token, events = fields.required("token"), fields.found.get("events")
    if not isinstance(token, str):
        raise wrong("token", "must be a text")
    if events is None:
        raise Refused("param_missing", "events is missing; send a list, if need be an empty one.", field="events")
    if not isinstance(events, list):
        raise wrong("events", "must be a list")
    _check_count(len(events))
    return token, [_read_event(event, position) for position, event in enumerate(events)]


def _read_event(found: Any, position: int) -> Sent:
    if not isinstance(found, dict):
        raise wrong(f"events[{position}]", "must be an object")
    seq = found.get("seq")
    if isinstance(seq, bool) or not isinstance(seq, int):
        raise wrong(f"events[{position}].seq", f"must be a whole number from 1 to {LAST_SEQ:,}")
    try:
        return _sent(msgspec.convert(found, _Event))
    except msgspec.ValidationError:
        return Sent(seq, code="event_malformed")


def _check_count(count: int) -> None:
    if count > MOST:
        raise wrong("events", f"has {count:,} events; send at most {MOST} at a time")


def _check_order(sent: list[Sent]) -> None:
    before = 0
    for position, event in enumerate(sent):
        if not before < event.seq <= LAST_SEQ:
            what = f"must be a whole number from 1 to {LAST_SEQ:,}, greater than the one before it"
            raise wrong(f"events[{position}].seq", what)
        before = event.seq
