"""Signs what this Eye hands out and takes back. Each purpose has a salt, so that no token passes for another.

Tokens carry ids only. What holds is always read from the database.
"""

import functools
import hashlib
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from eye.clock import SECOND

LEEWAY = 30  # seconds; itsdangerous' own `max_age` refuses a token of a clock one second ahead


@functools.lru_cache(maxsize=24)
def _serializer(secrets: tuple[str, ...], purpose: str) -> URLSafeSerializer:
    kind = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeSerializer(list(secrets), salt=purpose, signer_kwargs=kind)


def sign(secrets: tuple[str, ...], purpose: str, payload: dict[str, Any]) -> str:
    """`payload` with a signature of the newest secret."""
    return str(_serializer(secrets, purpose).dumps(payload))


def read(secrets: tuple[str, ...], purpose: str, text: Any, longest: int, now: int) -> dict[str, Any] | None:
    """What was signed for this purpose, by a clock that is not ahead of ours; None for anything else.

    Look at `is_over` before believing it. `now` in milliseconds UTC.
    """
    if not isinstance(text, str) or len(text) > longest:
        return None
    try:
        found = _serializer(secrets, purpose).loads(text)
    except (BadData, UnicodeError):
        return None
    return found if isinstance(found, dict) and found["iat"] <= now // SECOND + LEEWAY else None


def is_over(payload: dict[str, Any], now: int) -> bool:
    """Whether its time has passed, by any clock that is near ours."""
    return bool(payload["exp"] < now // SECOND - LEEWAY)
