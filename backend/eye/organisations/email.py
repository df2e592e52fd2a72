"""Email addresses of members: what is taken for one, and how it is stored."""

import re

LONGEST = 254
# Whether a mailbox exists only mail can tell; this finds what was typed into the wrong field.
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\"]+\Z")


def email_as_stored(email: str) -> str:
    """People type their address with other capitals, or paste it with a space."""
    return email.strip().lower()


def is_email(email: str) -> bool:
    return len(email) <= LONGEST and email.isprintable() and _EMAIL.match(email) is not None
