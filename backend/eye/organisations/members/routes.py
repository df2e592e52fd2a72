"""/v1/members: list, invite, change roles, remove."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.clock import iso, new_secret
from eye.errors import Refusal
from eye.http.bodies import answer, read_body, read_object
from eye.http.context import context, refuse
from eye.http.fields import Fields, wrong
from eye.http.pages import page, read_page
from eye.organisations.email import LONGEST, email_as_stored, is_email
from eye.organisations.members import store as member_store
from eye.organisations.members.invitation import deliver
from eye.organisations.members.manage import (
    LONGEST_NAME,
    Invitation,
    change_roles,
    invite_again,
    invite_member,
    remove_member,
)
from eye.organisations.members.store import Member
from eye.organisations.principal import needs, principal_of
from eye.organisations.sign_in import links

LONGEST_BODY = 64 * 1024


@needs("member.view")
async def list_all(request: Request) -> Response:
    eye, asked = context(request), read_page(request)
    organisation_id = principal_of(request).organisation_id
    found = await eye.db.read(member_store.list_members, organisation_id, asked.before, asked.limit + 1)
    return answer(page([document(member) for member in found], asked))


@needs("member.create")
async def invite(request: Request) -> Response:
    eye, fields = context(request), await _fields(request)
    email = email_as_stored(fields.required_text("email", most=LONGEST))
    if not is_email(email):
        raise wrong("email", "must be an address such as ada@example.com")
    name = fields.text("name", most=LONGEST_NAME) or email.partition("@")[0]
    wanted = Invitation(email, name, _roles(fields))
    token, now = new_secret(43), eye.clock.now()
    made = await eye.db.write(invite_member, principal_of(request), wanted, token, now)
    return refuse(request, made) if isinstance(made, Refusal) else await _invited(request, made, token, now)


@needs("member.create")
async def invite_anew(request: Request) -> Response:
    eye, token = context(request), new_secret(43)
    now = eye.clock.now()
    made = await eye.db.write(invite_again, principal_of(request), request.path_params["id"], token, now)
    return refuse(request, made) if isinstance(made, Refusal) else await _invited(request, made, token, now)


@needs("member.update")
async def change(request: Request) -> Response:
    eye, fields = context(request), await _fields(request)
    fields.required("roles")
    id, now = request.path_params["id"], eye.clock.now()
    made = await eye.db.write(change_roles, principal_of(request), id, _roles(fields), None, now)
    return refuse(request, made) if isinstance(made, Refusal) else answer(document(made))


@needs("member.delete")
async def remove(request: Request) -> Response:
    eye, id = context(request), request.path_params["id"]
    refusal = await eye.db.write(remove_member, principal_of(request), id, eye.clock.now())
    return refuse(request, refusal) if refusal else Response(status_code=204)


async def _fields(request: Request) -> Fields:
    return Fields(read_object(await read_body(request, LONGEST_BODY)))


def _roles(fields: Fields) -> tuple[str, ...]:
    return tuple(sorted(set(fields.texts("roles"))))


async def _invited(request: Request, member: Member, token: str, now: int) -> Response:
    """`link` is shown this once, and only where no mail carries it: whoever has it chooses the member's password."""
    link = await deliver(context(request), principal_of(request).organisation_id, member, token)
    expires_at = iso(now + links.LASTS[links.SET_PASSWORD])
    return answer({**document(member), "mailed": link is None, "link": link, "linkExpiresAt": expires_at}, 201)


def document(member: Member) -> dict[str, object]:
    """A member as the API shows them."""
    return {
        "id": member.id,
        "email": member.email,
        "name": member.name,
        "roles": list(member.roles),
        "status": "invited" if member.invited else "active",
        "createdAt": iso(member.created_at),
        "lastSeenAt": iso(member.last_seen_at),
    }


routes = [
    Route("/v1/members", list_all, methods=["GET"]),
    Route("/v1/members", invite, methods=["POST"]),
    Route("/v1/members/{id}", change, methods=["PATCH"]),
    Route("/v1/members/{id}", remove, methods=["DELETE"]),
    Route("/v1/members/{id}/invitation", invite_anew, methods=["POST"]),
]
