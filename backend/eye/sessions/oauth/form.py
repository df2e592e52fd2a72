"""Reads a request to the token endpoint: its form, and which client it says it is (RFC 6749, sections 2.3 and 3.2)."""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote_plus

from starlette.requests import Request

from eye.errors import Refused
from eye.http.bodies import read_body

LIMIT = 64 * 1024
FORM = "application/x-www-form-urlencoded"


class OAuthError(Exception):
    """An answer in the words of RFC 6749. `refusal_code` tells the causes of `invalid_client` apart."""

    def __init__(self, error: str, description: str, refusal_code: str | None = None, wait: int | None = None) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description
        self.refusal_code = refusal_code
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client claims: the id of a key, and the secret key itself."""

    client_id: str
    secret: str


async def read_form(request: Request) -> dict[str, str]:
    """The parameters, each once; an empty one counts as left out. OAuthError for anything else."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise OAuthError("invalid_request", f"Send the parameters in the body as {FORM}.")
    try:
        text = (await read_body(request, LIMIT)).decode()
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=50)
    except (ValueError, Refused):
        raise OAuthError("invalid_request", "The body cannot be read as a form of at most 64 KiB in UTF-8.") from None
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise OAuthError("invalid_request", f"The parameter {twice[:40]} is there more than once.")
    return {name: value for name, value in pairs if value}


def required(form: dict[str, str], name: str) -> str:
    if name not in form:
        raise OAuthError("invalid_request", f"The parameter {name} is missing.")
    return form[name]


def read_credentials(authorization: list[str], form: dict[str, str]) -> Credentials:
    """From HTTP Basic or from the body, never from both."""
    in_body = "client_secret" in form
    if authorization and (in_body or len(authorization) > 1):
        raise OAuthError("invalid_request", "The client authenticates in more than one way; use one.")
    if authorization:
        found = _basic(authorization[0])
        if form.get("client_id", found.client_id) != found.client_id:
            raise OAuthError("invalid_request", "client_id in the body is not the one of the Authorization header.")
        return found
    if not in_body or "client_id" not in form:
        missing = "Authenticate by HTTP Basic, or by client_id and client_secret in the body."
        raise OAuthError("invalid_client", missing, "key_missing")
    return Credentials(form["client_id"], form["client_secret"])


def _basic(header: str) -> Credentials:
    scheme, _, text = header.partition(" ")
    if scheme.lower() != "basic":
        raise OAuthError("invalid_client", "Authenticate by HTTP Basic: the key id and the secret key.", "key_missing")
    try:
        id, colon, secret = base64.b64decode(text.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        id, colon, secret = "", "", ""
    if not colon:
        raise OAuthError("invalid_client", "The Authorization header is not HTTP Basic.", "key_malformed")
    return Credentials(unquote_plus(id), unquote_plus(secret))
