"""One member: their roles, and removing them after saying what stops and what stays."""

from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.responses import Response

from eye.dashboard.entrance import Halt
from eye.dashboard.organisation.members import PATH, all_roles
from eye.dashboard.render import go, page
from eye.dashboard.typed import ticked, typed
from eye.dashboard.visit import Visit
from eye.db import Tx
from eye.errors import Refusal
from eye.organisations.members import store as member_store
from eye.organisations.members.manage import change_roles, remove_member, version
from eye.organisations.members.store import Member
from eye.organisations.permissions import SENTENCES
from eye.organisations.roles.grants import effective_permissions
from eye.organisations.roles.store import Role

STATUSES = {"permission_missing": 403, "param_missing": 422, "param_invalid": 422}


@dataclass(frozen=True, slots=True)
class Found:
    """`held` is what the member may do, `keys` how many keys they made that still exist."""

    member: Member
    roles: list[Role]
    held: frozenset[str]
    keys: int


async def member(visit: Visit) -> Response:
    return await _page(visit, 200, None, None)


async def _page(visit: Visit, status: int, chosen: tuple[str, ...] | None, wrong: Refusal | None) -> Response:
    found = await _found(visit)
    return page(
        visit,
        "organisation/member.html",
        status=status,
        found=found,
        chosen=found.member.roles if chosen is None else chosen,
        seen=version(found.member),
        sentences=SENTENCES,
        wrong=wrong,
        stale=wrong is not None and wrong.code == "changed_meanwhile",
    )


async def submit_roles(visit: Visit, form: FormData) -> Response:
    id, roles = visit.request.path_params["member_id"], ticked(form, "roles")
    seen = typed(form, "seen", 20_000)
    made = await visit.eye.db.write(change_roles, visit.principal, id, roles, seen, visit.now)
    if isinstance(made, Member):
        return go(f"{PATH}?done=changed")
    if made.code == "not_found":
        raise Halt(404)
    chosen = None if made.code == "changed_meanwhile" else roles
    return await _page(visit, STATUSES.get(made.code, 409), chosen, made)


async def confirm_member_removal(visit: Visit) -> Response:
    return await _removal(visit, 200, None)


async def _removal(visit: Visit, status: int, wrong: Refusal | None) -> Response:
    return page(visit, "organisation/remove_member.html", status=status, found=await _found(visit), wrong=wrong)


async def submit_member_removal(visit: Visit, form: FormData) -> Response:
    id = visit.request.path_params["member_id"]
    refusal = await visit.eye.db.write(remove_member, visit.principal, id, visit.now)
    if refusal is None:
        return go(f"{PATH}?done=removed")
    if refusal.code == "not_found":
        raise Halt(404)
    return await _removal(visit, STATUSES.get(refusal.code, 409), refusal)


async def _found(visit: Visit) -> Found:
    found = await visit.eye.db.read(_find, visit.organisation_id, visit.request.path_params["member_id"])
    if found is None:
        raise Halt(404)
    return found


def _find(tx: Tx, organisation_id: str, id: str) -> Found | None:
    member = member_store.find_member(tx, organisation_id, id)
    if member is None:
        return None
    held = effective_permissions(tx, organisation_id, member.roles)
    keys = member_store.count_keys_made_by(tx, organisation_id, id)
    return Found(member, all_roles(tx, organisation_id), held, keys)
