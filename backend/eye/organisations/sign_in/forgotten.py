"""A forgotten password: makes the link that is mailed. Whether an email is known is never told to whoever asked."""

from eye.clock import HOUR, MINUTE
from eye.db import Tx
from eye.organisations.sign_in import links
from eye.organisations.sign_in import store as sign_in_store
from eye.organisations.sign_in.sign_in import find_password

LASTS = HOUR
MOST = 3
WINDOW = 15 * MINUTE


def make_forgotten_link(tx: Tx, email: str, token: str, now: int) -> str | None:
    """The address to mail the link of `token` to; None for an unknown email, or one that got `MOST` links just now."""
    found = find_password(tx, email)
    # Counted by member, wherever it was asked from: nobody can fill a stranger's mailbox.
    if found is None or sign_in_store.count_links_since(tx, found.member_id, now - WINDOW) >= MOST:
        return None
    links.make_link(tx, found.member_id, links.SET_PASSWORD, token, now, LASTS)
    return found.email
