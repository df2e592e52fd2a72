"""Signing in with email and password, and signing out."""

import hashlib

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from eye.dashboard.entrance import read_form
from eye.dashboard.render import go, outside_page
from eye.dashboard.same_site import local_path
from eye.dashboard.threads import in_password_thread
from eye.dashboard.typed import secret, typed
from eye.dashboard.visit import COOKIE, Visit, find_visit, forget_sign_in, keep_sign_in
from eye.http.client import client_address
from eye.http.context import context
from eye.organisations import sign_in
from eye.organisations.passwords import verify_password
from eye.organisations.sign_in_limit import SignInLimit

WRONG = "The email address or the password is not right."


async def show_sign_in(request: Request) -> Response:
    wanted = local_path(request.query_params.get("next"))
    if await find_visit(request):
        return go(wanted)
    return outside_page("sign_in.html", next=wanted, email="", mistake=None)


async def submit_sign_in(request: Request) -> Response:
    form = await read_form(request)
    wanted, email = local_path(typed(form, "next", 500)), typed(form, "email", 320)
    eye, limit = context(request), _limit(request)
    address = client_address(request, eye.settings.trusted_proxies)
    subject = _digest(sign_in.email_as_stored(email))
    if wait := limit.wait(address, subject, eye.clock.now()):
        return _again(wanted, email, _wait_sentence(wait), 429, {"retry-after": str(wait)})
    limit.tried(address, subject, eye.clock.now())
    found = await eye.db.read(sign_in.find_password, email)
    if not await in_password_thread(verify_password, secret(form, "password"), found.hash if found else None):
        return _again(wanted, email, WRONG, 403, {})
    assert found is not None  # noqa: S101 - nobody's password is never right
    limit.succeeded(address, subject)
    return await _enter(request, found.member_id, wanted)


async def _enter(request: Request, member_id: str, wanted: str) -> Response:
    eye, fresh = context(request), sign_in.new_sign_in()
    await eye.db.write(sign_in.replace_sign_in, request.cookies.get(COOKIE, ""), member_id, fresh, eye.clock.now())
    response = go(wanted)
    keep_sign_in(request, response, fresh)
    return response


def _again(wanted: str, email: str, mistake: str, status: int, headers: dict[str, str]) -> Response:
    response = outside_page("sign_in.html", status=status, next=wanted, email=email, mistake=mistake)
    response.headers.update(headers)
    return response


def _wait_sentence(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return (
        f"There were too many tries from here. Wait {minutes} minute{'s' if minutes > 1 else ''}, then try again;"
        " or ask your operator for a one-time link."
    )


def _digest(email: str) -> str:
    # What was typed may be a password in the wrong field, and may be long: neither belongs into memory.
    return hashlib.sha256(email.encode()).hexdigest()


def _limit(request: Request) -> SignInLimit:
    """One for each running app, so that two in one process (tests) do not count for each other."""
    state = request.app.state
    if not hasattr(state, "sign_in_limit"):
        state.sign_in_limit = SignInLimit()
    limit: SignInLimit = state.sign_in_limit
    return limit


async def submit_sign_out(visit: Visit, form: FormData) -> Response:
    await visit.eye.db.write(sign_in.sign_out, visit.request.cookies.get(COOKIE, ""))
    response = go("/dashboard/sign-in")
    forget_sign_in(visit.request, response)
    # The back button must not show the pages of whoever sat here before.
    response.headers["clear-site-data"] = '"cache"'
    return response
