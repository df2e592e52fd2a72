"""Puts the bytes of evidence where they belong."""

from obstore.exceptions import BaseError
from obstore.store import ObjectStore

from eye.db import Unavailable
from eye.errors import first_line


async def put_file(objects: ObjectStore, path: str, content: bytes) -> None:
    """Unavailable if the media store does not take it."""
    try:
        await objects.put_async(path, content)
    except (BaseError, OSError) as problem:
        raise Unavailable(f"the media store does not take {path}: {first_line(problem)}") from problem
