"""A forgotten password. The answer is the same, as soon, for an email that is known and for one that is not."""

import logging

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from eye.clock import new_secret
from eye.dashboard.account.guessing import address_of, limits_of, subject_of, too_often, wait_sentence
from eye.dashboard.entrance import read_form
from eye.dashboard.render import outside_page
from eye.dashboard.typed import typed
from eye.http.context import Eye, context
from eye.organisations.letters import forgotten_password
from eye.organisations.sign_in.forgotten import make_forgotten_link
from eye.organisations.sign_in.links import link_path

log = logging.getLogger("eye")


async def show_forgotten(request: Request) -> Response:
    return _page(request, 200)


async def submit_forgotten(request: Request) -> Response:
    form = await read_form(request)
    eye, email = context(request), typed(form, "email", 320)
    limit, address, now = limits_of(request).forgotten, address_of(request), eye.clock.now()
    if not eye.mailer.sends:
        return _page(request, 200)
    if wait := limit.wait(address, subject_of(email), now):
        return too_often(_page(request, 429, wait_sentence(wait)), wait)
    limit.tried(address, subject_of(email), now)
    response = outside_page("account/link_on_its_way.html")
    # Whatever an email makes Eye do happens after the answer: its time tells nothing.
    response.background = BackgroundTask(_mail_link, eye, email, now)
    return response


async def _mail_link(eye: Eye, email: str, now: int) -> None:
    token = new_secret(43)
    try:
        to = await eye.db.write(make_forgotten_link, email, token, now)
    except Exception:
        log.exception("a link for a forgotten password was not made")
        return
    if to is not None:
        letter = forgotten_password(eye.settings.public_url + link_path(token))
        await eye.mailer.send(to, letter.subject, letter.text)


def _page(request: Request, status: int, mistake: str | None = None) -> Response:
    return outside_page("account/forgotten.html", status=status, mails=context(request).mailer.sends, mistake=mistake)
