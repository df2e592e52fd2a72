"""What is done to a key after a page that says what will stop: rotate, deactivate, revoke, delete, end its sessions."""

from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.responses import Response

from eye.clock import SECOND
from eye.dashboard.keys.form import day_of, end_of_day, wrong_of
from eye.dashboard.keys.list import PATH
from eye.dashboard.keys.new import KEYS, STATUSES, shown_once
from eye.dashboard.keys.page import WORDS, Found, find, halted
from eye.dashboard.render import go, page
from eye.dashboard.typed import typed
from eye.dashboard.visit import Visit
from eye.errors import Refusal, Refused
from eye.http.fields import Fields
from eye.keys.model import status
from eye.keys.rotate import DEFAULT_OVERLAP, OVERLAPS, rotate_key
from eye.keys.switch import deactivate_key
from eye.keys.wanted import read_rotation
from eye.sessions.keys import revoke


@dataclass(frozen=True, slots=True)
class Act:
    """The words of a confirmation page; `final` tells that it cannot be taken back."""

    title: str
    button: str
    keep: str
    final: bool


ACTS = {
    "deactivate": Act("Deactivate", "Deactivate the key", "Keep it active", False),
    "revoke": Act("Revoke", "Revoke the key", "Keep it", True),
    "delete": Act("Delete", "Delete the key", "Keep it", True),
    "end-sessions": Act("End the sessions of", "End the sessions", "Let them go on", True),
}


async def confirm_deactivation(visit: Visit) -> Response:
    return await _confirm(visit, "deactivate")


async def confirm_revocation(visit: Visit) -> Response:
    return await _confirm(visit, "revoke")


async def confirm_deletion(visit: Visit) -> Response:
    return await _confirm(visit, "delete")


async def confirm_ending(visit: Visit) -> Response:
    return await _confirm(visit, "end-sessions")


async def _confirm(visit: Visit, name: str, wrong: str | None = None) -> Response:
    found = await find(visit)
    return page(
        visit,
        "keys/end_key.html",
        status=422 if wrong else 200,
        name=name,
        act=ACTS[name],
        key=found.key,
        running=found.usage.running,
        standing=status(found.key, visit.now),
        calls=sum(day.calls for day in found.usage.days[-7:]),
        wrong=wrong,
        keys=KEYS,
    )


async def submit_deactivation(visit: Visit, form: FormData) -> Response:
    id = visit.request.path_params["key_id"]
    made = await visit.eye.db.write(deactivate_key, visit.principal, id, visit.now)
    if isinstance(made, Refusal):
        raise halted(made)
    return go(f"{KEYS}/{id}?done=deactivated")


async def submit_revocation(visit: Visit, form: FormData) -> Response:
    id = visit.request.path_params["key_id"]
    done = await visit.eye.db.write(revoke.revoke, visit.principal, id, False, visit.now)
    if isinstance(done, Refusal):
        raise halted(done)
    return go(f"{KEYS}/{id}?done=revoked")


async def submit_deletion(visit: Visit, form: FormData) -> Response:
    id = visit.request.path_params["key_id"]
    done = await visit.eye.db.write(revoke.delete, visit.principal, id, False, visit.now)
    if isinstance(done, Refusal):
        raise halted(done)
    return go(f"{PATH}?done=deleted#keys")


async def submit_ending(visit: Visit, form: FormData) -> Response:
    """Nobody's exam ends by a slip: the name of the key is typed first."""
    found = await find(visit)
    if typed(form, "name", 400) != found.key["name"]:
        return await _confirm(visit, "end-sessions", "This is not the name of the key. Type it exactly as it is shown.")
    ended = await visit.eye.db.write(revoke.end_sessions_of_key, visit.principal, found.key["id"], visit.now)
    if isinstance(ended, Refusal):
        raise halted(ended)
    return go(f"{KEYS}/{found.key['id']}?done=ended")


async def rotation(visit: Visit) -> Response:
    found = await find(visit)
    return _rotation(visit, found, 200, str(DEFAULT_OVERLAP // SECOND), _same_span(visit, found), None)


def _rotation(
    visit: Visit, found: Found, status_code: int, overlap: str, expires: str, refusal: Refusal | None
) -> Response:
    return page(
        visit,
        "keys/rotate_key.html",
        status=status_code,
        key=found.key,
        overlaps={str(length // SECOND): words for length, words in OVERLAPS.items()},
        overlap=overlap,
        expires=expires,
        wrong=wrong_of(refusal) if refusal else None,
        keys=KEYS,
        **WORDS,
    )


def _same_span(visit: Visit, found: Found) -> str:
    """For a key that was given an end the new one is offered as long a life."""
    row = found.key
    return day_of(visit.now + row["expires_at"] - row["created_at"]) if row["expires_at"] else ""


async def submit_rotation(visit: Visit, form: FormData) -> Response:
    found, overlap, expires = await find(visit), typed(form, "overlap"), typed(form, "expires")
    seconds = int(overlap) if overlap.isascii() and overlap.isdigit() and len(overlap) < 10 else overlap
    try:
        wanted = read_rotation(Fields({"overlap": seconds, "expiresAt": end_of_day(expires)}), visit.now)
    except Refused as refused:
        return _rotation(visit, found, 422, overlap, expires, refused.refusal)
    made = await visit.eye.db.write(
        rotate_key, visit.principal, found.key["id"], wanted, visit.eye.secrets.pepper, visit.now
    )
    if isinstance(made, Refusal):
        return _rotation(visit, found, STATUSES.get(made.code, 409), overlap, expires, made)
    return shown_once(visit, made.new, made.key, made.old)
