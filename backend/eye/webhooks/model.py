"""What webhooks are made of: the types of facts, when to try again, the secret of an endpoint. Pure."""

import base64
import hashlib
import hmac
import zlib
from collections.abc import Container
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import msgspec

from eye.clock import DAY, HOUR, MINUTE, SECOND
from eye.db import Row

FLAG_MEDIA = "flag.media"
# What an endpoint can choose, each with what a person reads.
TYPES: dict[str, str] = {
    "flag.raised": "A flag was raised",
    "flag.reviewed": "Somebody decided about a flag",
    "session.started": "Monitoring of a session started",
    "session.ended": "A session ended",
    "report.ready": "The report of a session is ready",
    "credits.low": "Credits run low",
    "credits.exhausted": "Credits ran out",
    "key.exposed": "A secret key was seen in a web page",
    "key.rotated": "An API key was replaced",
    "domain.denied": "A website that is not registered tried to start",
    "webhook.disabled": "A webhook endpoint was disabled",
}
MODES = {"all": "Live and test", "live": "Live only", "test": "Test only"}
MOST_ENDPOINTS = 10
SCHEDULE = (
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
)
LONGEST_WAIT = DAY  # what `Retry-After` may ask for at most
FAILING_LIMIT = 5 * DAY
MEDIA_PATIENCE = 30 * SECOND
KEPT = 30 * DAY


def may_know(permissions: Container[str], type: str) -> bool:
    """Whether somebody may read what is told of `type`: of flags only who may see flags."""
    return "flag.view" in permissions or not type.startswith("flag.")


def wants(endpoint: Row, type: str, test: bool) -> bool:
    """Whether the endpoint chose to hear of `type`; the media of a flag belong to the flag."""
    chosen = msgspec.json.decode(endpoint["types"], type=list[str])
    return endpoint["mode"] in ("all", "test" if test else "live") and (
        ("flag.raised" if type == FLAG_MEDIA else type) in chosen
    )


def wait_after(tries: int, subject: str, asked: int | None) -> int | None:
    """Milliseconds from the failure of try number `tries` to the next one; None when there is none.

    `subject` decides the jitter of a tenth, so that what failed together does not come back together. `asked` is
    what the answer's `Retry-After` asked for: never sooner than our own schedule, and never more than a day.
    """
    if tries > len(SCHEDULE):
        return None
    share = zlib.crc32(f"{subject}.{tries}".encode()) / 0xFFFFFFFF
    return max(round(SCHEDULE[tries - 1] * (0.9 + 0.2 * share)), min(asked or 0, LONGEST_WAIT))


def retry_after(text: str | None, now: int) -> int | None:
    """Milliseconds that a `Retry-After` asks for, in seconds or as a date (RFC 9110); None if it says neither."""
    if text is None or len(text) > 60:
        return None
    if text.isascii() and text.strip().isdigit():
        return int(text) * SECOND
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0, round(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() * SECOND) - now)


def secret_of(endpoint_id: str, salt: str, pepper: str) -> str:
    """The `whsec_…` of an endpoint. It is not stored: a copy of the database signs nothing."""
    message = f"eye webhook {endpoint_id} {salt}".encode()
    key = hmac.new(pepper.encode(), message, hashlib.sha256).digest()
    return f"whsec_{base64.b64encode(key).decode()}"


def salts(endpoint: Row, now: int) -> list[str]:
    """Of the secrets that sign now, the newest first: two during the overlap of a rotation."""
    old = endpoint["old_salt"] if (endpoint["old_until"] or 0) > now else None
    return [endpoint["salt"], *([old] if old else [])]


def moment(at: int) -> datetime:
    """Milliseconds UTC as the signing library wants them."""
    return datetime.fromtimestamp(at // SECOND, UTC)


def standing(endpoint: Row) -> str:
    """active, failing or disabled."""
    if endpoint["disabled_at"] is not None:
        return "disabled"
    return "active" if endpoint["failing_since"] is None else "failing"
