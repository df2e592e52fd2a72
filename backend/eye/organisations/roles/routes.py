"""/v1/roles: list, create, change, delete; and the table of permissions that roles are made of."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.clock import iso
from eye.errors import Refusal, Refused
from eye.http.bodies import answer, read_body, read_object
from eye.http.context import context, refuse
from eye.http.fields import Fields, wrong
from eye.organisations.permissions import AREAS, PERMISSIONS
from eye.organisations.principal import needs, principal_of
from eye.organisations.roles import store as role_store
from eye.organisations.roles.manage import LONGEST_NAME, NewRole, create_role, delete_role, update_role
from eye.organisations.roles.store import BUILT_IN, Role

LONGEST_BODY = 64 * 1024


@needs("role.view")
async def list_all(request: Request) -> Response:
    custom = await context(request).db.read(role_store.custom_roles, principal_of(request).organisation_id)
    return answer({"items": [document(role) for role in (*BUILT_IN, *custom)], "nextCursor": None})


@needs("role.view")
async def list_permissions(request: Request) -> Response:
    items = [
        {"name": name, "area": area, "description": sentence}
        for area, permissions in AREAS.items()
        for name, sentence in permissions.items()
    ]
    return answer({"items": items, "nextCursor": None})


@needs("role.create")
async def create(request: Request) -> Response:
    eye, fields = context(request), await _fields(request)
    wanted = NewRole(fields.required_text("name", most=LONGEST_NAME), _permissions(fields))
    made = await eye.db.write(create_role, principal_of(request), wanted, eye.clock.now())
    return refuse(request, made) if isinstance(made, Refusal) else answer(document(made), 201)


@needs("role.update")
async def change(request: Request) -> Response:
    eye, principal, fields = context(request), principal_of(request), await _fields(request)
    id = _custom_id(request)
    before = await eye.db.read(role_store.find_custom, principal.organisation_id, id)
    if before is None:
        return refuse(request, Refusal("not_found", "There is no such role."))
    wanted = NewRole(
        fields.text("name", most=LONGEST_NAME) or before.name,
        _permissions(fields) if fields.has("permissions") else before.permissions,
    )
    made = await eye.db.write(update_role, principal, id, wanted, None, eye.clock.now())
    return refuse(request, made) if isinstance(made, Refusal) else answer(document(made))


@needs("role.delete")
async def delete(request: Request) -> Response:
    eye = context(request)
    refusal = await eye.db.write(delete_role, principal_of(request), _custom_id(request), eye.clock.now())
    return refuse(request, refusal) if refusal else Response(status_code=204)


def _custom_id(request: Request) -> str:
    id: str = request.path_params["id"]
    if id in {role.id for role in BUILT_IN}:
        raise Refused("param_invalid", f"{id} is built in and stays as it is; create a role of your own.", field="id")
    return id


async def _fields(request: Request) -> Fields:
    return Fields(read_object(await read_body(request, LONGEST_BODY)))


def _permissions(fields: Fields) -> frozenset[str]:
    wanted = fields.texts("permissions")
    for name in wanted:
        if name not in PERMISSIONS:
            raise wrong("permissions", f"has {name[:60]!r}, which is none; GET /v1/permissions lists them")
    return frozenset(wanted)


def document(role: Role) -> dict[str, object]:
    """A role as the API shows it; a built-in one has its name as its id."""
    return {
        "id": role.id,
        "name": role.name,
        "builtIn": role.built_in,
        "permissions": sorted(role.permissions),
        "createdAt": iso(role.created_at),
    }


routes = [
    Route("/v1/permissions", list_permissions, methods=["GET"]),
    Route("/v1/roles", list_all, methods=["GET"]),
    Route("/v1/roles", create, methods=["POST"]),
    Route("/v1/roles/{id}", change, methods=["PATCH"]),
    Route("/v1/roles/{id}", delete, methods=["DELETE"]),
]
