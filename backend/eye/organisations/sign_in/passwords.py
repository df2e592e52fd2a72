"""Passwords: how they are kept (argon2), compared in the same time for everybody, and which are too easy to guess.

Hashing takes about 160 ms on purpose: call these from a thread, never from the event loop or inside a transaction.
"""

from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

LEAST = 12
MOST = 200
DISTINCT = 5

_hasher = PasswordHash((Argon2Hasher(),))


def hash_password(password: str) -> str:
    """The text to store for `password`."""
    return _hasher.hash(password)


def verify_password(password: str, stored: str | None) -> bool:
    """Whether `password` is the stored one; takes as long when nothing is stored (an unknown email) as when it is."""
    known = _hash_of_nobody()
    right = _hasher.verify(password[:MOST], stored or known)
    return right and stored is not None


@cache
def _hash_of_nobody() -> str:
    return hash_password("no member ever has this password")


def why_too_weak(password: str, email: str, name: str) -> str | None:
    """The sentence that says what is wrong with a new password; None if it is good enough."""
    if len(password) < LEAST:
        return f"This has {len(password)} characters. Use at least {LEAST}; a sentence of a few words is good."
    if len(password) > MOST:
        return f"Use at most {MOST} characters."
    if len(set(password.casefold())) < DISTINCT:
        return "This repeats the same few characters. Use a sentence of a few words instead."
    if any(part in password.casefold() for part in _personal(email, name)):
        return "This contains your name or email address. Choose something that others cannot guess from you."
    return None


def _personal(email: str, name: str) -> list[str]:
    # Two or three letters of a short name are in many good sentences.
    mailbox = email.partition("@")[0]
    return [part.casefold() for part in (email, mailbox, *name.split()) if len(part) >= 4]
