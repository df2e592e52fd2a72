"""One-time links: one kind signs in at once, the other lets a member choose a password first."""

from starlette.requests import Request
from starlette.responses import Response

from eye.dashboard.account.threads import in_password_thread
from eye.dashboard.entrance import read_form
from eye.dashboard.render import HEADERS, go, outside_page
from eye.dashboard.typed import secret
from eye.dashboard.visit import fresh_sign_in, keep_sign_in
from eye.http.context import context
from eye.organisations.sign_in import links, sign_in
from eye.organisations.sign_in.passwords import LEAST, hash_password, why_too_weak
from eye.organisations.sign_in.store import LinkFor


async def follow_link(request: Request) -> Response:
    if _only_looking(request):
        return Response(status_code=200, headers=HEADERS)
    eye, token = context(request), _token(request)
    now = eye.clock.now()
    link = await eye.db.read(links.find_link, token, now)
    if link is None:
        return _spent()
    if link.purpose == links.SET_PASSWORD:
        return _ask_for_password(link, None, 200)
    fresh = fresh_sign_in(request)
    if not await eye.db.write(sign_in.sign_in_by_link, token, fresh, now):
        return _spent()
    return _welcome(request, fresh)


async def submit_password(request: Request) -> Response:
    form = await read_form(request)
    eye, token = context(request), _token(request)
    link = await eye.db.read(links.find_link, token, eye.clock.now())
    if link is None or link.purpose != links.SET_PASSWORD:
        return _spent()
    password, again = secret(form, "password"), secret(form, "again")
    mistake = why_too_weak(password, link.email, link.member_name) or _why_different(password, again)
    if mistake:
        return _ask_for_password(link, mistake, 422)
    hashed, fresh = await in_password_thread(hash_password, password), fresh_sign_in(request)
    if not await eye.db.write(sign_in.choose_password, token, hashed, fresh, eye.clock.now()):
        return _spent()
    return _welcome(request, fresh)


def _only_looking(request: Request) -> bool:
    """Mail scanners send HEAD, browsers fetch ahead: neither may use up a link that works once."""
    return request.method == "HEAD" or "prefetch" in request.headers.get("sec-purpose", "")


def _token(request: Request) -> str:
    return str(request.path_params["token"])[:200]


def _why_different(password: str, again: str) -> str | None:
    return None if password == again else "The two passwords are different. Type the same one twice."


def _ask_for_password(link: LinkFor, mistake: str | None, status: int) -> Response:
    return outside_page("account/choose_password.html", status=status, link=link, mistake=mistake, least=LEAST)


def _spent() -> Response:
    return outside_page("account/spent_link.html", status=410)


def _welcome(request: Request, fresh: sign_in.NewSignIn) -> Response:
    response = go("/dashboard")
    keep_sign_in(request, response, fresh)
    return response
