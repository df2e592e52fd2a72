"""Who asks: a member or a key, of which organisation, with which permissions. Routes only read it."""

import functools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from eye.errors import Refused
from eye.organisations.audit.log import Actor

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Principal:
    """`actor` is the id of the member or key, made as an `audit.Actor` so that the audit log learns the address.

    `mode` is `live` or `test` for a key, None for a member.
    """

    organisation_id: str
    actor: str
    permissions: frozenset[str]
    mode: str | None = None

    @property
    def address(self) -> str | None:
        """From where the request came; None for what no request asked for."""
        return self.actor.address if isinstance(self.actor, Actor) else None


def principal_of(request: Request) -> Principal:
    """The principal that the middleware found; it lets no request without one reach a route that asks."""
    found: Principal = request.scope["state"]["principal"]
    return found


def needs(permission: str) -> Callable[[Endpoint], Endpoint]:
    """An endpoint that answers 403 `permission_missing`, naming the permission, to a principal without it."""

    def wrap(endpoint: Endpoint) -> Endpoint:
        @functools.wraps(endpoint)
        async def checked(request: Request) -> Response:
            if permission not in principal_of(request).permissions:
                raise Refused(
                    "permission_missing",
                    f"This needs the permission {permission}; give the key a role that has it.",
                    permission=permission,
                )
            return await endpoint(request)

        checked.permission = permission  # type: ignore[attr-defined]
        return checked

    return wrap
