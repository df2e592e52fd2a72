"""The one table from error code to status, and problem documents (RFC 9457) made from refusals."""

from dataclasses import dataclass

import msgspec
from starlette.responses import Response

from eye.errors import Refusal


@dataclass(frozen=True, slots=True)
class Kind:
    """What is known about a code before anything happens: its status and its short title."""

    status: int
    title: str


KINDS: dict[str, Kind] = {
    "request_malformed": Kind(400, "The request cannot be read"),
    "param_missing": Kind(400, "A field is missing"),
    "param_invalid": Kind(400, "A field has a wrong value"),
    "origin_malformed": Kind(400, "The Origin header is malformed"),
    "key_missing": Kind(401, "No API key was sent"),
    "key_malformed": Kind(401, "This is not an Eye API key"),
    "key_unknown": Kind(401, "The API key is unknown"),
    "key_expired": Kind(401, "The API key has expired"),
    "key_revoked": Kind(401, "The API key was revoked"),
    "key_secret_in_browser": Kind(401, "A secret key was used in a browser"),
    "key_wrong_kind": Kind(401, "A publishable key was used where a secret key belongs"),
    "candidate_token_required": Kind(401, "A candidate token is required"),
    "candidate_token_invalid": Kind(401, "The candidate token is not valid"),
    "candidate_token_expired": Kind(401, "The candidate token has expired"),
    "session_token_invalid": Kind(401, "The session token is not valid"),
    "session_token_expired": Kind(401, "The session token has expired"),
    "access_token_invalid": Kind(401, "The access token is not valid"),
    "access_token_expired": Kind(401, "The access token has expired"),
    "credits_exhausted": Kind(402, "The organisation has no credits left"),
    "key_inactive": Kind(403, "The API key is inactive"),
    "origin_missing": Kind(403, "The Origin header is missing"),
    "origin_null": Kind(403, "The page has no origin"),
    "origin_not_allowed": Kind(403, "The website is not registered"),
    "origin_scheme_or_port": Kind(403, "The website is registered with another scheme or port"),
    "no_domains_registered": Kind(403, "The organisation has no registered domains"),
    "candidate_token_mismatch": Kind(403, "The candidate token belongs to something else"),
    "assessment_not_open": Kind(403, "The assessment is not open now"),
    "organisation_suspended": Kind(403, "The organisation is suspended"),
    "permission_missing": Kind(403, "A permission is missing"),
    "ip_not_allowed": Kind(403, "This address may not use the key"),
    "assessment_not_found": Kind(404, "There is no such assessment"),
    "not_found": Kind(404, "There is nothing here"),
    "method_not_allowed": Kind(405, "This method is not offered here"),
    "session_ended": Kind(409, "The session has ended"),
    "session_not_active": Kind(409, "Monitoring has not begun in the session"),
    "command_limit_reached": Kind(409, "Too much waits for the candidate's page"),
    "session_active_elsewhere": Kind(409, "The session is running elsewhere"),
    "session_superseded": Kind(409, "The session went on in another page"),
    "attempts_exhausted": Kind(409, "No attempt is left"),
    "attempts_unlimited": Kind(409, "The assessment sets no limit of attempts"),
    "attempt_limit_reached": Kind(409, "No more attempts can be granted"),
    "candidate_token_used": Kind(409, "The candidate token was used before"),
    "candidate_in_session": Kind(409, "An exam of the candidate is running"),
    "media_limit_reached": Kind(409, "The session has sent too many files"),
    "media_conflict": Kind(409, "Other bytes were stored under this id"),
    "domain_duplicate": Kind(409, "The domain is registered already"),
    "domain_limit_reached": Kind(409, "No more domains can be registered"),
    "key_limit_reached": Kind(409, "No more keys can be created"),
    "key_not_active": Kind(409, "The key is not active"),
    "key_rotated": Kind(409, "A rotation of this key is under way"),
    "role_duplicate": Kind(409, "Another role has this name"),
    "role_in_use": Kind(409, "Somebody has this role"),
    "role_limit_reached": Kind(409, "No more roles can be created"),
    "member_duplicate": Kind(409, "Somebody signs in with this address already"),
    "member_active": Kind(409, "The member has signed in already"),
    "last_owner": Kind(409, "An organisation keeps an owner"),
    "webhook_limit_reached": Kind(409, "No more webhook endpoints can be added"),
    "webhook_disabled": Kind(409, "The webhook endpoint is disabled"),
    "changed_meanwhile": Kind(409, "Somebody else has changed it"),
    "candidate_duplicate": Kind(409, "The candidate exists already"),
    "assessment_duplicate": Kind(409, "The assessment exists already"),
    "flag_reviewed_meanwhile": Kind(409, "Somebody else has decided about the flag"),
    "flag_needs_another_reviewer": Kind(409, "Another reviewer has to agree"),
    "flag_limit_reached": Kind(409, "The session has too many flags"),
    "session_erased": Kind(409, "The evidence of the session was erased"),
    "flags_open": Kind(409, "Flags of the session wait for a decision"),
    "session_not_ended": Kind(409, "The session is still running"),
    "idempotency_in_flight": Kind(409, "The same request is still under way"),
    "idempotency_answer_lost": Kind(409, "The answer to this request was lost"),
    "precondition_failed": Kind(412, "It is not as it was when you read it"),
    "too_large": Kind(413, "The request is too large"),
    "media_type_not_allowed": Kind(415, "This kind of file is not accepted"),
    "entry_empty": Kind(422, "The domain is empty"),
    "entry_host": Kind(422, "The host cannot be read"),
    "entry_scheme": Kind(422, "The scheme is not http or https"),
    "entry_port": Kind(422, "The port cannot be read"),
    "entry_single_label": Kind(422, "A single label is not a domain"),
    "entry_public_suffix": Kind(422, "A public suffix belongs to everybody"),
    "entry_wildcard_position": Kind(422, "The star stands in the wrong place"),
    "entry_has_userinfo": Kind(422, "A domain carries no user name"),
    "entry_has_query_or_fragment": Kind(422, "A domain carries no query or fragment"),
    "entry_ipv6_needs_brackets": Kind(422, "An IPv6 address needs brackets"),
    "webhook_host_not_registered": Kind(422, "The host of the webhook is not registered"),
    "idempotency_mismatch": Kind(422, "The same Idempotency-Key was sent with another body"),
    "rate_limited": Kind(429, "Too many failed requests"),
    "internal": Kind(500, "Something went wrong in Eye"),
    "unavailable": Kind(503, "Eye is not available right now"),
}


def problem(refusal: Refusal, *, request_id: str, docs: str) -> Response:
    """The answer to a refusal; `docs` is the address of the page that explains every code."""
    kind = KINDS[refusal.code]
    document = {
        "type": f"{docs}/{refusal.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": refusal.detail,
        "code": refusal.code,
        "requestId": request_id,
        **refusal.fields,
    }
    headers = {"cache-control": "no-store"}
    if "retryAfter" in refusal.fields:
        headers["retry-after"] = str(refusal.fields["retryAfter"])
    if kind.status == 401:
        headers["www-authenticate"] = 'Bearer realm="Eye"'
    return Response(msgspec.json.encode(document), kind.status, headers=headers, media_type="application/problem+json")
