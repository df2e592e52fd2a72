"""Sends a file as a page does, and reads back what a refused one must not have left."""

import hashlib
from typing import Any

from tests.reading import stored
from tests.world import ORIGIN, World, origin_headers

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels" * 50
LARGEST = 2 * 1024 * 1024


def upload(
    world: World,
    token: str | None,
    content: bytes = PNG,
    *,
    name: str = "shot.png",
    origin: str | list[str] | None = ORIGIN,
    **fields: str | None,
) -> Any:
    """A multipart request; a field given as None is left out."""
    given = {"token": token, "mediaId": "shot_1", "sha256": hashlib.sha256(content).hexdigest(), **fields}
    data = {field: value for field, value in given.items() if value is not None}
    files = {"file": (name, content, "image/jpeg")}
    return world.client.post("/v1/media", data=data, files=files, headers=origin_headers(origin))


def kept(world: World) -> dict[str, bytes]:
    """What lies in the media store, without the widget's versions."""
    store = world.parts.objects
    paths = [found["path"] for page in store.list("evidence") for found in page]
    return {path: bytes(store.get(path).bytes()) for path in paths}


def footprint(world: World) -> tuple[object, ...]:
    return stored(world), kept(world)
