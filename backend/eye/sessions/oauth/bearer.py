"""What a server sends as Bearer, read without asking the database: a secret key or an access token."""

from eye.errors import Refusal
from eye.keys.model import KeyText, read_key
from eye.sessions.oauth.access_token import AccessToken, looks_like_access_token, read_access_token

Bearer = KeyText | AccessToken


def read_bearer(text: str, signing: tuple[str, ...], now: int) -> Bearer | Refusal:
    """The text that follows `Bearer`; what is malformed or forged is refused before the database hears of it."""
    if not text:
        return Refusal("key_missing", "Send a secret key: Authorization: Bearer eye_sk_…")
    if looks_like_access_token(text):
        return read_access_token(signing, text, now)
    key = read_key(text)
    if not isinstance(key, Refusal) and key.kind != "secret":
        return Refusal("key_wrong_kind", "This is a publishable key; servers use a secret key (eye_sk_…).")
    return key
