"""Which codes an operation can answer, and how a problem document looks in the reference."""

from typing import Any

from eye.api.errors import PAGES
from eye.api.etags import is_single
from eye.api.reference.operation import Operation
from eye.http.problems import KINDS

ALWAYS = ("request_malformed", "unavailable", "internal")
BODY = ("param_missing", "param_invalid", "too_large")
SERVER = (
    "origin_malformed",
    "key_missing",
    "key_malformed",
    "key_unknown",
    "key_expired",
    "key_revoked",
    "key_wrong_kind",
    "access_token_invalid",
    "access_token_expired",
    "key_inactive",
    "organisation_suspended",
    "permission_missing",
    "ip_not_allowed",
    "origin_null",
    "origin_not_allowed",
    "origin_scheme_or_port",
    "no_domains_registered",
)
ONCE = ("param_invalid", "idempotency_in_flight", "idempotency_answer_lost", "idempotency_mismatch")
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457. `detail` says what to do; `field` names what is wrong, `retryAfter` is in seconds.",
    "required": ["type", "title", "status", "detail", "code", "requestId"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "The page that explains the code."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"enum": list(KINDS)},
        "requestId": {"type": "string"},
        "field": {"type": "string"},
        "retryAfter": {"type": "integer", "minimum": 0},
        "origin": {"type": "string"},
        "permission": {"type": "string"},
    },
}


def by_status(operation: Operation, method: str, path: str, permission: str | None) -> dict[int, list[str]]:
    """The codes that the operation can answer, in the order of the table of codes."""
    codes = {*ALWAYS, *operation.refuses, "rate_limited"}
    if permission:
        codes |= {*SERVER, *(ONCE if method == "POST" else ())}
    if permission and method == "PATCH" and is_single(path):
        codes |= {"precondition_failed"}
    if operation.body is not None:
        codes |= {*BODY}
    if operation.query:
        codes |= {"param_invalid"}
    if "{" in path:
        codes |= {"not_found", "param_invalid"}
    found: dict[int, list[str]] = {}
    for code in KINDS:
        if code in codes:
            found.setdefault(KINDS[code].status, []).append(code)
    return found


def problem_response(codes: list[str]) -> dict[str, Any]:
    narrowed = {"properties": {"code": {"enum": codes}}}
    return {
        "description": "; ".join(f"`{code}`: {KINDS[code].title}" for code in codes),
        "content": {
            "application/problem+json": {
                "schema": {"allOf": [{"$ref": "#/components/schemas/Problem"}, narrowed]},
                "example": _example(codes[0]),
            }
        },
    }


def _example(code: str) -> dict[str, Any]:
    kind = KINDS[code]
    return {
        "type": f"https://eye.example.com/docs/errors/{code}",
        "title": kind.title,
        "status": kind.status,
        "detail": PAGES[code].happened,
        "code": code,
        "requestId": "req_06example",
    }
