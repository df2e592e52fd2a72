"""/v1/domains: list, add, remove."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.clock import iso
from eye.db import Row
from eye.domains import store
from eye.domains.add import add_domain, read_domain
from eye.domains.remove import remove_domain
from eye.errors import Refusal
from eye.http.bodies import answer, read_body, read_object
from eye.http.context import context, refuse
from eye.http.fields import Fields
from eye.organisations.principal import needs, principal_of


@needs("domain.view")
async def list_all(request: Request) -> Response:
    rows = await context(request).db.read(store.list_domains, principal_of(request).organisation_id)
    return answer({"items": [document(row) for row in rows], "nextCursor": None})


@needs("domain.create")
async def add(request: Request) -> Response:
    eye, principal = context(request), principal_of(request)
    fields = Fields(read_object(await read_body(request, 64 * 1024)))
    wanted = read_domain(fields.text("name", most=80), fields.text("entry", most=4000) or "")
    made = await eye.db.write(add_domain, principal.organisation_id, principal.actor, wanted, eye.clock.now())
    if isinstance(made, Refusal):
        return refuse(request, made)
    return answer({**document(made), "notices": list(wanted.entry.notices)}, 201)


@needs("domain.delete")
async def remove(request: Request) -> Response:
    eye, principal = context(request), principal_of(request)
    id = request.path_params["id"]
    done = await eye.db.write(remove_domain, principal.organisation_id, principal.actor, id, eye.clock.now())
    return Response(status_code=204) if done else refuse(request, Refusal("not_found", "There is no such domain."))


def document(row: Row) -> dict[str, object]:
    """A domain as the API shows it."""
    return {
        "id": row["id"],
        "name": row["name"],
        "entry": row["entry"],
        "createdAt": iso(row["created_at"]),
        "createdBy": row["created_by"],
        "lastSeenAt": iso(row["last_seen_at"]),
    }


routes = [
    Route("/v1/domains", list_all, methods=["GET"]),
    Route("/v1/domains", add, methods=["POST"]),
    Route("/v1/domains/{id}", remove, methods=["DELETE"]),
]
