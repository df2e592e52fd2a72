"""The way into every page: who is it, may they, was the form sent from here; and the error pages."""

import hmac
import logging
from collections.abc import Awaitable, Callable

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from eye.dashboard.render import go, is_refresh, outside_page, page
from eye.dashboard.same_site import from_our_page, local_path, sign_in_path, sign_in_path_for
from eye.dashboard.visit import Visit, find_visit
from eye.db import Unavailable
from eye.errors import Refused
from eye.http.bodies import check_charset
from eye.organisations.permissions import PERMISSIONS

Endpoint = Callable[[Request], Awaitable[Response]]
Page = Callable[[Visit], Awaitable[Response]]
Submission = Callable[[Visit, FormData], Awaitable[Response]]

log = logging.getLogger("eye.dashboard")

MOST_FIELDS = 100

SENTENCES = {
    403: ("This is not open to you", "Your roles do not include this page. Ask an owner of your organisation."),
    404: ("There is nothing here", "The address may be mistyped, or what it led to is not part of your organisation."),
    429: ("Too many tries", "Wait a few minutes, then try again."),
    413: ("This was too much at once", "The form is larger than Eye accepts. Go back and shorten it."),
    503: ("Eye cannot reach its storage", "Nothing was lost or changed. Try again in a moment."),
    500: ("Something went wrong in Eye", "It was noted. Try again; if it stays, tell your operator the request id."),
}
STALE_FORM = (
    "This form was not accepted: it did not come from a page of your present sign-in."
    " Go back, reload the page and send it again."
)


class Halt(HTTPException):
    """Ends a request with an error page; `sentence` says what happened where the usual one does not fit."""

    def __init__(self, status: int, sentence: str | None = None) -> None:
        super().__init__(status, sentence or SENTENCES[status][1])


def open_to_members(show: Page, permission: str | None) -> Endpoint:
    """A page that needs somebody signed in who has `permission`."""

    async def answer(request: Request) -> Response:
        visit = await find_visit(request)
        if visit is None:
            return _ask_to_sign_in(request)
        return await _guarded(visit, permission, lambda: show(visit))

    return _with_error_pages(answer)


def form_of_members(submit: Submission, permission: str | None, files: int = 0) -> Endpoint:
    """What a form of a signed-in member is sent to; refused unless it carries the CSRF token of this sign-in.

    It may carry at most `files` files.
    """

    async def answer(request: Request) -> Response:
        visit = await find_visit(request)
        if visit is None:
            return _ask_to_sign_in(request)
        form = await read_form(request, files)
        try:
            sent = str(form.get("csrf", ""))
            if not hmac.compare_digest(sent.encode(), visit.member.csrf.encode()):
                return error_page(visit, request, Halt(403, STALE_FORM))
            return await _guarded(visit, permission, lambda: submit(visit, form))
        finally:
            await form.close()

    return _with_error_pages(answer)


def open_to_all(show: Endpoint) -> Endpoint:
    """A page for people who are not signed in."""
    return _with_error_pages(show)


async def read_form(request: Request, files: int = 0) -> FormData:
    """The fields of a form that was sent from our own page. Halt 403 otherwise."""
    if not from_our_page(request):
        raise Halt(403, STALE_FORM)
    return await read_fields(request, files)


async def read_fields(request: Request, files: int = 0) -> FormData:
    """The same wherever it was sent from."""
    try:
        check_charset(request)
    except Refused as refused:
        raise Halt(400, refused.refusal.detail) from None
    return await request.form(max_files=files, max_fields=MOST_FIELDS)


async def _guarded(visit: Visit, permission: str | None, answer: Callable[[], Awaitable[Response]]) -> Response:
    if permission is not None and not visit.may(permission):
        return error_page(visit, visit.request, Halt(403, _lacking(permission)))
    try:
        return await answer()
    except HTTPException as halt:
        return error_page(visit, visit.request, halt)


def _lacking(permission: str) -> str:
    what = PERMISSIONS[permission]
    return (
        f"Your roles do not include this page. It needs the permission {permission} ({what[0].lower()}{what[1:]})."
        " Ask an owner of your organisation."
    )


def _with_error_pages(answer: Endpoint) -> Endpoint:
    async def safe(request: Request) -> Response:
        try:
            return await answer(request)
        except HTTPException as halt:
            return error_page(None, request, halt)
        except ClientDisconnect:
            raise
        except Unavailable:
            return error_page(None, request, Halt(503))
        except Exception:
            log.exception("a dashboard page failed", extra={"request_id": request_id(request)})
            return error_page(None, request, Halt(500))

    return safe


def _ask_to_sign_in(request: Request) -> Response:
    if is_refresh(request):
        # A redirect would be followed silently and put the sign-in form into the middle of the page.
        shown = request.headers.get("hx-current-url", "").partition(request.headers.get("host", "/"))[2]
        return Response(status_code=401, headers={"hx-redirect": sign_in_path_for(local_path(shown))})
    return go(sign_in_path(request))


def error_page(visit: Visit | None, request: Request, halt: HTTPException) -> Response:
    """The page that says what went wrong and what to do, in the look of the others."""
    title, sentence = SENTENCES.get(halt.status_code, ("This did not work", str(halt.detail)))
    sentence = str(halt.detail) if isinstance(halt, Halt) else sentence
    status, id = halt.status_code, request_id(request)
    if visit is None:
        values = {"title": title, "sentence": sentence, "request_id": id}
        inside = request.url.path.startswith("/dashboard")
        return outside_page("error_outside.html", status=status, inside=inside, **values)
    return page(visit, "error.html", status=status, title=title, sentence=sentence, request_id=id)


def request_id(request: Request) -> str | None:
    found = request.scope.get("state", {}).get("request_id")
    return str(found) if found else None
