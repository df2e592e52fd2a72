"""What somebody who registers gets, in one write: the organisation, its wallet, its first keys, and being signed in."""

from eye.billing.store import open_wallet
from eye.db import Tx
from eye.errors import Refusal
from eye.keys.create import NewKey, create_key
from eye.organisations.audit.log import Actor
from eye.organisations.permissions import ROLES
from eye.organisations.registration import register as registration
from eye.organisations.registration.register import Registration
from eye.organisations.sign_in import sign_in
from eye.organisations.sign_in.sign_in import NewSignIn

# A test key needs no credit, and a new organisation has none.
FIRST_KEYS = (NewKey("Trial", "publishable", "test"), NewKey("Website", "publishable", "live"))


def register_now(
    tx: Tx, wanted: Registration, password_hash: str, old_token: str, fresh: NewSignIn, pepper: str, now: int
) -> Refusal | None:
    """`old_token` is what the browser held before. A refusal when the email belongs to a member already."""
    made = registration.register(tx, wanted, password_hash, fresh.address, now)
    if isinstance(made, Refusal):
        return made
    organisation_id, owner_id = made
    open_wallet(tx, organisation_id)
    for key in FIRST_KEYS:
        create_key(tx, organisation_id, Actor(owner_id, fresh.address), ROLES["Owner"], key, pepper, now)
    sign_in.replace_sign_in(tx, old_token, owner_id, fresh, now)
    return None


def register_by_link(
    tx: Tx, token: str, password_hash: str, old_token: str, fresh: NewSignIn, pepper: str, now: int
) -> bool:
    """False for a spent link, and when the email became that of a member meanwhile."""
    wanted = registration.take_registration(tx, token, now)
    return wanted is not None and register_now(tx, wanted, password_hash, old_token, fresh, pepper, now) is None
