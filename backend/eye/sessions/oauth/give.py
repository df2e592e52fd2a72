"""What `/oauth/token` gives: an access token for a client's credentials, a candidate token for an access token."""

from typing import Any

from eye.clock import SECOND
from eye.db import Row
from eye.domains.origin import read_origin
from eye.errors import Refusal
from eye.http.fields import OUTSIDE_ID
from eye.organisations.permissions import PERMISSIONS
from eye.sessions.candidate_tokens import token as candidate_token
from eye.sessions.candidate_tokens.token import LEAST_SECONDS, MOST_SECONDS, mint, sign_candidate_token
from eye.sessions.oauth import access_token
from eye.sessions.oauth.access_token import AccessToken, read_access_token, sign_access_token
from eye.sessions.oauth.form import OAuthError, required

CLIENT_CREDENTIALS = "client_credentials"
TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"  # noqa: S105 - names of RFC 8693
ACCESS_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105
CANDIDATE_TOKEN_TYPE = "urn:eye:params:oauth:token-type:candidate"  # noqa: S105
MINTS = "candidate.token.create"

Form = dict[str, str]


def access(key: Row, form: Form, signing: tuple[str, ...], now: int) -> dict[str, Any]:
    """RFC 6749, section 4.4. `key` is the authenticated client with its `permissions`."""
    asked = form.get("scope")
    scope = None if asked is None else _scope(asked, key["permissions"])
    return {
        "access_token": sign_access_token(signing, AccessToken(key["id"], scope), now),
        "token_type": "Bearer",
        "expires_in": access_token.LASTS // SECOND,
        "scope": " ".join(sorted(key["permissions"] if scope is None else scope)),
    }


def _scope(asked: str, permissions: frozenset[str]) -> frozenset[str]:
    scope = frozenset(asked.split(" ")) - {""}
    unknown, lacking = scope - PERMISSIONS.keys(), scope - permissions
    if not scope or unknown:
        raise OAuthError("invalid_scope", f"No permission is called {_first(unknown)}; GET /v1/roles lists them.")
    if lacking:
        raise OAuthError(
            "invalid_scope", f"The key lacks the permission {_first(lacking)}; give it a role that has it."
        )
    return scope


def _first(names: frozenset[str]) -> str:
    return min(names, default="")[:60]


def candidate(key: Row, form: Form, signing: tuple[str, ...], now: int) -> dict[str, Any]:
    """RFC 8693: the client hands in an access token of its own, and gets what one candidate may start with."""
    _only(form, "requested_token_type", CANDIDATE_TOKEN_TYPE)
    required(form, "subject_token_type")
    _only(form, "subject_token_type", ACCESS_TOKEN_TYPE)
    _unsupported(form)
    subject = _subject(key, required(form, "subject_token"), signing, now)
    if MINTS not in key["permissions"] or (subject.scope is not None and MINTS not in subject.scope):
        raise OAuthError("unauthorized_client", f"This needs the permission {MINTS}.", "permission_missing")
    lasts = _lasts(form)
    token = mint(
        key["id"],
        key["organisation_id"],
        key["mode"],
        _outside_id(form, "assessment_id"),
        _outside_id(form, "candidate_id"),
        _origin(form),
        now + lasts,
    )
    return {
        "access_token": sign_candidate_token(signing, token, now),
        "issued_token_type": CANDIDATE_TOKEN_TYPE,
        "token_type": "N_A",
        "expires_in": lasts // SECOND,
    }


def _subject(key: Row, text: str, signing: tuple[str, ...], now: int) -> AccessToken:
    found = read_access_token(signing, text, now)
    if isinstance(found, Refusal):
        raise OAuthError("invalid_request", f"subject_token: {found.detail}", found.code)
    if found.key_id != key["id"]:
        raise OAuthError("invalid_request", "subject_token is the access token of another client.")
    return found


def _only(form: Form, name: str, value: str) -> None:
    if form.get(name, value) != value:
        raise OAuthError("invalid_request", f"{name} must be {value}.")


def _unsupported(form: Form) -> None:
    if "resource" in form or "audience" in form:
        raise OAuthError("invalid_target", "Candidate tokens are for Eye alone; leave out resource and audience.")
    if "scope" in form:
        raise OAuthError("invalid_scope", "A candidate token starts one session and has no scope; leave it out.")
    if "actor_token" in form:
        raise OAuthError("invalid_request", "actor_token is not supported; leave it out.")


def _outside_id(form: Form, name: str) -> str:
    value = required(form, name)
    if not OUTSIDE_ID.match(value):
        raise OAuthError("invalid_request", f"{name} must have 1 to 128 characters of A-Z, a-z, 0-9 and . _ ~ : @ -")
    return value


def _origin(form: Form) -> str | None:
    if "origin" not in form:
        return None
    found = read_origin([form["origin"]])
    if isinstance(found, Refusal):
        raise OAuthError("invalid_request", "origin must be one such as https://exam.example.com, without a path.")
    return found.text


def _lasts(form: Form) -> int:
    """Milliseconds."""
    text = form.get("expires_in", str(candidate_token.LASTS // SECOND))
    if not (text.isascii() and text.isdigit() and len(text) < 6 and LEAST_SECONDS <= int(text) <= MOST_SECONDS):
        raise OAuthError(
            "invalid_request", f"expires_in must be a whole number from {LEAST_SECONDS} to {MOST_SECONDS}."
        )
    return int(text) * SECOND
