"""The dashboard's styles, scripts and icons. Their addresses change with their content, so browsers keep them."""

import hashlib
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"
ADDRESS = "/dashboard/static"

# The style sheets of every page, in the order in which they count: a component is a file in `static/parts`.
PARTS = (
    "icons",
    "buttons",
    "badges",
    "cards",
    "tables",
    "lists",
    "facts",
    "forms",
    "filters",
    "notices",
    "code",
    "domains",
    "timeline",
    "boxes",
    "tabs",
    "keys",
    "charts",
    "plot",
    "progress",
    "fields",
    "coverage",
    "live",
    "review",
    "print",
    "risk",
    "report",
)
STYLES = ("tokens.css", *(f"parts/{name}.css" for name in PARTS), "layout.css")


@cache
def asset(name: str) -> str:
    """The address of a file in `static/`, with a digest of what is in it."""
    file = FOLDER / name
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else "missing"
    return f"{ADDRESS}/{name}?v={digest}"


class Assets(StaticFiles):
    """Files with their digest in the address are immutable; without it the browser asks again each time."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        asked = scope["query_string"].decode("latin-1")
        lasting = response.status_code == 200 and asset(path.replace("\\", "/")).endswith(f"?{asked}") and asked
        response.headers["cache-control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
        response.headers["x-content-type-options"] = "nosniff"
        return response


files = Assets(directory=FOLDER)
