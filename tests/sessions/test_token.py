"""The session token: what is believed of it, and what is always read from the session instead."""

import base64
import hashlib
import json
import string
from typing import Any

import pytest
from itsdangerous import Signer, URLSafeSerializer, base64_encode

from eye.clock import DAY, HOUR, new_secret
from eye.errors import Refused
from eye.sessions.token import SessionToken, read_token, sign_token
from tests.sessions.outcome import refusal, session
from tests.world import NINE_O_CLOCK, Organisation, World

SECRETS = ("the oldest", "the newest")
INVALID = "session_token_invalid"
SIGNER: dict[str, Any] = {"key_derivation": "hmac", "digest_method": hashlib.sha256}


def signed(secrets: tuple[str, ...] = SECRETS, now: int = NINE_O_CLOCK, expires_at: int = NINE_O_CLOCK + DAY) -> str:
    return sign_token(secrets, "ses_1", 3, now, expires_at)


def code(text: Any, now: int = NINE_O_CLOCK, secrets: tuple[str, ...] = SECRETS) -> str | SessionToken:
    try:
        return read_token(secrets, text, now)
    except Refused as refused:
        return refused.refusal.code


def payload_of(text: str) -> dict[str, Any]:
    found: dict[str, Any] = URLSafeSerializer("any").load_payload(text.rsplit(".", 1)[0].encode())
    return found


def forged(text: str, **changed: object) -> str:
    """The token with another payload under its old signature."""
    body = json.dumps({**payload_of(text), **changed}, separators=(",", ":")).encode()
    return f"{base64.urlsafe_b64encode(body).decode().rstrip('=')}.{signature_of(text)}"


def signature_of(text: str) -> str:
    return text.rsplit(".", 1)[1]


def test_a_token_says_which_page_of_which_session_it_belongs_to() -> None:
    assert code(signed()) == SessionToken("ses_1", 3, (NINE_O_CLOCK + DAY) // 1000)


def test_it_carries_ids_and_times_only() -> None:
    assert payload_of(signed()).keys() == {"v", "sid", "gen", "iat", "exp"}


def test_a_changed_payload_is_refused() -> None:
    for changed in ({"sid": "ses_2"}, {"gen": 4}, {"exp": 10**12}, {"v": 2}):
        assert code(forged(signed(), **changed)) == INVALID


def test_every_changed_character_of_the_payload_is_refused() -> None:
    text = signed()
    for place in range(text.rindex(".")):
        other = "A" if text[place] != "A" else "B"
        assert code(text[:place] + other + text[place + 1 :]) == INVALID


def test_a_token_of_another_purpose_is_refused() -> None:
    payload = {"v": 1, "sid": "ses_1", "gen": 3, "iat": NINE_O_CLOCK // 1000, "exp": (NINE_O_CLOCK + DAY) // 1000}
    for salt in ("itsdangerous", "eye.candidate.v1", "eye.session.v2", "eye.session"):
        assert code(by_hand(payload, salt)) == INVALID
    assert isinstance(code(by_hand(payload, "eye.session.v1")), SessionToken)


def by_hand(payload: dict[str, Any], salt: str) -> str:
    return Signer(list(SECRETS), salt=salt, **SIGNER).sign(base64_encode(json.dumps(payload))).decode()


@pytest.mark.parametrize("secret", SECRETS)
def test_secrets_are_rotated_from_oldest_to_newest(secret: str) -> None:
    assert isinstance(code(signed((secret,))), SessionToken)


def test_the_newest_secret_signs_and_a_removed_one_is_worth_nothing() -> None:
    assert isinstance(code(signed(), secrets=("the newest",)), SessionToken)
    assert code(signed(), secrets=("the oldest",)) == INVALID
    assert code(signed(("removed",))) == INVALID


def test_more_than_1024_characters_are_not_read() -> None:
    long = sign_token(SECRETS, new_secret(1000), 1, NINE_O_CLOCK, NINE_O_CLOCK + DAY)
    assert len(long) > 1024
    assert code(long) == INVALID


def test_what_is_no_token_is_refused() -> None:
    texts: list[Any] = ["", ".", "..", "a.b", "a" * 1024, "é.é", "\ud800", signed()[:-10], signed() + "xx"]
    for text in [*texts, None, 5, {}, []]:
        assert code(text) == INVALID


def test_a_clock_that_is_behind_believes_it_however_far_it_was_set_back() -> None:
    for ahead in (20_000, 30_000, 32_000, DAY):
        assert isinstance(code(signed(now=NINE_O_CLOCK + ahead)), SessionToken)


def test_it_expires_with_thirty_seconds_of_patience() -> None:
    text = signed(expires_at=NINE_O_CLOCK)
    assert isinstance(code(text, now=NINE_O_CLOCK + 20_000), SessionToken)
    assert isinstance(code(text, now=NINE_O_CLOCK + 30_000), SessionToken)
    assert code(text, now=NINE_O_CLOCK + 32_000) == "session_token_expired"


def twins(text: str) -> list[str]:
    """Other texts whose signature decodes to the same bytes: base64 has spare bits at its end."""
    alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    same = base64.urlsafe_b64decode(signature_of(text) + "=")
    others = [text[:-1] + sign for sign in alphabet if sign != text[-1]]
    return [other for other in others if base64.urlsafe_b64decode(signature_of(other) + "=") == same]


def test_a_token_in_another_spelling_is_the_same_page(acme: Organisation, world: World) -> None:
    """The signature is malleable: nothing may be kept or counted under the text of a token."""
    first = acme.started()
    spelled = twins(first["token"])
    assert spelled
    world.send(first["token"], world.event(1, "STARTED"))
    assert world.send(spelled[0], world.event(1, "STARTED"), world.event(2, "TAB_NOT_FOCUS")).json()["acked"] == 2
    assert session(acme, first["sessionId"])["eventCount"] == 2
    assert acme.wallet == {"balance": 9, "held": 0}


def test_a_tampered_token_is_refused_everywhere(acme: Organisation, world: World, stranger: Organisation) -> None:
    mine, theirs = acme.started(), stranger.started()
    text = forged(mine["token"], sid=theirs["sessionId"])
    assert refusal(world.send(text, world.event(1, "STARTED"))) == (401, INVALID)
    assert refusal(world.end(text)) == (401, INVALID)
    assert acme.start(candidateId="bob", sessionToken=text).status_code == 201
    assert session(stranger, theirs["sessionId"])["status"] == "created"


def test_a_well_signed_token_of_no_session_is_invalid(acme: Organisation, world: World) -> None:
    text = sign_token(world.parts.secrets.signing, "ses_gone", 1, NINE_O_CLOCK, NINE_O_CLOCK + DAY)
    for answer in (world.send(text), world.end(text)):
        assert refusal(answer) == (401, INVALID)


def test_a_page_that_was_never_opened_is_invalid(acme: Organisation, world: World) -> None:
    id = acme.started()["sessionId"]
    text = sign_token(world.parts.secrets.signing, id, 2, NINE_O_CLOCK, NINE_O_CLOCK + DAY)
    for answer in (world.send(text), world.end(text)):
        assert refusal(answer) == (401, INVALID)


def test_an_expired_token_is_told_apart_and_resumes_nothing(acme: Organisation, world: World) -> None:
    first = acme.started()
    world.clock.at = NINE_O_CLOCK + 49 * HOUR + 31_000 + 1_000
    for answer in (world.send(first["token"]), world.end(first["token"])):
        assert refusal(answer) == (401, "session_token_expired")
    answer = acme.start(sessionToken=first["token"])
    assert answer.status_code == 201
    assert answer.json()["sessionId"] != first["sessionId"]


def test_a_token_of_another_organisation_reaches_only_its_own_session(
    acme: Organisation, stranger: Organisation, world: World
) -> None:
    mine, theirs = acme.started(), stranger.started()
    world.send(theirs["token"], world.event(1, "STARTED"))
    assert session(acme, mine["sessionId"])["status"] == "created"
    assert acme.get(f"/v1/sessions/{theirs['sessionId']}").status_code == 404
