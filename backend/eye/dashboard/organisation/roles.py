"""Settings → Members & Roles → Roles: what each role may do, and the organisation's own ones in a table of boxes."""

from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.responses import Response

from eye.dashboard.entrance import Halt
from eye.dashboard.organisation import members as members_page
from eye.dashboard.render import go, page
from eye.dashboard.typed import ticked, typed
from eye.dashboard.visit import Visit
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.organisations.permissions import AREAS, FREE, OWNERSHIP, PERMISSIONS, SENTENCES
from eye.organisations.roles import store as role_store
from eye.organisations.roles.manage import LONGEST_NAME, NewRole, create_role, delete_role, update_role, version
from eye.organisations.roles.store import BUILT_IN, Role

PATH = f"{members_page.PATH}/roles"
STATUSES = {"permission_missing": 403, "param_missing": 422, "param_invalid": 422}
NEW = Role("", "", frozenset(), 0)


@dataclass(frozen=True, slots=True)
class Held:
    """A role with the members and keys that hold it."""

    role: Role
    members: list[Row]
    keys: list[Row]


async def roles(visit: Visit) -> Response:
    held = await visit.eye.db.read(_all, visit.organisation_id)
    return page(visit, "organisation/roles.html", held=held, sentences=SENTENCES, all=len(FREE))


def _all(tx: Tx, organisation_id: str) -> list[Held]:
    return [_with_holders(tx, organisation_id, role) for role in members_page.all_roles(tx, organisation_id)]


def _with_holders(tx: Tx, organisation_id: str, role: Role) -> Held:
    members = role_store.members_with(tx, organisation_id, role.id)
    return Held(role, members, role_store.keys_with(tx, organisation_id, role.id))


async def role(visit: Visit) -> Response:
    return _page(visit, 200, await _found(visit), None, None)


async def new_role(visit: Visit) -> Response:
    return _page(visit, 200, Held(NEW, [], []), None, None)


def _page(visit: Visit, status: int, held: Held, sent: NewRole | None, wrong: Refusal | None) -> Response:
    """`sent` is what was filled in; without it the form shows the role as it is."""
    role = held.role
    permission = "role.update" if role.id else "role.create"
    return page(
        visit,
        "organisation/role.html",
        status=status,
        held=held,
        shown=sent or NewRole(role.name, role.permissions),
        seen=version(role),
        open=not role.built_in and visit.may(permission) and role.permissions <= visit.permissions,
        areas=AREAS,
        ownership=OWNERSHIP,
        sentences=SENTENCES,
        wrong=wrong,
        wrong_field=wrong.fields.get("field", "") if wrong else None,
    )


async def submit_new_role(visit: Visit, form: FormData) -> Response:
    sent = _sent(form)
    made = await visit.eye.db.write(create_role, visit.principal, sent, visit.now)
    if isinstance(made, Refusal):
        return _page(visit, STATUSES.get(made.code, 409), Held(NEW, [], []), sent, made)
    return go(f"{PATH}?done=created")


async def submit_role(visit: Visit, form: FormData) -> Response:
    sent, id = _sent(form), visit.request.path_params["role_id"]
    held = await _found(visit)
    if held.role.built_in:
        raise Halt(409, f"The role {held.role.name} is built in and stays as it is. Create a role of your own.")
    seen = typed(form, "seen", 10_000)
    made = await visit.eye.db.write(update_role, visit.principal, id, sent, seen, visit.now)
    if isinstance(made, Role):
        return go(f"{PATH}?done=changed")
    stale = made.code == "changed_meanwhile"
    held = await _found(visit)
    return _page(visit, STATUSES.get(made.code, 409), held, None if stale else sent, made)


def _sent(form: FormData) -> NewRole:
    return NewRole(typed(form, "name", LONGEST_NAME), frozenset(ticked(form, "permissions")) & PERMISSIONS.keys())


async def confirm_role_deletion(visit: Visit) -> Response:
    return await _deletion(visit, 200, None)


async def _deletion(visit: Visit, status: int, wrong: Refusal | None) -> Response:
    held = await _found(visit)
    if held.role.built_in:
        raise Halt(404)
    return page(visit, "organisation/delete_role.html", status=status, held=held, wrong=wrong)


async def submit_role_deletion(visit: Visit, form: FormData) -> Response:
    id = visit.request.path_params["role_id"]
    refusal = await visit.eye.db.write(delete_role, visit.principal, id, visit.now)
    if refusal is None:
        return go(f"{PATH}?done=deleted")
    if refusal.code == "not_found":
        raise Halt(404)
    return await _deletion(visit, STATUSES.get(refusal.code, 409), refusal)


async def _found(visit: Visit) -> Held:
    held = await visit.eye.db.read(_find, visit.organisation_id, visit.request.path_params["role_id"])
    if held is None:
        raise Halt(404)
    return held


def _find(tx: Tx, organisation_id: str, id: str) -> Held | None:
    built_in = next((role for role in BUILT_IN if role.id == id), None)
    role = built_in or role_store.find_custom(tx, organisation_id, id)
    return _with_holders(tx, organisation_id, role) if role else None
