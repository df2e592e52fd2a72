"""Who looks at a page: the signed-in member, found by the cookie, and what they may do."""

from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from eye.dashboard.typed import printable
from eye.db import Tx
from eye.http.client import client_address
from eye.http.context import Eye, context, note_caller
from eye.organisations.audit.log import Actor
from eye.organisations.principal import Principal
from eye.organisations.roles.grants import effective_permissions
from eye.organisations.sign_in import sign_in
from eye.organisations.sign_in.sign_in import NewSignIn
from eye.organisations.sign_in.store import SignedIn

COOKIE = "eye_session"
PATH = "/dashboard"
LONGEST_USER_AGENT = 300


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a signed-in member. Every query of a page is narrowed to `organisation_id`."""

    request: Request
    eye: Eye
    member: SignedIn
    permissions: frozenset[str]
    now: int

    @property
    def organisation_id(self) -> str:
        return self.member.organisation_id

    @property
    def principal(self) -> Principal:
        """What the verbs, which pages and API share, ask for."""
        return Principal(self.organisation_id, self.member.member_id, self.permissions)

    def may(self, permission: str) -> bool:
        return permission in self.permissions


async def find_visit(request: Request) -> Visit | None:
    """The visit of whoever holds the cookie; None if nobody is signed in."""
    token = request.cookies.get(COOKIE, "")
    if not 20 <= len(token) <= 200:
        return None
    eye = context(request)
    now = eye.clock.now()
    found = await eye.db.read(_signed_in, token, now)
    if found is None:
        return None
    member, permissions = found
    note_caller(request, member.organisation_id, None)
    if now - member.seen_at >= sign_in.NOTED_EVERY:
        await eye.db.write(sign_in.note_use, member, now)
    # The verbs pass on who acts; with the address in it the audit log says from where.
    actor = Actor(member.member_id, client_address(request, eye.settings.trusted_proxies))
    return Visit(request, eye, replace(member, member_id=actor), permissions, now)


def _signed_in(tx: Tx, token: str, now: int) -> tuple[SignedIn, frozenset[str]] | None:
    member = sign_in.signed_in(tx, token, now)
    return (member, effective_permissions(tx, member.organisation_id, member.roles)) if member else None


def fresh_sign_in(request: Request) -> NewSignIn:
    """The secrets of a new sign-in at this browser, with what its member will recognise it by."""
    address = client_address(request, context(request).settings.trusted_proxies)
    return sign_in.new_sign_in(address, printable(request.headers.get("user-agent", ""), LONGEST_USER_AGENT))


def keep_sign_in(request: Request, response: Response, fresh: NewSignIn) -> None:
    """Hand the browser its new token: out of reach of scripts, sent only to the dashboard and from our own pages."""
    response.set_cookie(
        COOKIE,
        fresh.token,
        max_age=sign_in.LASTS // 1000,
        path=PATH,
        secure=_over_https(request),
        httponly=True,
        samesite="lax",
    )


def forget_sign_in(request: Request, response: Response) -> None:
    response.delete_cookie(COOKIE, path=PATH, secure=_over_https(request), httponly=True, samesite="lax")


def _over_https(request: Request) -> bool:
    return context(request).settings.public_url.startswith("https://")
