"""Invites members, changes their roles, removes them. Nobody gains by it what they lack, and an owner remains."""

from dataclasses import dataclass

from eye.clock import new_id
from eye.db import Tx
from eye.errors import Refusal
from eye.organisations import store
from eye.organisations.audit import log as audit
from eye.organisations.members import store as member_store
from eye.organisations.members.store import Member
from eye.organisations.permissions import OWNER
from eye.organisations.principal import Principal
from eye.organisations.roles import store as role_store
from eye.organisations.roles.grants import authority, beyond, effective_permissions, unknown_role
from eye.organisations.sign_in import links
from eye.organisations.sign_in import store as sign_in_store

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who is invited; `email` in lower case."""

    email: str
    name: str
    roles: tuple[str, ...]


def invite_member(tx: Tx, principal: Principal, wanted: Invitation, token: str, now: int) -> Member | Refusal:
    """The new member. The link of `token` (a new secret of 43 characters) lets them choose a password."""
    organisation_id = principal.organisation_id
    store.lock(tx, organisation_id)
    refusal = beyond(authority(tx, principal), frozenset({"member.create"}), "invite members")
    refusal = refusal or _beyond_roles(tx, principal, wanted.roles)
    if refusal is not None:
        return refusal
    id, roles = new_id("mem", now), role_store.as_json(wanted.roles)
    if not store.insert_member(tx, id, organisation_id, wanted.email, wanted.name, roles, now):
        detail = "Somebody signs in with this address already; a person belongs to one organisation. Use another one."
        return Refusal("member_duplicate", detail, {"field": "email"})
    links.make_link(tx, id, links.SET_PASSWORD, token, now)
    audit.record(tx, organisation_id, principal.actor, "member.create", id, {"roles": sorted(wanted.roles)}, now)
    return _found(tx, organisation_id, id)


def invite_again(tx: Tx, principal: Principal, id: str, token: str, now: int) -> Member | Refusal:
    """A new link for somebody who never signed in; the links before it stop working."""
    organisation_id = principal.organisation_id
    store.lock(tx, organisation_id)
    member = member_store.find_member(tx, organisation_id, id)
    if member is None:
        return _unknown()
    refusal = _beyond_member(tx, principal, "member.create", "invite", member)
    if refusal is None and not member.invited:
        # Whoever has the link chooses the password: it would hand a colleague's account to whoever asks for it.
        detail = "This member has signed in already; they can ask for a new password on the sign-in page."
        refusal = Refusal("member_active", detail)
    if refusal is not None:
        return refusal
    sign_in_store.spend_other_links(tx, id, now)
    links.make_link(tx, id, links.SET_PASSWORD, token, now)
    audit.record(tx, organisation_id, principal.actor, "member.invite", id, {}, now)
    return member


def change_roles(
    tx: Tx, principal: Principal, id: str, roles: tuple[str, ...], seen: str | None, now: int
) -> Member | Refusal:
    """`seen` is the `version` that was shown to whoever decided, None if unknown."""
    organisation_id = principal.organisation_id
    store.lock(tx, organisation_id)
    member = member_store.find_member(tx, organisation_id, id)
    if member is None:
        return _unknown()
    refusal = (
        _beyond_member(tx, principal, "member.update", "change", member)
        or (_changed_meanwhile() if seen not in (None, version(member)) else None)
        or _beyond_roles(tx, principal, roles)
        or (_last_owner(tx, organisation_id, member) if OWNER not in roles else None)
    )
    if refusal is not None:
        return refusal
    if set(roles) != set(member.roles):
        member_store.set_roles(tx, organisation_id, id, role_store.as_json(roles))
        data = audit.changed({"roles": sorted(member.roles)}, {"roles": sorted(roles)})
        audit.record(tx, organisation_id, principal.actor, "member.update", id, data, now)
    return _found(tx, organisation_id, id)


def remove_member(tx: Tx, principal: Principal, id: str, now: int) -> Refusal | None:
    """Forget the member; wherever they are signed in, the next request is refused. The audit log keeps their id."""
    organisation_id = principal.organisation_id
    store.lock(tx, organisation_id)
    member = member_store.find_member(tx, organisation_id, id)
    if member is None:
        return _unknown()
    refusal = _beyond_member(tx, principal, "member.delete", "remove", member)
    refusal = refusal or _last_owner(tx, organisation_id, member)
    if refusal is not None:
        return refusal
    member_store.delete_member(tx, organisation_id, id)
    audit.record(tx, organisation_id, principal.actor, "member.delete", id, {"roles": sorted(member.roles)}, now)
    return None


def leave(tx: Tx, organisation_id: str, actor: str, id: str, now: int) -> Refusal | None:
    """A member goes of their own accord; what is asked of removing one does not matter, but an owner must remain."""
    store.lock(tx, organisation_id)
    member = member_store.find_member(tx, organisation_id, id)
    if member is None:
        return _unknown()
    if refusal := _last_owner(tx, organisation_id, member):
        return refusal
    member_store.delete_member(tx, organisation_id, id)
    audit.record(tx, organisation_id, actor, "member.leave", id, {"roles": sorted(member.roles)}, now)
    return None


def version(member: Member) -> str:
    """Differs when the member's roles do: a form that was filled in from older ones is not taken."""
    return role_store.as_json(member.roles)


def _beyond_roles(tx: Tx, principal: Principal, roles: tuple[str, ...]) -> Refusal | None:
    organisation_id = principal.organisation_id
    if not roles:
        return Refusal("param_missing", "A member needs at least one role.", {"field": "roles"})
    given = effective_permissions(tx, organisation_id, roles)
    return unknown_role(tx, organisation_id, roles) or beyond(
        authority(tx, principal), given, "give a role that has it"
    )


def _beyond_member(tx: Tx, principal: Principal, permission: str, verb: str, member: Member) -> Refusal | None:
    granted = authority(tx, principal)
    held = effective_permissions(tx, principal.organisation_id, member.roles)
    return beyond(granted, frozenset({permission}), f"{verb} members") or beyond(
        granted, held, f"{verb} a member who has it"
    )


def _last_owner(tx: Tx, organisation_id: str, member: Member) -> Refusal | None:
    if not member.owner:
        return None
    others = member_store.other_owners(tx, organisation_id, member.id)
    # Somebody invited may never come, or the address may be mistyped: nobody could let anyone in again.
    if others and (member.invited or any(row["last_seen_at"] is not None for row in others)):
        return None
    detail = "This is the last owner who signs in. Make another member an owner, who has signed in before, first."
    return Refusal("last_owner", detail)


def _found(tx: Tx, organisation_id: str, id: str) -> Member:
    member = member_store.find_member(tx, organisation_id, id)
    assert member is not None  # noqa: S101 - written above, in this transaction
    return member


def _unknown() -> Refusal:
    return Refusal("not_found", "There is no such member.")


def _changed_meanwhile() -> Refusal:
    return Refusal("changed_meanwhile", "Somebody else has changed this member; look at it again before you do.")
