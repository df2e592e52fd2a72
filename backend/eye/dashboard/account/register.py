"""Registering an organisation, where the operator opened it (EYE_REGISTRATION).

With a mail server nothing exists before the mailed link is opened, and the answer is the same for every email.
Without one the organisation is created at once: for closed networks only.
"""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from eye.clock import new_secret
from eye.dashboard.account.guessing import address_of, limits_of, subject_of, too_often, wait_sentence
from eye.dashboard.account.new_organisation import register_by_link, register_now
from eye.dashboard.account.profile import Wrong
from eye.dashboard.account.threads import in_password_thread
from eye.dashboard.entrance import Halt, read_form
from eye.dashboard.render import go, outside_page
from eye.dashboard.typed import secret, typed
from eye.dashboard.visit import COOKIE, find_visit, fresh_sign_in, keep_sign_in
from eye.http.context import Eye, context
from eye.organisations import letters
from eye.organisations.email import LONGEST, email_as_stored, is_email
from eye.organisations.members.manage import LONGEST_NAME
from eye.organisations.registration import register as verbs
from eye.organisations.registration.register import Registration
from eye.organisations.sign_in.passwords import LEAST, hash_password, why_too_weak
from eye.organisations.sign_in.sign_in import NewSignIn

PATH = "/dashboard/register"
NOTHING = Registration("", "", "")
KNOWN = "Somebody signs in with this address already. Sign in with it, or use another one."
DIFFERENT = "The two passwords are different. Type the same one twice."
NO_MAIL = "The mail could not be sent just now, and nothing was created. Try again in a few minutes."


async def show_registration(request: Request) -> Response:
    _must_be_open(request)
    if await find_visit(request):
        return go("/dashboard")
    return _page(request, 200, NOTHING)


async def submit_registration(request: Request) -> Response:
    _must_be_open(request)
    form = await read_form(request)
    wanted, by_mail = _wanted(form), context(request).mailer.sends
    wrong = _why_not(wanted) or (None if by_mail else _why_no_password(form, wanted))
    if wrong:
        return _page(request, 422, wanted, wrong)
    limit, now = limits_of(request).registrations, context(request).clock.now()
    address, subject = address_of(request), subject_of(wanted.email)
    if wait := limit.wait(address, subject, now):
        return too_often(_page(request, 429, wanted, Wrong("all", wait_sentence(wait, ""))), wait)
    limit.tried(address, subject, now)
    return await (_mail_link(request, wanted) if by_mail else _register(request, wanted, secret(form, "password")))


async def _mail_link(request: Request, wanted: Registration) -> Response:
    eye, token = context(request), new_secret(43)
    noted = await eye.db.write(verbs.note_registration, wanted, token, eye.clock.now())
    if noted.mail and not await _sent(eye, wanted, token, noted.known):
        await eye.db.write(verbs.forget_registration, token)
        return _page(request, 503, wanted, Wrong("all", NO_MAIL))
    return outside_page("account/registration_sent.html", email=wanted.email)


async def _sent(eye: Eye, wanted: Registration, token: str, known: bool) -> bool:
    # A known address gets a mail too: the answer, and the time it takes, tell nothing.
    own = eye.settings.public_url
    link = f"{own}{PATH}/{token}"
    letter = letters.registered_already(own) if known else letters.registration(link)
    return await eye.mailer.send(wanted.email, letter.subject, letter.text)


async def _register(request: Request, wanted: Registration, password: str) -> Response:
    eye, fresh = context(request), fresh_sign_in(request)
    hashed = await in_password_thread(hash_password, password)
    old, pepper = request.cookies.get(COOKIE, ""), eye.secrets.pepper
    refusal = await eye.db.write(register_now, wanted, hashed, old, fresh, pepper, eye.clock.now())
    return _page(request, 409, wanted, Wrong("email", KNOWN)) if refusal else _welcome(request, fresh)


async def follow_registration(request: Request) -> Response:
    wanted = await _find(request)
    return _ask_for_password(wanted, None, 200) if wanted else _spent()


async def submit_registration_password(request: Request) -> Response:
    form, wanted = await read_form(request), await _find(request)
    if wanted is None:
        return _spent()
    wrong = _why_no_password(form, wanted)
    if wrong:
        return _ask_for_password(wanted, wrong.sentence, 422)
    hashed, fresh = await in_password_thread(hash_password, secret(form, "password")), fresh_sign_in(request)
    eye, old = context(request), request.cookies.get(COOKIE, "")
    now, pepper = eye.clock.now(), eye.secrets.pepper
    made = await eye.db.write(register_by_link, _token(request), hashed, old, fresh, pepper, now)
    return _welcome(request, fresh) if made else _spent()


def _must_be_open(request: Request) -> None:
    if not context(request).settings.registration:
        raise Halt(404)


async def _find(request: Request) -> Registration | None:
    _must_be_open(request)
    eye = context(request)
    return await eye.db.read(verbs.find_registration, _token(request), eye.clock.now())


def _token(request: Request) -> str:
    return str(request.path_params["token"])[:200]


def _wanted(form: FormData) -> Registration:
    # One more than is accepted, so that what is too long is refused and not cut.
    email = email_as_stored(typed(form, "email", LONGEST + 1))
    return Registration(typed(form, "organisation", LONGEST_NAME + 1), typed(form, "name", LONGEST_NAME + 1), email)


def _why_not(wanted: Registration) -> Wrong | None:
    if not 1 <= len(wanted.organisation_name) <= LONGEST_NAME:
        return Wrong("organisation", f"Write the organisation's name, at most {LONGEST_NAME} characters.")
    if not 1 <= len(wanted.name) <= LONGEST_NAME:
        return Wrong("name", f"Write your name, at most {LONGEST_NAME} characters.")
    return None if is_email(wanted.email) else Wrong("email", "Give an email address such as ada@example.com.")


def _why_no_password(form: FormData, wanted: Registration) -> Wrong | None:
    password = secret(form, "password")
    if mistake := why_too_weak(password, wanted.email, f"{wanted.name} {wanted.organisation_name}"):
        return Wrong("password", mistake)
    return None if password == secret(form, "again") else Wrong("password", DIFFERENT)


def _page(request: Request, status: int, wanted: Registration, wrong: Wrong | None = None) -> Response:
    by_mail = context(request).mailer.sends
    return outside_page(
        "account/register.html",
        status=status,
        wanted=wanted,
        wrong=wrong,
        by_mail=by_mail,
        least=LEAST,
        longest=LONGEST_NAME,
    )


def _ask_for_password(wanted: Registration, mistake: str | None, status: int) -> Response:
    return outside_page("account/choose_password.html", status=status, link=wanted, mistake=mistake, least=LEAST)


def _spent() -> Response:
    return outside_page("account/spent_registration.html", status=410)


def _welcome(request: Request, fresh: NewSignIn) -> Response:
    response = go("/dashboard")
    keep_sign_in(request, response, fresh)
    return response
