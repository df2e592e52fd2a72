"""Links to one piece of evidence, signed and for an hour: whoever holds one may look, without a key."""

from eye.clock import HOUR, SECOND
from eye.sessions import signing

PURPOSE = "eye.media.v1"
LONGEST = 512
LASTS = HOUR


def media_url(secrets: tuple[str, ...], public_url: str, session_id: str, media_id: str, now: int) -> str:
    payload = {"sid": session_id, "mid": media_id, "iat": now // SECOND, "exp": (now + LASTS) // SECOND}
    return f"{public_url}/media/{signing.sign(secrets, PURPOSE, payload)}"


def read_link(secrets: tuple[str, ...], token: str, now: int) -> tuple[str, str] | None:
    """Session and media id; None for what we did not sign, or not for now."""
    found = signing.read(secrets, PURPOSE, token, LONGEST, now)
    return None if found is None or signing.is_over(found, now) else (found["sid"], found["mid"])
