"""The signed session token. It carries ids only; what holds is always read from the session's row."""

from dataclasses import dataclass
from typing import Any

from eye.clock import SECOND
from eye.errors import Refused
from eye.sessions import signing

VERSION = 1
PURPOSE = f"eye.session.v{VERSION}"
LONGEST = 1024


@dataclass(frozen=True, slots=True)
class SessionToken:
    """`sid` is the session, `gen` the page of it that holds the token; `exp` in seconds UTC."""

    sid: str
    gen: int
    exp: int


def sign_token(secrets: tuple[str, ...], sid: str, gen: int, now: int, expires_at: int) -> str:
    """`now` and `expires_at` in milliseconds UTC."""
    payload = {"v": VERSION, "sid": sid, "gen": gen, "iat": now // SECOND, "exp": expires_at // SECOND}
    return signing.sign(secrets, PURPOSE, payload)


def read_token(secrets: tuple[str, ...], text: Any, now: int) -> SessionToken:
    """Refused with `session_token_invalid` or `session_token_expired`."""
    # A token of a moment that our clock has yet to reach is ours all the same: it was set back during an exam.
    found = signing.read(secrets, PURPOSE, text, LONGEST, None)
    if found is None or found.get("v") != VERSION:
        raise Refused("session_token_invalid", "The token was not signed by this Eye; start the session with /v1/init.")
    if signing.is_over(found, now):
        raise Refused("session_token_expired", "This session's token has expired; the session is long over.")
    return SessionToken(found["sid"], found["gen"], found["exp"])
