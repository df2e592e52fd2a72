"""WebAuthn itself: what a browser is asked for, and whether what it sent back is right. No storage, no time."""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import webauthn
from webauthn.helpers import bytes_to_base64url, parse_client_data_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from eye.clock import MINUTE
from eye.organisations.passkeys.relying_party import NAME, RelyingParty

R = TypeVar("R")
log = logging.getLogger("eye")

LASTS = 5 * MINUTE
_CHALLENGE = re.compile(r"[A-Za-z0-9]{43}\Z")
_CREDENTIAL_ID = re.compile(r"[A-Za-z0-9_-]{1,1400}\Z")  # at most 1,023 bytes, says WebAuthn


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """What is kept of a passkey: its id and public key (base64url), and how often it was used."""

    credential_id: str
    public_key: str
    sign_count: int


def registration_options(party: RelyingParty, member_id: str, email: str, challenge: str, known: Sequence[str]) -> str:
    """JSON for `navigator.credentials.create`: a passkey that finds its member by itself and checks the person."""
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=NAME,
        user_id=member_id.encode(),
        user_name=email,
        user_display_name=email,
        challenge=challenge.encode(),
        timeout=LASTS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(webauthn.base64url_to_bytes(id)) for id in known],
    )
    return webauthn.options_to_json(options)


def sign_in_options(party: RelyingParty, challenge: str) -> str:
    """JSON for `navigator.credentials.get`: any passkey of this Eye that the device has."""
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=challenge.encode(),
        timeout=LASTS,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def challenge_of(credential: dict[str, Any]) -> str | None:
    """The challenge that the browser says it answers; None if it answers none of ours."""
    found = _or_none(_read_challenge, credential)
    return found if found and _CHALLENGE.match(found) else None


def _read_challenge(credential: dict[str, Any]) -> str:
    return parse_client_data_json(
        webauthn.base64url_to_bytes(credential["response"]["clientDataJSON"])
    ).challenge.decode("ascii")


def credential_id_of(credential: dict[str, Any]) -> str | None:
    found = credential.get("id")
    return found if isinstance(found, str) and _CREDENTIAL_ID.match(found) else None


def user_handle_of(credential: dict[str, Any]) -> str | None:
    """The member id that the passkey was made for; a passkey that finds its member by itself always says it."""
    return _or_none(lambda: webauthn.base64url_to_bytes(credential["response"]["userHandle"]).decode("ascii"))


def check_registration(party: RelyingParty, credential: dict[str, Any], challenge: str) -> NewPasskey | None:
    """The passkey, if it answers `challenge` at our origin and its device checked the person."""
    found = _or_none(
        lambda: webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge.encode(),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    )
    if found is None:
        return None
    id, key = bytes_to_base64url(found.credential_id), bytes_to_base64url(found.credential_public_key)
    return NewPasskey(id, key, found.sign_count)


def check_sign_in(party: RelyingParty, credential: dict[str, Any], challenge: str, public_key: str) -> int | None:
    """How often the passkey was used by its own count (0 where it keeps none); None if the answer is not right.

    The count is compared by the caller: a count that went back is worth more than a plain refusal.
    """
    found = _or_none(
        lambda: webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge.encode(),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=webauthn.base64url_to_bytes(public_key),
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    )
    return None if found is None else found.new_sign_count


def _or_none(check: Callable[..., R], *args: Any) -> R | None:
    try:
        return check(*args)
    except Exception as problem:  # the parsers of hostile CBOR, JSON and ASN.1 below raise whatever they meet
        log.info("a passkey was refused: %s", type(problem).__name__)
        return None
