"""How a start is identified: by a candidate token of the platform's own server, or not; and what is done about it."""

from dataclasses import dataclass

from eye.db import Row, Tx
from eye.errors import Refusal
from eye.keys.check import check_key_id
from eye.sessions.candidate_tokens import store as candidate_token_store
from eye.sessions.candidate_tokens.token import CandidateToken
from eye.sessions.start.request import Start


@dataclass(frozen=True, slots=True)
class Identity:
    """`standing` is `signed`, `unsigned` or `invalid`; `code` why it is invalid; `token` what the start uses up."""

    standing: str
    code: str | None = None
    token: CandidateToken | None = None


UNSIGNED = Identity("unsigned")


def identify(tx: Tx, start: Start, key: Row, origin: str, now: int) -> Identity | Refusal:
    """Under `required` only a good token starts. Under `report` a bad one is recorded, under `off` ignored."""
    token = start.candidate_token
    if token is None:
        return _REQUIRED if key["identity"] == "required" else UNSIGNED
    wrong = token if isinstance(token, Refusal) else _why_not(tx, token, start, key, origin, now)
    if wrong is None:
        assert not isinstance(token, Refusal)  # noqa: S101 - a refusal is what is wrong
        return Identity("signed", token=token)
    if key["identity"] == "required":
        return wrong
    return Identity("invalid", wrong.code) if key["identity"] == "report" else UNSIGNED


def _why_not(tx: Tx, token: CandidateToken, start: Start, key: Row, origin: str, now: int) -> Refusal | None:
    return _mismatch(token, start, key, origin) or _of_a_dead_key(tx, token, now) or _used(tx, token)


def _mismatch(token: CandidateToken, start: Start, key: Row, origin: str) -> Refusal | None:
    pairs = {
        "organisation": (token.organisation_id, key["organisation_id"]),
        "mode": (token.mode, key["mode"]),
        "assessmentId": (token.assessment_id, start.assessment_id),
        "candidateId": (token.candidate_id, start.candidate_id),
        "origin": (token.origin or origin, origin),
    }
    different = next((name for name, (ours, theirs) in pairs.items() if ours != theirs), None)
    if different is None:
        return None
    detail = f"The candidate token was minted for another {_NAMES[different]} than this start's."
    return Refusal("candidate_token_mismatch", detail, {"field": different})


_NAMES = {
    "organisation": "organisation",
    "mode": "mode (live or test)",
    "assessmentId": "assessment",
    "candidateId": "candidate",
    "origin": "website",
}


def _of_a_dead_key(tx: Tx, token: CandidateToken, now: int) -> Refusal | None:
    """What a key has minted dies with it, so that revoking a stolen key ends all that its thief holds."""
    _, refusal = check_key_id(tx, token.key_id, now)
    if refusal is None:
        return None
    detail = "The key that minted this candidate token does not work any more; mint tokens with another one."
    return Refusal("candidate_token_invalid", detail, {"keyCode": refusal.code})


def _used(tx: Tx, token: CandidateToken) -> Refusal | None:
    return USED if candidate_token_store.find_use(tx, token.jti) is not None else None


USED = Refusal(
    "candidate_token_used",
    "This candidate token has started a session already, and each starts only one: mint a fresh one for each page.",
)
_REQUIRED = Refusal(
    "candidate_token_required",
    "This organisation accepts only starts with a candidate token, which its own server mints.",
)
