"""/v1/keys: create, list, look at, change, deactivate, reactivate, rotate.

`sessions` revokes and deletes, since that may end what runs under a key.
"""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.clock import iso
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.http.bodies import answer, read_body, read_object
from eye.http.context import context, refuse
from eye.http.fields import Fields
from eye.http.pages import page, read_page
from eye.keys import store
from eye.keys.alerts import Alert, alerts_of
from eye.keys.create import create_key
from eye.keys.document import document
from eye.keys.edit import edit_key
from eye.keys.rotate import rotate_key
from eye.keys.switch import deactivate_key, reactivate_key
from eye.keys.wanted import read_change, read_new_key, read_rotation
from eye.organisations.principal import Principal, needs, principal_of

LIMIT = 64 * 1024
Verb = Callable[[Tx, Principal, str, int], Row | Refusal]


@needs("api.key.view")
async def list_all(request: Request) -> Response:
    eye, principal, asked = context(request), principal_of(request), read_page(request)
    now = eye.clock.now()
    rows = await eye.db.read(store.list_keys, principal.organisation_id, asked.before, asked.limit + 1)
    return answer(page([document(row, now) for row in rows], asked))


@needs("api.key.view")
async def show(request: Request) -> Response:
    eye = context(request)
    row = await eye.db.read(store.find, principal_of(request).organisation_id, request.path_params["id"])
    return _answer(request, row or Refusal("not_found", "There is no such key."))


@needs("api.key.view")
async def alerts(request: Request) -> Response:
    eye = context(request)
    found = await eye.db.read(alerts_of, principal_of(request).organisation_id, eye.clock.now())
    return answer({"items": [_alert(one) for one in found], "nextCursor": None})


@needs("api.key.create")
async def create(request: Request) -> Response:
    eye, principal = context(request), principal_of(request)
    now = eye.clock.now()
    wanted = read_new_key(await _fields(request), now)
    made = await eye.db.write(
        create_key,
        principal.organisation_id,
        principal.actor,
        principal.permissions,
        wanted,
        eye.secrets.pepper,
        now,
    )
    if isinstance(made, Refusal):
        return refuse(request, made)
    row, key = made
    return answer({**document(row, now), "key": key.text}, 201)


@needs("api.key.update")
async def change(request: Request) -> Response:
    eye = context(request)
    now = eye.clock.now()
    wanted = read_change(await _fields(request), now)
    return _answer(request, await eye.db.write(edit_key, principal_of(request), request.path_params["id"], wanted, now))


@needs("api.key.update")
async def deactivate(request: Request) -> Response:
    return await _switch(request, deactivate_key)


@needs("api.key.update")
async def reactivate(request: Request) -> Response:
    return await _switch(request, reactivate_key)


async def _switch(request: Request, verb: Verb) -> Response:
    eye = context(request)
    return _answer(request, await eye.db.write(verb, principal_of(request), request.path_params["id"], eye.clock.now()))


@needs("api.key.update")
async def rotate(request: Request) -> Response:
    eye, id = context(request), request.path_params["id"]
    now = eye.clock.now()
    wanted = read_rotation(await _fields(request), now)
    made = await eye.db.write(rotate_key, principal_of(request), id, wanted, eye.secrets.pepper, now)
    if isinstance(made, Refusal):
        return refuse(request, made)
    return answer({**document(made.new, now), "key": made.key.text, "replaced": document(made.old, now)}, 201)


async def _fields(request: Request) -> Fields:
    """The body; one that is empty wants nothing in particular."""
    return Fields(read_object(await read_body(request, LIMIT) or b"{}"))


def _answer(request: Request, outcome: Row | Refusal) -> Response:
    if isinstance(outcome, Refusal):
        return refuse(request, outcome)
    return answer(document(outcome, context(request).clock.now()))


def _alert(alert: Alert) -> dict[str, object]:
    return {
        "kind": alert.kind,
        "keyId": alert.key_id,
        "keyName": alert.key_name,
        "since": iso(alert.since),
        "title": alert.title,
        "advice": alert.advice,
    }


routes = [
    Route("/v1/keys", list_all, methods=["GET"]),
    Route("/v1/keys", create, methods=["POST"]),
    Route("/v1/keys/alerts", alerts, methods=["GET"]),
    Route("/v1/keys/{id}", show, methods=["GET"]),
    Route("/v1/keys/{id}", change, methods=["PATCH"]),
    Route("/v1/keys/{id}/deactivate", deactivate, methods=["POST"]),
    Route("/v1/keys/{id}/reactivate", reactivate, methods=["POST"]),
    Route("/v1/keys/{id}/rotate", rotate, methods=["POST"]),
]
