"""Signs what this Eye hands out and takes back. Each purpose has a salt, so that no token passes for another.

Tokens carry ids only. What holds is always read from the database.
"""

import functools
import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec
from itsdangerous import BadData, Signer, base64_decode, base64_encode, want_bytes

from eye.clock import SECOND

REMEMBERED = 4_096  # tokens of the pages that were here last: each sends the same one every few seconds
LEEWAY = 30  # seconds; itsdangerous' own `max_age` refuses a token of a clock one second ahead


class _Signer(Signer):
    """A signer that derives the key of each secret once, and not for every token."""

    def __init__(self, secrets: tuple[str, ...], purpose: str) -> None:
        super().__init__(list(secrets), salt=purpose, key_derivation="hmac", digest_method=hashlib.sha256)
        self._derived = {secret: super(_Signer, self).derive_key(secret) for secret in self.secret_keys}

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        return self._derived[self.secret_keys[-1] if secret_key is None else want_bytes(secret_key)]


@functools.lru_cache(maxsize=24)
def _signer(secrets: tuple[str, ...], purpose: str) -> _Signer:
    return _Signer(secrets, purpose)


def sign(secrets: tuple[str, ...], purpose: str, payload: dict[str, Any]) -> str:
    """`payload` with a signature of the newest secret."""
    return _signer(secrets, purpose).sign(base64_encode(msgspec.json.encode(payload))).decode()


@functools.lru_cache(maxsize=REMEMBERED)
def _signed(secrets: tuple[str, ...], purpose: str, text: str) -> Mapping[str, Any]:
    """What is in a token of ours, which the same text is for ever. Anything else raises, and is not remembered."""
    found = msgspec.json.decode(base64_decode(_signer(secrets, purpose).unsign(text)))
    if not isinstance(found, dict):
        raise BadData("not an object")
    return MappingProxyType(found)


def read(secrets: tuple[str, ...], purpose: str, text: Any, longest: int, now: int | None) -> Mapping[str, Any] | None:
    """What was signed for this purpose, by a clock that is not ahead of ours; None for anything else.

    Without `now` it may be of any clock: ours may have been set back since.

    Look at `is_over` before believing it. `now` in milliseconds UTC.
    """
    if not isinstance(text, str) or len(text) > longest:
        return None
    try:
        found = _signed(secrets, purpose, text)
    except (BadData, UnicodeError, msgspec.DecodeError):
        return None
    if now is not None and found["iat"] > now // SECOND + LEEWAY:
        return None
    return found


def is_over(payload: Mapping[str, Any], now: int) -> bool:
    """Whether its time has passed, by any clock that is near ours."""
    return bool(payload["exp"] < now // SECOND - LEEWAY)
