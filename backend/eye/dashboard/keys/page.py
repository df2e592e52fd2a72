"""One key: what it is, what it was used for, what was refused and why; changing what may be changed."""

from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.responses import Response

from eye.dashboard import bars
from eye.dashboard.entrance import Halt
from eye.dashboard.keys import store as key_store
from eye.dashboard.keys.form import Sent, Wrong, fields_of_change, of_key, read_form, wrong_of
from eye.dashboard.keys.new import KEYS, STATUSES
from eye.dashboard.keys.words import KINDS, entry_for, key_badge, old_key, why_refused
from eye.dashboard.organisation.members import all_roles
from eye.dashboard.render import go, page
from eye.dashboard.visit import Visit
from eye.db import Row, Tx
from eye.errors import Refusal, Refused
from eye.keys.alerts import Alert, alerts_of
from eye.keys.edit import edit_key
from eye.keys.hold import addresses_of, roles_of
from eye.keys.model import status, still_used
from eye.keys.switch import reactivate_key
from eye.keys.wanted import read_change
from eye.organisations.permissions import SENTENCES
from eye.organisations.roles.grants import effective_permissions
from eye.organisations.roles.store import Role
from eye.sessions.keys.usage import DAYS, KeyUsage, usage_of_key


@dataclass(frozen=True, slots=True)
class Found:
    """A key with what its page shows; `given` are the permissions it has."""

    key: Row
    new: Row | None
    usage: KeyUsage
    roles: list[Role]
    given: frozenset[str]
    alerts: list[Alert]


async def key(visit: Visit) -> Response:
    return await _page(visit, 200, None, None)


async def _page(visit: Visit, status_code: int, sent: Sent | None, wrong: Wrong | None) -> Response:
    found = await find(visit)
    row, usage = found.key, found.usage
    return page(
        visit,
        "keys/key.html",
        status=status_code,
        found=found,
        key=row,
        standing=status(row, visit.now),
        old=old_key(row),
        sent=sent or of_key(row),
        wrong=wrong,
        whole=is_whole(visit, found),
        names={role.id: role.name for role in found.roles},
        held=roles_of(row),
        addresses=addresses_of(row),
        days=DAYS,
        sessions=bars.draw([(day.day, day.sessions) for day in usage.days], "session"),
        calls=bars.draw([(day.day, day.calls) for day in usage.days], "call"),
        denied=bars.draw([(day.day, day.denied) for day in usage.days], "refusal"),
        charged=sum(day.charged for day in usage.days),
        credits=sum(day.credits for day in usage.days),
        keys=KEYS,
        **WORDS,
    )


WORDS = {
    "key_badge": key_badge,
    "still_used": still_used,
    "kinds": KINDS,
    "why_refused": why_refused,
    "entry_for": entry_for,
    "day_text": bars.day_text,
    "sentences": SENTENCES,
}


async def submit_key(visit: Visit, form: FormData) -> Response:
    found, sent = await find(visit), read_form(form)
    try:
        wanted = read_change(fields_of_change(sent, found.key, "whole" in form), visit.now)
    except Refused as refused:
        return await _page(visit, 422, sent, wrong_of(refused.refusal))
    made = await visit.eye.db.write(edit_key, visit.principal, found.key["id"], wanted, visit.now)
    if isinstance(made, Refusal):
        return await _page(visit, STATUSES.get(made.code, 409), sent, wrong_of(made))
    return go(f"{KEYS}/{found.key['id']}?done=changed")


async def submit_reactivation(visit: Visit, form: FormData) -> Response:
    id = visit.request.path_params["key_id"]
    made = await visit.eye.db.write(reactivate_key, visit.principal, id, visit.now)
    if isinstance(made, Refusal):
        raise halted(made)
    return go(f"{KEYS}/{id}?done=reactivated")


def halted(refusal: Refusal) -> Halt:
    """The error page for a refusal that no form can show beside a field."""
    if refusal.code == "not_found":
        return Halt(404)
    return Halt(403 if refusal.code == "permission_missing" else 409, refusal.detail)


def is_whole(visit: Visit, found: Found) -> bool:
    """Whether more than name and note can be changed: the key still works, and the visitor may all that it may."""
    return status(found.key, visit.now) in ("active", "inactive") and found.given <= visit.permissions


async def find(visit: Visit) -> Found:
    """The key of this address. Halt 404 where the organisation has none."""
    found = await visit.eye.db.read(_find, visit.organisation_id, visit.request.path_params["key_id"], visit.now)
    if found is None:
        raise Halt(404)
    return found


def _find(tx: Tx, organisation_id: str, id: str, now: int) -> Found | None:
    row = key_store.key(tx, organisation_id, id)
    if row is None:
        return None
    return Found(
        row,
        key_store.key(tx, organisation_id, row["rotated_to"]) if row["rotated_to"] else None,
        usage_of_key(tx, organisation_id, id, DAYS, now),
        all_roles(tx, organisation_id),
        effective_permissions(tx, organisation_id, roles_of(row)),
        [alert for alert in alerts_of(tx, organisation_id, now) if alert.key_id == id],
    )
