"""The candidate token: with it the platform's own server says who starts what. It is used once."""

from dataclasses import dataclass
from typing import Any

from eye.clock import MINUTE, SECOND, new_secret
from eye.errors import Refusal
from eye.sessions import signing

VERSION = 1
PURPOSE = f"eye.candidate.v{VERSION}"
LASTS = 10 * MINUTE
LEAST_SECONDS, MOST_SECONDS = 60, 3600
LONGEST = 2048


@dataclass(frozen=True, slots=True)
class CandidateToken:
    """Who may start what. `key_id` is the key that minted it, `jti` what makes it this one; `origin` None: any.

    `expires_at` in milliseconds UTC.
    """

    jti: str
    key_id: str
    organisation_id: str
    mode: str
    assessment_id: str
    candidate_id: str
    origin: str | None
    expires_at: int


def mint(
    key_id: str, organisation_id: str, mode: str, assessment_id: str, candidate_id: str, origin: str | None, until: int
) -> CandidateToken:
    """A new one that expires at `until`, cut to the second that a token can say."""
    at = until // SECOND * SECOND
    return CandidateToken(new_secret(22), key_id, organisation_id, mode, assessment_id, candidate_id, origin, at)


def sign_candidate_token(secrets: tuple[str, ...], token: CandidateToken, now: int) -> str:
    payload = {
        "v": VERSION,
        "jti": token.jti,
        "kid": token.key_id,
        "org": token.organisation_id,
        "mode": token.mode,
        "aid": token.assessment_id,
        "cid": token.candidate_id,
        "iat": now // SECOND,
        "exp": token.expires_at // SECOND,
    }
    if token.origin is not None:
        payload["origin"] = token.origin
    return signing.sign(secrets, PURPOSE, payload)


def read_candidate_token(secrets: tuple[str, ...], text: Any, now: int) -> CandidateToken | Refusal:
    """`candidate_token_invalid` or `candidate_token_expired`, without asking the database."""
    found = signing.read(secrets, PURPOSE, text, LONGEST, now)
    if found is None or found.get("v") != VERSION:
        detail = "The candidate token was not made by this Eye; mint it with POST /v1/candidate-tokens and pass it on."
        return Refusal("candidate_token_invalid", detail)
    if signing.is_over(found, now):
        detail = "The candidate token has expired; let your server mint a fresh one each time it serves the exam page."
        return Refusal("candidate_token_expired", detail)
    return CandidateToken(
        found["jti"],
        found["kid"],
        found["org"],
        found["mode"],
        found["aid"],
        found["cid"],
        found.get("origin"),
        found["exp"] * SECOND,
    )
