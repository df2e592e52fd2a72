"""Signing in with email and password, and signing out."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from eye.dashboard.account.guessing import limits_of, subject_of, too_often, wait_sentence
from eye.dashboard.account.threads import in_password_thread
from eye.dashboard.entrance import read_form
from eye.dashboard.render import go, outside_page
from eye.dashboard.same_site import local_path
from eye.dashboard.typed import secret, typed
from eye.dashboard.visit import COOKIE, Visit, find_visit, forget_sign_in, fresh_sign_in, keep_sign_in
from eye.http.client import client_address
from eye.http.context import context
from eye.organisations.passkeys.relying_party import relying_party
from eye.organisations.sign_in import sign_in
from eye.organisations.sign_in.passwords import verify_password

WRONG = "The email address or the password is not right."


async def show_sign_in(request: Request) -> Response:
    wanted = local_path(request.query_params.get("next"))
    if await find_visit(request):
        return go(wanted)
    return sign_in_page(request, 200, wanted)


async def submit_sign_in(request: Request) -> Response:
    form = await read_form(request)
    wanted, email = local_path(typed(form, "next", 500)), typed(form, "email", 320)
    eye, limit = context(request), limits_of(request).passwords
    address = client_address(request, eye.settings.trusted_proxies)
    subject = subject_of(email)
    if wait := limit.wait(address, subject, eye.clock.now()):
        return too_often(sign_in_page(request, 429, wanted, email, wait_sentence(wait)), wait)
    limit.tried(address, subject, eye.clock.now())
    found = await eye.db.read(sign_in.find_password, email)
    if not await in_password_thread(verify_password, secret(form, "password"), found.hash if found else None):
        return sign_in_page(request, 403, wanted, email, WRONG)
    assert found is not None  # noqa: S101 - nobody's password is never right
    limit.succeeded(address, subject)
    return await _enter(request, found.member_id, wanted)


async def _enter(request: Request, member_id: str, wanted: str) -> Response:
    eye, fresh = context(request), fresh_sign_in(request)
    await eye.db.write(sign_in.replace_sign_in, request.cookies.get(COOKIE, ""), member_id, fresh, eye.clock.now())
    response = go(wanted)
    keep_sign_in(request, response, fresh)
    return response


def sign_in_page(request: Request, status: int, wanted: str, email: str = "", mistake: str | None = None) -> Response:
    """The page that asks who it is; `wanted` is where it leads."""
    eye = context(request)
    return outside_page(
        "account/sign_in.html",
        status=status,
        next=wanted,
        email=email,
        mistake=mistake,
        mails=eye.mailer.sends,
        registration=eye.settings.registration,
        party=relying_party(eye.settings.public_url),
    )


async def submit_sign_out(visit: Visit, form: FormData) -> Response:
    await visit.eye.db.write(sign_in.sign_out, visit.request.cookies.get(COOKIE, ""))
    response = go("/dashboard/sign-in")
    forget_sign_in(visit.request, response)
    # The back button must not show the pages of whoever sat here before.
    response.headers["clear-site-data"] = '"cache"'
    return response
