"""One-time links: they sign a member in, or let a member choose a password. Only the hash of a link is stored."""

import re

from eye.clock import DAY, HOUR
from eye.db import Tx
from eye.organisations.audit import log as audit
from eye.organisations.sign_in import store
from eye.organisations.sign_in.store import LinkFor

SIGN_IN = "sign_in"
SET_PASSWORD = "set_password"  # noqa: S105 - the name of a purpose
LASTS = {SIGN_IN: DAY, SET_PASSWORD: 7 * DAY}

_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,200}\Z")


def link_path(token: str) -> str:
    """Where the link of `token` leads; put the public address in front of it."""
    return f"/dashboard/link/{token}"


def make_link(tx: Tx, member_id: str, purpose: str, token: str, now: int, lasts: int | None = None) -> None:
    """Store a link that works once, for as long as its purpose says or for `lasts` milliseconds.

    `token` is a new secret of at least 43 characters (`clock.new_secret(43)`).
    """
    if not _TOKEN.match(token):
        raise ValueError("a link's token has 20 to 200 letters, digits, - and _")
    store.insert_link(tx, token, member_id, purpose, now, now + (lasts or LASTS[purpose]))


def make_password_link(tx: Tx, email: str, token: str, now: int) -> bool:
    """A link for the member with this email to choose a password; False if there is none. For the operator."""
    found = store.password_of(tx, email.strip().lower())
    if found is not None:
        make_link(tx, found.member_id, SET_PASSWORD, token, now)
        audit.record(tx, found.organisation_id, "system", "member.link", found.member_id, {}, now)
    return found is not None


def find_link(tx: Tx, token: str, now: int) -> LinkFor | None:
    """For whom and what an unused, unexpired link is; None for any other."""
    return store.find_link(tx, token, now)


def use_link(tx: Tx, token: str, purpose: str, now: int) -> str | None:
    """Spend the link; the id of its member, or None if it was used, has expired or is for another purpose."""
    return store.spend_link(tx, token, purpose, now)


def remaining(link: LinkFor, now: int) -> int:
    """Whole hours that the link still works, at least 1."""
    return max(1, (link.expires_at - now) // HOUR)
