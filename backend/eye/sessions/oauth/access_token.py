"""The 15-minute access token of `/oauth/token`. It names a key and dies with it: the key's row is read each time."""

from dataclasses import dataclass

from eye.clock import MINUTE, SECOND
from eye.errors import Refusal
from eye.sessions import signing

VERSION = 1
PURPOSE = f"eye.access.v{VERSION}"
LASTS = 15 * MINUTE
LONGEST = 4096


@dataclass(frozen=True, slots=True)
class AccessToken:
    """`scope` are the permissions it was narrowed to; None leaves all that the key has at the time."""

    key_id: str
    scope: frozenset[str] | None


def sign_access_token(secrets: tuple[str, ...], token: AccessToken, now: int) -> str:
    payload = {
        "v": VERSION,
        "kid": token.key_id,
        "iat": now // SECOND,
        "exp": (now + LASTS) // SECOND,
        "scope": None if token.scope is None else " ".join(sorted(token.scope)),
    }
    return signing.sign(secrets, PURPOSE, payload)


def looks_like_access_token(text: str) -> bool:
    """Whether it can be meant as one: a signature follows a dot, which no key has."""
    return "." in text and not text.startswith("eye_")


def read_access_token(secrets: tuple[str, ...], text: str, now: int) -> AccessToken | Refusal:
    """`access_token_invalid` or `access_token_expired`, without asking the database."""
    found = signing.read(secrets, PURPOSE, text, LONGEST, now)
    if found is None or found.get("v") != VERSION:
        return Refusal("access_token_invalid", "This access token was not made by this Eye; ask /oauth/token for one.")
    if signing.is_over(found, now):
        return Refusal("access_token_expired", "This access token has expired; ask /oauth/token for the next one.")
    return AccessToken(found["kid"], None if found["scope"] is None else frozenset(found["scope"].split()))
