"""The signed session token. It carries ids only; what holds is always read from the session's row."""

import functools
import hashlib
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from eye.clock import SECOND
from eye.errors import Refused

VERSION = 1
LEEWAY = 30  # seconds; itsdangerous' own `max_age` refuses a token of a clock one second ahead
LONGEST = 1024


@dataclass(frozen=True, slots=True)
class SessionToken:
    """`sid` is the session, `gen` the page of it that holds the token; `exp` in seconds UTC."""

    sid: str
    gen: int
    exp: int


@functools.lru_cache(maxsize=8)
def _serializer(secrets: tuple[str, ...]) -> URLSafeSerializer:
    kind = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeSerializer(list(secrets), salt=f"eye.session.v{VERSION}", signer_kwargs=kind)


def sign_token(secrets: tuple[str, ...], sid: str, gen: int, now: int, expires_at: int) -> str:
    """`now` and `expires_at` in milliseconds UTC."""
    payload = {"v": VERSION, "sid": sid, "gen": gen, "iat": now // SECOND, "exp": expires_at // SECOND}
    return str(_serializer(secrets).dumps(payload))


def read_token(secrets: tuple[str, ...], text: Any, now: int) -> SessionToken:
    """Refused with `session_token_invalid` or `session_token_expired`."""
    if not isinstance(text, str) or len(text) > LONGEST:
        raise _invalid()
    try:
        found = _serializer(secrets).loads(text)
    except (BadData, UnicodeError):
        raise _invalid() from None
    if not isinstance(found, dict) or found.get("v") != VERSION or found["iat"] > now // SECOND + LEEWAY:
        raise _invalid()
    if found["exp"] < now // SECOND - LEEWAY:
        raise Refused("session_token_expired", "This session's token has expired; the session is long over.")
    return SessionToken(found["sid"], found["gen"], found["exp"])


def _invalid() -> Refused:
    return Refused("session_token_invalid", "The token was not signed by this Eye; start the session with /v1/init.")
