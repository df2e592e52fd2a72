"""Looks up in the route table what is offered where, for requests that no endpoint answered."""

from collections.abc import Iterator
from urllib.parse import quote

from starlette.routing import BaseRoute, Match
from starlette.types import Scope

NONE = "none"


def template(scope: Scope) -> str:
    """The template of the route that answered or would have, such as /v1/keys/{id}; NONE where there is none."""
    route = scope.get("route") or next(_matching(scope), None)
    return str(getattr(route, "path", NONE))


def methods(scope: Scope) -> str:
    """All methods that this address offers, as the header Allow lists them."""
    offered = {method for route in _matching(scope) for method in getattr(route, "methods", None) or ()}
    return ", ".join(sorted(offered))


def without_slash(scope: Scope) -> str | None:
    """The address without the slash at its end, where something is; on this host, whatever the request calls it."""
    path = scope["path"].rstrip("/")
    if path in ("", scope["path"]) or path.startswith("//") or next(_matching({**scope, "path": path}), None) is None:
        return None
    query = scope["query_string"].decode("latin-1")
    return quote(path, safe="/~:@") + (f"?{query}" if query else "")


def has_reference(scope: Scope) -> bool:
    return any(getattr(route, "path", "") == "/openapi.json" for route in scope["app"].routes)


def _matching(scope: Scope) -> Iterator[BaseRoute]:
    return (route for route in scope["app"].routes if route.matches(scope)[0] is not Match.NONE)
