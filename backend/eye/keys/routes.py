"""/v1/keys: create, list, delete."""

from typing import cast

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.clock import iso
from eye.db import Row
from eye.errors import Refusal, Refused
from eye.http.bodies import answer, read_body, read_object
from eye.http.context import context, refuse
from eye.http.fields import Fields, wrong
from eye.http.pages import page, read_page
from eye.keys import store
from eye.keys.create import NewKey, create_key, delete_key
from eye.keys.model import Kind, Mode
from eye.organisations.permissions import ROLES
from eye.organisations.principal import needs, principal_of


@needs("api.key.view")
async def list_all(request: Request) -> Response:
    eye, principal, asked = context(request), principal_of(request), read_page(request)
    rows = await eye.db.read(store.list_keys, principal.organisation_id, asked.before, asked.limit + 1)
    return answer(page([document(row) for row in rows], asked))


@needs("api.key.create")
async def create(request: Request) -> Response:
    eye, principal = context(request), principal_of(request)
    now = eye.clock.now()
    wanted = _wanted(Fields(read_object(await read_body(request, 64 * 1024))), now)
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
    return answer({**document(row), "key": key.text}, 201)


@needs("api.key.delete")
async def delete(request: Request) -> Response:
    eye, principal = context(request), principal_of(request)
    done = await eye.db.write(
        delete_key, principal.organisation_id, principal.actor, request.path_params["id"], eye.clock.now()
    )
    return Response(status_code=204) if done else refuse(request, Refusal("not_found", "There is no such key."))


def _wanted(fields: Fields, now: int) -> NewKey:
    fields.required("kind"), fields.required("mode")
    roles = fields.texts("roles")
    for role in roles:
        if role not in ROLES:
            raise wrong("roles", f"has {role[:40]!r}; give some of {', '.join(ROLES)}")
    kind = cast(Kind, fields.choice("kind", ("publishable", "secret")))
    if kind == "publishable" and roles:
        raise wrong("roles", "belong to secret keys; a publishable key only starts sessions")
    expires_at = fields.time("expiresAt")
    if expires_at is not None and expires_at <= now:
        raise wrong("expiresAt", "must lie in the future")
    if fields.texts("ipAllowlist"):
        raise Refused("param_invalid", "ipAllowlist is not offered yet; leave it out.", field="ipAllowlist")
    return NewKey(
        name=fields.required_text("name", most=80),
        kind=kind,
        mode=cast(Mode, fields.choice("mode", ("live", "test"))),
        note=fields.text("note", most=500) or "",
        roles=tuple(roles),
        expires_at=expires_at,
    )


def document(row: Row) -> dict[str, object]:
    """A key as the API shows it: never the key itself."""
    return {
        "id": row["id"],
        "name": row["name"],
        "note": row["note"],
        "kind": row["kind"],
        "mode": row["mode"],
        "shown": row["shown"],
        "status": _status(row),
        "roles": msgspec.json.decode(row["roles"]),
        "ipAllowlist": msgspec.json.decode(row["ip_allowlist"]),
        "createdAt": iso(row["created_at"]),
        "createdBy": row["created_by"],
        "lastUsedAt": iso(row["last_used_at"]),
        "lastUsedFrom": row["last_used_from"],
        "expiresAt": iso(row["expires_at"]),
    }


def _status(row: Row) -> str:
    if row["revoked_at"] is not None:
        return "revoked"
    return "inactive" if row["inactive_at"] is not None else "active"


routes = [
    Route("/v1/keys", list_all, methods=["GET"]),
    Route("/v1/keys", create, methods=["POST"]),
    Route("/v1/keys/{id}", delete, methods=["DELETE"]),
]
