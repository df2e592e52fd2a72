"""The format of API keys, and what may be said of one without asking the database."""

import hashlib
import hmac
import re
import zlib
from dataclasses import dataclass
from typing import Literal

from eye.clock import BASE62, new_secret
from eye.db import Row
from eye.errors import Refusal

Kind = Literal["publishable", "secret"]
Mode = Literal["live", "test"]

_SHORT = {"publishable": "pk", "secret": "sk"}
_LONG: dict[str, Kind] = {"pk": "publishable", "sk": "secret"}
_BODY = {"publishable": 24, "secret": 32}
_CHECKSUM = 6
_FORMAT = re.compile(r"eye_(?P<kind>pk|sk)_(?P<mode>live|test)_(?P<body>[0-9A-Za-z]{30}|[0-9A-Za-z]{38})\Z")


@dataclass(frozen=True, slots=True)
class KeyText:
    """A text that has the form and the checksum of a key. Whether such a key exists is another question."""

    text: str
    kind: Kind
    mode: Mode

    @property
    def shown(self) -> str:
        """The beginning and the end of the body: enough to recognise, useless to anyone else."""
        prefix, body = self.text.rsplit("_", 1)
        return f"{prefix}_{body[:4]}…{body[:-_CHECKSUM][-4:]}"


def make_key(kind: Kind, mode: Mode) -> KeyText:
    """A new key with 142 (publishable) or 190 (secret) random bits."""
    stem = f"eye_{_SHORT[kind]}_{mode}_{new_secret(_BODY[kind])}"
    return KeyText(stem + _checksum(stem), kind, mode)


def read_key(text: str) -> KeyText | Refusal:
    """`text` as a key; `key_malformed` says what is wrong with it, without repeating it."""
    found = _FORMAT.match(text)
    if found is None:
        return Refusal("key_malformed", _why_malformed(text))
    kind = _LONG[found["kind"]]
    if len(found["body"]) != _BODY[kind] + _CHECKSUM:
        return Refusal("key_malformed", "The API key is cut off or too long; copy the whole key again.")
    if _checksum(text[:-_CHECKSUM]) != text[-_CHECKSUM:]:
        return Refusal("key_malformed", "The API key has a typing error (its checksum is wrong); copy it again.")
    return KeyText(text, kind, "live" if found["mode"] == "live" else "test")


def hash_key(text: str, pepper: str) -> str:
    """What is stored of a key: HMAC-SHA256. No password hash, since 140 and more random bits need none."""
    return hmac.new(pepper.encode(), text.encode(), hashlib.sha256).hexdigest()


def status(row: Row, now: int) -> str:
    """`active`, `inactive`, `expired` or `revoked`."""
    if row["revoked_at"] is not None:
        return "revoked"
    if row["expires_at"] is not None and row["expires_at"] <= now:
        return "expired"
    return "inactive" if row["inactive_at"] is not None else "active"


def still_used(row: Row) -> bool | None:
    """Whether a key that was replaced has been used since; None for one that was not."""
    if row["rotated_at"] is None:
        return None
    return row["last_used_at"] is not None and row["last_used_at"] > row["rotated_at"]


def _why_malformed(text: str) -> str:
    if text != text.strip() or text[:1] in "\"'":
        return "The API key has spaces or quotes around it; send it without them."
    if text.startswith("eye_"):
        return "The API key is cut off or has a character that no key has; copy the whole key again."
    return "An API key of Eye begins with eye_pk_ or eye_sk_; copy it from Settings → API & Integrations."


def _checksum(stem: str) -> str:
    """CRC32 of everything before it, in base 62: it tells a typing error from an unknown key without a query."""
    number, digits = zlib.crc32(stem.encode()), ""
    for _ in range(_CHECKSUM):
        number, digit = divmod(number, 62)
        digits = BASE62[digit] + digits
    return digits
