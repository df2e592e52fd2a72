"""Makes a backup while Eye runs: the database of one moment, secrets, the evidence that it names, and a manifest."""

import hashlib
import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore

from eye import __version__
from eye.backup.archive import Writer, new_archive
from eye.backup.manifest import (
    DATABASE,
    FORMAT,
    MANIFEST,
    MEDIA,
    MEDIA_LIST,
    SECRETS,
    File,
    Listed,
    Manifest,
    Media,
    described,
    lines,
    listed,
)
from eye.backup.snapshot import Snapshot, Tell, take_snapshot
from eye.clock import iso
from eye.errors import OperatorError, first_line
from eye.operations.objects import open_objects
from eye.settings import Settings

WIDGET = "widget/"
IN_MEMORY = 8 << 20
Erased = Callable[[list[Listed]], set[str]]  # which of the paths no row names any more


def take_backup(
    settings: Settings, path: Path, now: int, erased: Erased, tell: Tell, *, media: bool = True, secrets: bool = True
) -> Manifest:
    """`erased` is asked once about files that were not found. OperatorError says why there is no backup."""
    with new_archive(path) as (writer, aside):
        snapshot = take_snapshot(settings.database_url, aside, tell)
        files = [_added(writer, snapshot.file, DATABASE[snapshot.engine])]
        if secrets:
            files.append(_added(writer, settings.secrets_file, SECRETS))
        list_file = aside / MEDIA_LIST
        found = _media(settings, writer, snapshot, list_file, erased, tell, copy=media)
        files.append(_added(writer, list_file, MEDIA_LIST))
        manifest = _manifest(snapshot, files, found, now)
        content = msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"
        writer.add(MANIFEST, io.BytesIO(content), len(content))
        return manifest


def _added(writer: Writer, file: Path, name: str) -> File:
    if not file.is_file():
        raise OperatorError(f"There is no file {file}, without which the backup would be of no use.")
    about = described(file, name)
    with file.open("rb") as content:
        writer.add(name, content, about.size)
    return about


def _media(
    settings: Settings, writer: Writer, snapshot: Snapshot, list_file: Path, erased: Erased, tell: Tell, *, copy: bool
) -> Media:
    count, size = 0, 0
    objects = open_objects(settings.media_url)
    draft = list_file.with_name("copied.jsonl")
    with draft.open("wb") as out:
        for one in _wanted(objects, snapshot, copy=copy):
            done = _copied(objects, writer, one) if copy else one
            out.write(msgspec.json.encode(done) + b"\n")
            count, size = count + (done.gone is None), size + (done.size if done.gone is None else 0)
            tell(f"media: {count:,} files, {size:,} bytes")
    gone = erased([one for one in listed(draft) if one.gone is not None])
    lines((_judged(one, gone) for one in listed(draft)), list_file)
    return Media(copy, _without_password(settings.media_url), count, size)


def _judged(one: Listed, erased: set[str]) -> Listed:
    return one if one.gone is None or one.path not in erased else msgspec.structs.replace(one, gone="erased")


def _wanted(objects: ObjectStore, snapshot: Snapshot, *, copy: bool) -> Iterator[Listed]:
    yield from listed(snapshot.media)
    if copy:  # every version of the widget that was ever served
        for batch in obstore.list(objects, WIDGET):
            yield from (Listed(file["path"], file["size"], "", "", "") for file in batch)


def _copied(objects: ObjectStore, writer: Writer, one: Listed) -> Listed:
    """As it was stored, whatever the database says of it: to compare the two is for the check."""
    try:
        digest, size = hashlib.sha256(), 0
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as content:
            for chunk in obstore.get(objects, one.path).stream():
                digest.update(chunk)
                content.write(chunk)
                size += len(chunk)
            content.seek(0)
            writer.add(MEDIA + one.path, content, size)
    except FileNotFoundError:
        return msgspec.structs.replace(one, gone="missing")
    except BaseError as problem:
        raise OperatorError(f"The media store does not give {one.path}: {first_line(problem)}.") from problem
    return msgspec.structs.replace(one, size=size, sha256=digest.hexdigest())


def _manifest(snapshot: Snapshot, files: list[File], media: Media, now: int) -> Manifest:
    at = str(iso(now))
    return Manifest(FORMAT, __version__, at, snapshot.engine, snapshot.migrations, snapshot.counts, files, media)


def _without_password(url: str) -> str:
    found = urlsplit(url)
    return found._replace(netloc=found.netloc.rpartition("@")[2], query="").geturl()
