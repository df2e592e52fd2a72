"""Registering an organisation: noted first, created when the mailed link is opened and a password is chosen.

Who asks never learns whether an email is known: the mail says it, and only its reader sees that.
"""

from dataclasses import dataclass

from eye.clock import DAY, MINUTE
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.organisations.create import create_organisation
from eye.organisations.registration import store
from eye.organisations.sign_in import store as sign_in_store

LASTS = DAY
MOST = 3
WINDOW = 15 * MINUTE


@dataclass(frozen=True, slots=True)
class Registration:
    """What somebody wants to register; `email` in lower case."""

    organisation_name: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Noted:
    """`mail` is False for an email that got its mails just now; `known` says that a member signs in with it."""

    mail: bool
    known: bool


def note_registration(tx: Tx, wanted: Registration, token: str, now: int) -> Noted:
    """Remember what is wanted until the link of `token` (a new secret of 43 characters) is opened, for a day."""
    # Counted by email, wherever it was asked from: nobody can fill a stranger's mailbox.
    if store.count_registrations_since(tx, wanted.email, now - WINDOW) >= MOST:
        return Noted(False, False)
    store.insert_registration(tx, token, wanted.email, wanted.name, wanted.organisation_name, now, now + LASTS)
    return Noted(True, sign_in_store.password_of(tx, wanted.email) is not None)


def forget_registration(tx: Tx, token: str) -> None:
    """Its mail was not sent: it shall not count."""
    store.delete_registration(tx, token)


def find_registration(tx: Tx, token: str, now: int) -> Registration | None:
    """What an unused, unexpired link registers; None for any other."""
    return _read(store.find_registration(tx, token, now))


def take_registration(tx: Tx, token: str, now: int) -> Registration | None:
    """Spend the link; None if it was used or has expired."""
    return _read(store.take_registration(tx, token, now))


def _read(row: Row | None) -> Registration | None:
    return Registration(row["organisation_name"], row["name"], row["email"]) if row else None


def register(
    tx: Tx, wanted: Registration, password_hash: str, address: str | None, now: int
) -> tuple[str, str] | Refusal:
    """Ids of the new organisation and its owner; a refusal when the email belongs to a member already."""
    made = create_organisation(tx, wanted.organisation_name, wanted.email, now, wanted.name, address)
    if isinstance(made, Refusal):
        return made
    sign_in_store.set_password(tx, made[1], password_hash)
    store.delete_registrations_of(tx, wanted.email)
    return made
