"""Settings → Members & Roles: who signs in and with which roles; inviting them, and inviting them again."""

from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.responses import Response

from eye.clock import new_secret
from eye.dashboard.entrance import Halt
from eye.dashboard.render import page
from eye.dashboard.typed import printable, ticked, typed
from eye.dashboard.visit import Visit
from eye.db import Tx
from eye.errors import Refusal
from eye.http.pages import FIRST
from eye.organisations.email import LONGEST, email_as_stored, is_email
from eye.organisations.members import store as member_store
from eye.organisations.members.invitation import deliver
from eye.organisations.members.manage import LONGEST_NAME, Invitation, invite_again, invite_member
from eye.organisations.members.store import Member
from eye.organisations.permissions import SENTENCES
from eye.organisations.roles import store as role_store
from eye.organisations.roles.grants import effective_permissions
from eye.organisations.roles.store import BUILT_IN, Role
from eye.organisations.sign_in.links import LASTS, SET_PASSWORD

PATH = "/dashboard/settings/members"
ON_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A member in the list; `open` says whether the reader holds everything they hold, and so may change them."""

    member: Member
    roles: list[str]
    open: bool


async def members(visit: Visit) -> Response:
    before = printable(visit.request.query_params.get("before", "")) or FIRST
    lines = await visit.eye.db.read(_lines, visit.organisation_id, visit.permissions, before)
    older = f"{PATH}?before={lines[ON_A_PAGE - 1].member.id}" if len(lines) > ON_A_PAGE else None
    newest = None if before == FIRST else PATH
    return page(visit, "organisation/members.html", lines=lines[:ON_A_PAGE], older=older, newest=newest)


def _lines(tx: Tx, organisation_id: str, granted: frozenset[str], before: str) -> list[Line]:
    names = role_names(tx, organisation_id)
    return [
        Line(
            member,
            [names.get(role, role) for role in member.roles],
            effective_permissions(tx, organisation_id, member.roles) <= granted,
        )
        for member in member_store.list_members(tx, organisation_id, before, ON_A_PAGE + 1)
    ]


def role_names(tx: Tx, organisation_id: str) -> dict[str, str]:
    """What each role is called, by what members and keys name it by."""
    return {role.id: role.name for role in all_roles(tx, organisation_id)}


def all_roles(tx: Tx, organisation_id: str) -> list[Role]:
    return [*BUILT_IN, *role_store.custom_roles(tx, organisation_id)]


async def invitation(visit: Visit) -> Response:
    return await _form(visit, 200, "", "", (), None)


async def _form(
    visit: Visit, status: int, email: str, name: str, roles: tuple[str, ...], wrong: Refusal | None
) -> Response:
    return page(
        visit,
        "organisation/invite_member.html",
        status=status,
        email=email,
        name=name,
        chosen=roles,
        choices=await visit.eye.db.read(all_roles, visit.organisation_id),
        sentences=SENTENCES,
        wrong=wrong,
        wrong_field=wrong.fields.get("field", "roles") if wrong else None,
    )


async def submit_invitation(visit: Visit, form: FormData) -> Response:
    email, name = email_as_stored(typed(form, "email", LONGEST + 1)), typed(form, "name", LONGEST_NAME)
    roles = ticked(form, "roles")
    if not is_email(email):
        wrong = Refusal("param_invalid", "Give an email address such as ada@example.com.", {"field": "email"})
        return await _form(visit, 422, email, name, roles, wrong)
    wanted, token = Invitation(email, name or email.partition("@")[0], roles), new_secret(43)
    made = await visit.eye.db.write(invite_member, visit.principal, wanted, token, visit.now)
    if isinstance(made, Refusal):
        return await _form(visit, _status(made), email, name, roles, made)
    return await _invited(visit, made, token)


async def submit_invitation_again(visit: Visit, form: FormData) -> Response:
    id, token = visit.request.path_params["member_id"], new_secret(43)
    made = await visit.eye.db.write(invite_again, visit.principal, id, token, visit.now)
    if isinstance(made, Refusal):
        raise Halt(_status(made), made.detail if made.code != "not_found" else None)
    return await _invited(visit, made, token)


def _status(refusal: Refusal) -> int:
    return {"permission_missing": 403, "not_found": 404}.get(refusal.code, 409)


async def _invited(visit: Visit, member: Member, token: str) -> Response:
    link = await deliver(visit.eye, visit.organisation_id, member, token, visit.member.member_name)
    mailer = visit.eye.mailer.sends
    return page(visit, "organisation/invited.html", invited=member, link=link, mailer=mailer, lasts=LASTS[SET_PASSWORD])
