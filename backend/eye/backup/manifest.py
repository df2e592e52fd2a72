"""What a backup says about itself, and how its parts are called."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import msgspec

from eye.errors import OperatorError

FORMAT = 1
MANIFEST, SECRETS, MEDIA_LIST, MEDIA = "manifest.json", "secrets.json", "media.jsonl", "media/"
DATABASE = {"sqlite": "database.sqlite", "postgresql": "database.pgdump"}
CHUNK = 1 << 20


class File(msgspec.Struct, forbid_unknown_fields=True):
    """One file of the backup; `sha256` in lower-case hex, `size` in bytes."""

    name: str
    size: int
    sha256: str


class Media(msgspec.Struct, forbid_unknown_fields=True):
    """`store` is where they were; `included` is false where they are only named in `media.jsonl`."""

    included: bool
    store: str
    files: int
    bytes: int


class Manifest(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """`migrations` is the schema's level, `counts` the rows of each table, `files` all but the media."""

    format: int
    eye: str
    made_at: str
    engine: str
    migrations: list[str]
    counts: dict[str, int]
    files: list[File]
    media: Media


class Listed(msgspec.Struct, rename="camel", omit_defaults=True):
    """A line of `media.jsonl`. `gone`: `erased` since the database was copied, or `missing`, which should not be."""

    path: str
    size: int
    sha256: str
    session_id: str
    id: str
    gone: str | None = None


def read_manifest(content: bytes) -> Manifest:
    """OperatorError for what is no manifest, or one of a later program."""
    try:
        found = msgspec.json.decode(content, type=Manifest)
    except msgspec.DecodeError as problem:
        raise OperatorError(f"This is no backup of Eye: its {MANIFEST} cannot be read ({problem}).") from problem
    if found.format != FORMAT:
        raise OperatorError(f"The backup has format {found.format}, which this program does not know. Upgrade Eye.")
    return found


def listed(file: Path) -> Iterator[Listed]:
    """The lines of a `media.jsonl`."""
    decoder = msgspec.json.Decoder(Listed)
    with file.open("rb") as lines:
        for line in lines:
            yield decoder.decode(line)


def lines(rows: Iterator[Any], file: Path) -> None:
    with file.open("wb") as out:
        for row in rows:
            out.write(msgspec.json.encode(row) + b"\n")


def described(file: Path, name: str) -> File:
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256")
    return File(name, file.stat().st_size, digest.hexdigest())


def chunks(content: IO[bytes]) -> Iterator[bytes]:
    while chunk := content.read(CHUNK):
        yield chunk
