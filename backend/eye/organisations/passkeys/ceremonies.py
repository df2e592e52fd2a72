"""Passkeys: adding and removing one's own, and signing in with one."""

from typing import Any

from eye.clock import new_id
from eye.db import Tx
from eye.errors import Refusal
from eye.organisations.audit import log as audit
from eye.organisations.passkeys import store as passkey_store
from eye.organisations.passkeys.checks import (
    LASTS,
    challenge_of,
    check_registration,
    check_sign_in,
    credential_id_of,
    user_handle_of,
)
from eye.organisations.passkeys.relying_party import RelyingParty
from eye.organisations.sign_in import sign_in
from eye.organisations.sign_in.store import SignedIn

MOST = 20


def ask_to_add(tx: Tx, member: SignedIn, challenge: str, now: int) -> list[str] | Refusal:
    """Store the challenge for a new passkey; the credential ids of those the member has."""
    known = [row["credential_id"] for row in passkey_store.list_passkeys(tx, member.member_id)]
    if len(known) >= MOST:
        return _too_many()
    passkey_store.insert_challenge(tx, challenge, member.member_id, now + LASTS)
    return known


def ask_to_sign_in(tx: Tx, challenge: str, now: int) -> None:
    passkey_store.insert_challenge(tx, challenge, None, now + LASTS)


def add_passkey(
    tx: Tx, party: RelyingParty, member: SignedIn, credential: dict[str, Any], name: str, now: int
) -> str | Refusal:
    """The id of the new passkey. Its challenge is spent, right or wrong."""
    challenge = challenge_of(credential)
    if challenge is None or not passkey_store.spend_challenge(tx, challenge, member.member_id, now):
        return Refusal("param_invalid", "This took too long, or was sent twice. Try again.")
    made = check_registration(party, credential, challenge)
    if made is None:
        return Refusal("param_invalid", "Eye could not accept this passkey. Try again, or use another device.")
    passkey_store.lock_member(tx, member.member_id)
    if len(passkey_store.list_passkeys(tx, member.member_id)) >= MOST:
        return _too_many()
    id = new_id("psk", now)
    if not passkey_store.insert_passkey(tx, id, member.member_id, made, name, now):
        return Refusal("param_invalid", "This passkey is stored already.")
    audit.record(tx, member.organisation_id, member.member_id, "member.passkey.add", id, {}, now)
    return id


def _too_many() -> Refusal:
    return Refusal("param_invalid", f"You have {MOST} passkeys. Remove one that you no longer use first.")


def remove_passkey(tx: Tx, member: SignedIn, id: str, now: int) -> bool:
    """False if the member has no such passkey."""
    if not passkey_store.delete_passkey(tx, member.member_id, id):
        return False
    audit.record(tx, member.organisation_id, member.member_id, "member.passkey.remove", id, {}, now)
    return True


def sign_in_by_passkey(
    tx: Tx, party: RelyingParty, credential: dict[str, Any], old_token: str, fresh: sign_in.NewSignIn, now: int
) -> bool:
    """Whether the passkey was right; the browser is signed in then. Its challenge is spent, right or wrong."""
    challenge, credential_id = challenge_of(credential), credential_id_of(credential)
    if challenge is None or not passkey_store.spend_challenge(tx, challenge, None, now):
        return False
    passkey = passkey_store.hold_passkey(tx, credential_id) if credential_id else None
    if passkey is None or user_handle_of(credential) != passkey["member_id"]:
        return False
    count = check_sign_in(party, credential, challenge, passkey["public_key"])
    if count is None:
        return False
    if count <= passkey["sign_count"] and (count or passkey["sign_count"]):
        _note_copy(tx, passkey["member_id"], passkey["id"], now)
        return False
    passkey_store.note_use(tx, passkey["id"], count, now)
    sign_in.replace_sign_in(tx, old_token, passkey["member_id"], fresh, now)
    return True


def _note_copy(tx: Tx, member_id: str, id: str, now: int) -> None:
    # A count that does not rise means that two devices hold the same key: one of them is a copy.
    member = passkey_store.find_member_of(tx, member_id)
    if member is not None:
        audit.record(tx, member["organisation_id"], "system", "member.passkey.copied", id, {}, now)
