"""The only file that reads the time and chance. Everything else receives what it needs of them."""

import base64
import secrets
import time
from datetime import UTC, datetime
from functools import lru_cache
from random import Random

Chance = Random
stopwatch = time.perf_counter  # seconds since any moment: for how long something took, never for when it was

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def seeded(seed: str) -> Chance:
    """Chance that comes out the same for the same seed: for what is to be repeated, never for a secret."""
    return Chance(seed)


class Clock:
    """Milliseconds since 1970 in UTC. A test hands in one whose `now` it moves itself."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000


def new_id(prefix: str, now: int) -> str:
    """`prefix_` and a UUIDv7 (RFC 9562) in lower-case base32: ids made later sort later.

    `now` is in milliseconds UTC; the other 74 bits are random.
    """
    chance = int.from_bytes(secrets.token_bytes(10), "big")  # 80 bits, of which six make way for version and variant
    number = (now & (2**48 - 1)) << 80 | 0x7 << 76 | chance >> 68 << 64 | 0b10 << 62 | chance & (2**62 - 1)
    return f"{prefix}_{_base32_hex(number)}"


def lowest_id(prefix: str, at: int) -> str:
    """No id of this prefix made at `at` (milliseconds UTC) or later sorts before it, none made earlier after it."""
    return f"{prefix}_{_base32_hex((max(0, at) & (2**48 - 1)) << 80)}"


def made_at(id: str) -> int:
    """When `new_id` made it, in milliseconds UTC."""
    number = base64.b32hexdecode(id.rpartition("_")[2].upper() + "======")
    return int.from_bytes(number[:6], "big")


# The "extended hex" alphabet of RFC 4648 keeps the order of the bytes; the usual one does not.
_BASE32_HEX = "0123456789abcdefghijklmnopqrstuv"
_PAIRS = [first + second for first in _BASE32_HEX for second in _BASE32_HEX]
_TENS = range(120, -1, -10)


def _base32_hex(number: int) -> str:
    """26 characters of 128 bits. Every request has ids, and this takes less than half the time of `base64`."""
    number <<= 2  # to 130 bits
    return "".join([_PAIRS[number >> place & 0x3FF] for place in _TENS])


def new_secret(length: int) -> str:
    """`length` random characters of A-Z, a-z and 0-9."""
    return "".join(secrets.choice(BASE62) for _ in range(length))


BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def iso(at: int | None) -> str | None:
    """ISO 8601 in UTC with milliseconds, as every time in our JSON."""
    if at is None:
        return None
    return f"{_to_the_second(at // 1000)}.{at % 1000:03d}Z"


@lru_cache(maxsize=1024)  # every answer tells the time, and many are given in one second
def _to_the_second(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()[:19]


def from_iso(text: str) -> int:
    """Milliseconds UTC of an ISO 8601 time; one without an offset is taken as UTC. ValueError otherwise."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return round(moment.timestamp() * 1000)
    except OverflowError as problem:
        raise ValueError(str(problem)) from problem
