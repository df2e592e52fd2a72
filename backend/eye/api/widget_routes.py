"""Serves the widget: the tags with short caching, everything else under its version, unchangeable."""

import re

from obstore.exceptions import BaseError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.api.widget_build import Build, File, stored_path
from eye.db import Unavailable
from eye.errors import Refused, first_line
from eye.http.context import context

SHORT = "public, max-age=300, stale-while-revalidate=86400"
FOREVER = "public, max-age=31536000, immutable"
LONGEST = 200  # a file system takes 255 bytes of name
_VERSION = re.compile(r"[0-9A-Za-z]+([.+-][0-9A-Za-z]+)*\Z")
_NAME = re.compile(r"([0-9A-Za-z_-]+/){0,3}[0-9A-Za-z_-][0-9A-Za-z._-]*\Z")


async def tag(request: Request) -> Response:
    file = _build(request).tags[request.url.path.removeprefix("/")]
    return serve(request, file, SHORT)


async def pinned(request: Request) -> Response:
    build, version, name = _build(request), request.path_params["version"], request.path_params["name"]
    file = build.pinned.get(name) if version == build.version else await _older(request, version, name)
    if file is None:
        raise Refused("not_found", "The widget has no such file in this version.")
    return serve(request, file, FOREVER)


async def _older(request: Request, version: str, name: str) -> File | None:
    if len(version + name) > LONGEST or not _VERSION.match(version) or not _NAME.match(name):
        return None
    try:
        found = await context(request).objects.get_async(stored_path(version, name))
    except FileNotFoundError:
        return None
    except BaseError as problem:
        raise Unavailable(f"the media store does not give {version}/{name}: {first_line(problem)}") from problem
    return File.of(name, bytes(await found.bytes_async()))


def _build(request: Request) -> Build:
    build: Build | None = request.app.state.widget
    if build is None:
        raise Refused("unavailable", "The widget was not built; run make build and start Eye again.")
    return build


def serve(request: Request, file: File, caching: str) -> Response:
    """The file, compressed where the browser takes that; 304 where it has it already."""
    headers = {
        "cache-control": caching,
        "etag": file.etag,
        "vary": "accept-encoding",
        "x-content-type-options": "nosniff",
        # A page under COEP require-corp may not load our script without it.
        "cross-origin-resource-policy": "cross-origin",
    }
    if file.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    encoding, content = file.packed(request.headers.get("accept-encoding", ""))
    if encoding:
        headers["content-encoding"] = encoding
    return Response(content, headers=headers, media_type=file.content_type)


browser_routes = [
    Route("/eye-widget-init.js", tag, methods=["GET"]),
    Route("/widget.js", tag, methods=["GET"]),
    Route("/widget/{version}/{name:path}", pinned, methods=["GET"]),
]
