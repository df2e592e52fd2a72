"""Who looks at a page: the signed-in member, found by the cookie, and what they may do."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from eye.http.context import Eye, context
from eye.organisations import sign_in
from eye.organisations.permissions import permissions_of
from eye.organisations.sign_in import NewSignIn
from eye.organisations.sign_in_store import SignedIn

COOKIE = "eye_session"
PATH = "/dashboard"


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

    def may(self, permission: str) -> bool:
        return permission in self.permissions


async def find_visit(request: Request) -> Visit | None:
    """The visit of whoever holds the cookie; None if nobody is signed in."""
    token = request.cookies.get(COOKIE, "")
    if not 20 <= len(token) <= 200:
        return None
    eye = context(request)
    now = eye.clock.now()
    member = await eye.db.read(sign_in.signed_in, token, now)
    return Visit(request, eye, member, permissions_of(list(member.roles)), now) if member else None


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
