"""Passkeys in the dashboard: signing in with one, adding and removing one's own. The browser's side is passkeys.js."""

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from eye.clock import new_secret
from eye.dashboard.account.guessing import address_of, limits_of, too_often, wait_sentence
from eye.dashboard.account.profile import PATH, Wrong, profile_page, tell
from eye.dashboard.account.sign_in import sign_in_page
from eye.dashboard.entrance import Halt, read_form
from eye.dashboard.render import go, page
from eye.dashboard.same_site import local_path
from eye.dashboard.typed import secret, typed
from eye.dashboard.visit import COOKIE, Visit, fresh_sign_in, keep_sign_in
from eye.db import Row, Tx
from eye.errors import Refusal, Refused
from eye.http.bodies import read_object
from eye.http.context import context
from eye.organisations import letters
from eye.organisations.passkeys import ceremonies as passkeys
from eye.organisations.passkeys import store as passkey_store
from eye.organisations.passkeys.checks import registration_options, sign_in_options
from eye.organisations.passkeys.relying_party import RelyingParty, relying_party
from eye.organisations.sign_in import store as sign_in_store
from eye.organisations.sign_in.store import SignedIn

LONGEST_NAME = 60
NOT_KNOWN = "This passkey does not sign in here (any more). Use another one, or your password."


async def ask_for_passkey(request: Request) -> Response:
    """What the browser needs to ask its person for a passkey."""
    await read_form(request)
    eye, limit, address = context(request), limits_of(request).passkeys, address_of(request)
    party, now = _party(request), eye.clock.now()
    if wait := limit.wait(address, "", now):
        return too_often(_json('{"wait": true}', 429), wait)
    limit.tried(address, "", now)
    challenge = new_secret(43)
    await eye.db.write(passkeys.ask_to_sign_in, challenge, now)
    return _json(sign_in_options(party, challenge))


async def submit_passkey(request: Request) -> Response:
    form = await read_form(request)
    eye, limit, address = context(request), limits_of(request).passkeys, address_of(request)
    wanted, party, now = local_path(typed(form, "next", 500)), _party(request), eye.clock.now()
    if wait := limit.wait(address, "", now):
        return too_often(sign_in_page(request, 429, wanted, mistake=wait_sentence(wait)), wait)
    limit.tried(address, "", now)
    credential, fresh = _credential(form), fresh_sign_in(request)
    old = request.cookies.get(COOKIE, "")
    if not await eye.db.write(passkeys.sign_in_by_passkey, party, credential, old, fresh, now):
        return sign_in_page(request, 403, wanted, mistake=NOT_KNOWN)
    limit.succeeded(address, "")
    response = go(wanted)
    keep_sign_in(request, response, fresh)
    return response


async def ask_for_new_passkey(visit: Visit, form: FormData) -> Response:
    """What the browser needs to make a passkey for this member."""
    party, challenge = _party(visit.request), new_secret(43)
    known = await visit.eye.db.write(passkeys.ask_to_add, visit.member, challenge, visit.now)
    if isinstance(known, Refusal):
        return _json("{}", 409)
    return _json(registration_options(party, visit.member.member_id, visit.member.email, challenge, known))


async def submit_new_passkey(visit: Visit, form: FormData) -> Response:
    name = typed(form, "name", 800)
    party, credential = _party(visit.request), _credential(form)
    if not 1 <= len(name) <= LONGEST_NAME:
        sentence = f"Give it a name of at most {LONGEST_NAME} characters, such as the one of the device."
        return await profile_page(visit, 422, Wrong("passkey", sentence), passkey_name=name)
    added = await visit.eye.db.write(passkeys.add_passkey, party, visit.member, credential, name, visit.now)
    if isinstance(added, Refusal):
        return await profile_page(visit, 422, Wrong("passkey", added.detail), passkey_name=name)
    response = go(f"{PATH}?done=passkey")
    response.background = tell(visit, letters.passkey_added(visit.eye.settings.public_url))
    return response


async def confirm_passkey_removal(visit: Visit) -> Response:
    row, last_way = await visit.eye.db.read(_find, visit.member, visit.request.path_params["passkey_id"])
    if row is None:
        raise Halt(404)
    return page(visit, "account/remove_passkey.html", row=row, last_way=last_way)


def _find(tx: Tx, member: SignedIn, id: str) -> tuple[Row | None, bool]:
    """The passkey, and whether without it nothing is left to sign in with."""
    others = len(passkey_store.list_passkeys(tx, member.member_id)) - 1
    last_way = not others and sign_in_store.password_of_member(tx, member.member_id) is None
    return passkey_store.find_passkey(tx, member.member_id, id), last_way


async def submit_passkey_removal(visit: Visit, form: FormData) -> Response:
    id = visit.request.path_params["passkey_id"]
    if not await visit.eye.db.write(passkeys.remove_passkey, visit.member, id, visit.now):
        raise Halt(404)
    return go(f"{PATH}?done=passkey-removed")


def _party(request: Request) -> RelyingParty:
    found = relying_party(context(request).settings.public_url)
    if found is None:
        raise Halt(404)
    return found


def _credential(form: FormData) -> dict[str, Any]:
    """What the browser's passkey answered; empty where it cannot be read, which no check accepts."""
    try:
        return read_object(secret(form, "credential").encode())
    except (Refused, UnicodeError):
        return {}


def _json(text: str, status: int = 200) -> Response:
    return Response(text, status, {"cache-control": "no-store"}, media_type="application/json")
