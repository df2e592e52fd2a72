"""How often the pages that need no sign-in answer one address: counted here, refused there."""

import hashlib
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from eye.http.client import client_address
from eye.http.context import context
from eye.organisations.sign_in.limit import SignInLimit
from eye.organisations.sign_in.sign_in import email_as_stored


@dataclass(frozen=True, slots=True)
class Limits:
    """Tries in a quarter of an hour from one address. A school may have hundreds of members behind one."""

    passwords: SignInLimit = field(default_factory=SignInLimit)
    passkeys: SignInLimit = field(default_factory=lambda: SignInLimit(of_address=120, of_email=120))
    forgotten: SignInLimit = field(default_factory=lambda: SignInLimit(of_address=30, of_email=3))
    registrations: SignInLimit = field(default_factory=lambda: SignInLimit(of_address=20, of_email=5))
    reports: SignInLimit = field(default_factory=lambda: SignInLimit(of_address=600, of_email=120))
    evidence: SignInLimit = field(default_factory=lambda: SignInLimit(of_address=12_000, of_email=2_400))
    answers: SignInLimit = field(default_factory=lambda: SignInLimit(of_address=120, of_email=20))


def limits_of(request: Request) -> Limits:
    """One for each running app, so that two in one process (tests) do not count for each other."""
    state = request.app.state
    if not hasattr(state, "limits"):
        state.limits = Limits()
    limits: Limits = state.limits
    return limits


def address_of(request: Request) -> str:
    return client_address(request, context(request).settings.trusted_proxies)


def subject_of(email: str) -> str:
    """What stands for the email in a limit."""
    # What was typed may be a password in the wrong field, and may be long: neither belongs into memory.
    return hashlib.sha256(email_as_stored(email).encode()).hexdigest()


def wait_sentence(seconds: int, otherwise: str = "; or ask your operator for a one-time link") -> str:
    minutes = -(-seconds // 60)
    return (
        f"There were too many tries from here. Wait {minutes} minute{'s' if minutes > 1 else ''}, then try again"
        f"{otherwise}."
    )


def too_often(response: Response, seconds: int) -> Response:
    """The same answer, telling programs too how long to wait."""
    response.headers["retry-after"] = str(seconds)
    return response
