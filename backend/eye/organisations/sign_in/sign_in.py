"""Signing in and out: by email and password, by a one-time link, by choosing a first password.

Each sign-in gets a new token (nobody can plant one beforehand) and its own CSRF token; the browser keeps the first in
a cookie, the database only its hash.
"""

from dataclasses import dataclass

from eye.clock import DAY, MINUTE, new_id, new_secret
from eye.db import Tx
from eye.organisations.email import email_as_stored as email_as_stored
from eye.organisations.sign_in import links
from eye.organisations.sign_in import store as sign_in_store
from eye.organisations.sign_in.store import PasswordOf, SignedIn

LASTS = 14 * DAY
NOTED_EVERY = 10 * MINUTE


@dataclass(frozen=True, slots=True)
class NewSignIn:
    """The secrets of one sign-in (43 characters of 62 are 256 bits each), and from where it comes."""

    token: str
    csrf: str
    address: str = ""
    user_agent: str = ""


def new_sign_in(address: str = "", user_agent: str = "") -> NewSignIn:
    return NewSignIn(new_secret(43), new_secret(43), address, user_agent)


def find_password(tx: Tx, email: str) -> PasswordOf | None:
    """Whom `email` belongs to and what their password is compared with; None for an unknown email."""
    return sign_in_store.password_of(tx, email_as_stored(email))


def sign_in(tx: Tx, member_id: str, fresh: NewSignIn, now: int) -> None:
    """Remember that a browser holding `fresh.token` is this member, for 14 days."""
    sign_in_store.delete_expired_sign_ins(tx, member_id, now)
    sign_in_store.insert_sign_in(
        tx,
        id=new_id("sgn", now),
        token=fresh.token,
        member_id=member_id,
        csrf=fresh.csrf,
        address=fresh.address,
        user_agent=fresh.user_agent,
        now=now,
        expires_at=now + LASTS,
    )
    sign_in_store.note_seen(tx, member_id, now)


def replace_sign_in(tx: Tx, old_token: str, member_id: str, fresh: NewSignIn, now: int) -> None:
    """Sign in at a browser that may hold an older sign-in: that one ends."""
    sign_out(tx, old_token)
    sign_in(tx, member_id, fresh, now)


def sign_in_by_link(tx: Tx, token: str, fresh: NewSignIn, now: int) -> bool:
    """Whether the one-time link `token` was good; it is spent then."""
    member_id = links.use_link(tx, token, links.SIGN_IN, now)
    if member_id is not None:
        sign_in(tx, member_id, fresh, now)
    return member_id is not None


def choose_password(tx: Tx, token: str, password_hash: str, fresh: NewSignIn, now: int) -> bool:
    """Spend a link for a password: store it, sign this browser in and every other one out. False for a spent link."""
    member_id = links.use_link(tx, token, links.SET_PASSWORD, now)
    if member_id is None:
        return False
    sign_in_store.set_password(tx, member_id, password_hash)
    sign_in_store.delete_sign_ins_of(tx, member_id)
    sign_in_store.spend_other_links(tx, member_id, now)
    sign_in(tx, member_id, fresh, now)
    return True


def signed_in(tx: Tx, token: str, now: int) -> SignedIn | None:
    """Who holds `token`; None if nobody does (any more)."""
    return sign_in_store.find_sign_in(tx, token, now)


def note_use(tx: Tx, member: SignedIn, now: int) -> None:
    """Remember that the browser was used now; worth a write every `NOTED_EVERY` milliseconds, not on every page."""
    sign_in_store.note_use(tx, member.sign_in_id, member.member_id, now)


def sign_out(tx: Tx, token: str) -> None:
    """Forget the sign-in that `token` belongs to; harmless if there is none."""
    sign_in_store.delete_sign_in(tx, token)
