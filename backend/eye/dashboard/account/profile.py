"""Settings → Profile: one's name, password, passkeys, and the browsers that are signed in."""

from dataclasses import dataclass
from typing import Any

from starlette.background import BackgroundTask
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from eye.dashboard.account.guessing import address_of, limits_of, subject_of, too_often, wait_sentence
from eye.dashboard.account.threads import in_password_thread
from eye.dashboard.entrance import Halt
from eye.dashboard.render import go, page
from eye.dashboard.typed import secret, typed
from eye.dashboard.visit import Visit, forget_sign_in
from eye.db import Row, Tx
from eye.organisations import letters
from eye.organisations.passkeys import store as passkey_store
from eye.organisations.passkeys.ceremonies import MOST
from eye.organisations.passkeys.relying_party import relying_party
from eye.organisations.sign_in import own_account
from eye.organisations.sign_in import store as sign_in_store
from eye.organisations.sign_in.passwords import LEAST, hash_password, verify_password, why_too_weak
from eye.organisations.sign_in.store import SignedIn

PATH = "/dashboard/settings/profile"
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Wrong:
    """The field that was not accepted, and the sentence beside it."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Profile:
    has_password: bool
    sign_ins: list[Row]
    passkeys: list[Row]


async def to_profile(visit: Visit) -> Response:
    return go(PATH)


async def profile(visit: Visit) -> Response:
    return await profile_page(visit, 200)


async def profile_page(visit: Visit, status: int, wrong: Wrong | None = None, **typed_again: Any) -> Response:
    """The page, with what was not accepted beside its field."""
    return page(
        visit,
        "account/profile.html",
        status=status,
        found=await visit.eye.db.read(_find, visit.member, visit.now),
        party=relying_party(visit.eye.settings.public_url),
        wrong=wrong,
        least=LEAST,
        most_passkeys=MOST,
        name=typed_again.get("name", visit.member.member_name),
        passkey_name=typed_again.get("passkey_name", ""),
    )


def _find(tx: Tx, member: SignedIn, now: int) -> Profile:
    return Profile(
        has_password=sign_in_store.password_of_member(tx, member.member_id) is not None,
        sign_ins=own_account.list_sign_ins(tx, member, now),
        passkeys=passkey_store.list_passkeys(tx, member.member_id),
    )


async def submit_name(visit: Visit, form: FormData) -> Response:
    name = typed(form, "name", 800)
    if not 1 <= len(name) <= LONGEST_NAME:
        sentence = f"Write a name of at most {LONGEST_NAME} characters."
        return await profile_page(visit, 422, Wrong("name", sentence), name=name)
    await visit.eye.db.write(own_account.rename, visit.member, name, visit.now)
    return go(f"{PATH}?done=name")


async def submit_own_password(visit: Visit, form: FormData) -> Response:
    wait = _count_try(visit)
    if wait:
        return too_often(await profile_page(visit, 429, Wrong("current", wait_sentence(wait))), wait)
    old = await visit.eye.db.read(sign_in_store.password_of_member, visit.member.member_id)
    if old is not None and not await in_password_thread(verify_password, secret(form, "current"), old):
        return await profile_page(visit, 403, Wrong("current", "This is not your present password."))
    limits_of(visit.request).passwords.succeeded(address_of(visit.request), subject_of(visit.member.email))
    password, member = secret(form, "password"), visit.member
    mistake = why_too_weak(password, member.email, member.member_name)
    if mistake:
        return await profile_page(visit, 422, Wrong("password", mistake))
    if password != secret(form, "again"):
        return await profile_page(visit, 422, Wrong("again", "The two passwords are different."))
    new = await in_password_thread(hash_password, password)
    if not await visit.eye.db.write(own_account.change_password, member, old, new, visit.now):
        return await profile_page(visit, 409, Wrong("current", "Your password was changed elsewhere just now."))
    response = go(f"{PATH}?done=password")
    response.background = tell(visit, letters.password_changed(visit.eye.settings.public_url))
    return response


def _count_try(visit: Visit) -> int:
    """Seconds to wait; 0 after counting one more try. The same count as on the sign-in page: it is the same secret."""
    limit, address = limits_of(visit.request).passwords, address_of(visit.request)
    wait = limit.wait(address, subject_of(visit.member.email), visit.now)
    if not wait:
        limit.tried(address, subject_of(visit.member.email), visit.now)
    return wait


def tell(visit: Visit, letter: letters.Letter) -> BackgroundTask:
    """Mail the member what was changed, after the page is answered."""
    return BackgroundTask(visit.eye.mailer.send, visit.member.email, letter.subject, letter.text)


async def submit_end(visit: Visit, form: FormData) -> Response:
    id = visit.request.path_params["sign_in_id"]
    if not await visit.eye.db.write(own_account.end_sign_in, visit.member, id, visit.now):
        raise Halt(404)
    return _signed_out(visit.request) if id == visit.member.sign_in_id else go(f"{PATH}?done=ended")


async def submit_end_everywhere(visit: Visit, form: FormData) -> Response:
    await visit.eye.db.write(own_account.sign_out_everywhere, visit.member, visit.now)
    return _signed_out(visit.request)


def _signed_out(request: Request) -> Response:
    response = go("/dashboard/sign-in")
    forget_sign_in(request, response)
    response.headers["clear-site-data"] = '"cache"'
    return response
