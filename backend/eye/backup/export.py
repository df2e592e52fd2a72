"""All of one organisation in a ZIP: JSON Lines of every kind, and its evidence, as of one moment."""

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import msgspec
import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore

from eye.backup.kinds import JSON, KINDS, TIMES, Kind
from eye.clock import iso
from eye.db import Row, Tx
from eye.errors import OperatorError, first_line
from eye.organisations import store as organisations

PAGE, FEW = 1_000, 100  # rows, and sessions of which events are read together
# A picture does not become smaller; what is written as text does, by far.
TEXT, FILE = zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED
Tell = Callable[[str], None]
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "audio/webm": "webm",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/wav": "wav",
}


def export_organisation(
    tx: Tx, organisation_id: str, objects: ObjectStore, path: Path, now: int, tell: Tell
) -> dict[str, int] | None:
    """The number of rows of each kind, and of `files`; None when there is no such organisation.

    One reading transaction: every line is of the same moment. The ZIP appears at `path` when it is whole.
    """
    if organisations.find_organisation(tx, organisation_id) is None:
        return None
    draft = path.with_name(f".{path.name}.unfinished")
    try:
        with open(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
            counts = _written(tx, organisation_id, objects, file, now, tell)
        draft.replace(path)
    except OSError as problem:
        raise OperatorError(f"{path} cannot be written: {problem.strerror or problem}.") from problem
    finally:
        draft.unlink(missing_ok=True)
    return counts


def _written(
    tx: Tx, organisation_id: str, objects: ObjectStore, file: IO[bytes], now: int, tell: Tell
) -> dict[str, int]:
    with zipfile.ZipFile(file, "w", TEXT) as archive:
        counts = {}
        for kind in KINDS:
            counts[kind.name] = _lines(tx, organisation_id, kind, archive, tell)
        counts["files"], missing = _media(tx, organisation_id, objects, archive, tell)
        about = {"organisation": organisation_id, "exportedAt": iso(now), "counts": counts, "filesMissing": missing}
        archive.writestr("export.json", msgspec.json.format(msgspec.json.encode(about), indent=2))
    return counts


def _lines(tx: Tx, organisation_id: str, kind: Kind, archive: zipfile.ZipFile, tell: Tell) -> int:
    count, fields = 0, [(name, _camel(name), _reader(name)) for name in (*kind.keys, *kind.columns.split())]
    with archive.open(f"{kind.name}.jsonl", "w", force_zip64=True) as out:
        for row in _rows(tx, organisation_id, kind):
            line = {field: read(row[name]) if read else row[name] for name, field, read in fields}
            out.write(msgspec.json.encode(line) + b"\n")
            count += 1
            if count % PAGE == 0:
                tell(f"{kind.name}: {count:,}")
    return count


def _rows(tx: Tx, organisation_id: str, kind: Kind) -> Iterator[Row]:
    if not kind.by_sessions:
        yield from _pages(tx, kind, organisation=organisation_id)
        return
    # Asked of all sessions at once, each page would look at every session before it again.
    for first, last in _few_sessions(tx, organisation_id):
        yield from _pages(tx, kind, organisation=organisation_id, first=first, last=last)


def _few_sessions(tx: Tx, organisation_id: str) -> Iterator[tuple[str, str]]:
    """The first and the last id of the next few, until there are no more."""
    sql = "select id from sessions where organisation_id = :organisation and id > :after order by id limit :few"
    last = ""
    while found := tx.all(sql, organisation=organisation_id, after=last, few=FEW):
        last = found[-1]["id"]
        yield found[0]["id"], last


def _pages(tx: Tx, kind: Kind, **of: str) -> Iterator[Row]:
    columns = ", ".join([*kind.keys, *kind.columns.split()])
    keys, after = ", ".join(kind.keys), ", ".join(f":{key}" for key in kind.keys)
    begin = f"select {columns} from {kind.table} where {kind.of}"  # noqa: S608 - the texts of kinds.py
    end = f" order by {keys} limit {PAGE}"
    page = tx.all(begin + end, **of)
    while page:
        yield from page
        last = {key: page[-1][key] for key in kind.keys}
        page = tx.all(f"{begin} and ({keys}) > ({after}){end}", **of, **last)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


def _reader(name: str) -> Callable[[Any], Any] | None:
    """What makes of a column's value what is written; None: it is written as it is."""
    if name.endswith("_at") or name in TIMES:
        return iso
    return _decoded if name in JSON else None


def _decoded(value: str | None) -> Any:
    return None if value is None else msgspec.json.decode(value)


def _media(
    tx: Tx, organisation_id: str, objects: ObjectStore, archive: zipfile.ZipFile, tell: Tell
) -> tuple[int, list[str]]:
    """How many files, and the ids of those that are not there or not as they were stored."""
    count, missing = 0, []
    (kind,) = (kind for kind in KINDS if kind.name == "media")
    for row in _rows(tx, organisation_id, kind):
        content = _content(objects, row["path"])
        if content is None or hashlib.sha256(content).hexdigest() != row["sha256"]:
            missing.append(f"{row['session_id']}/{row['id']}")
            continue
        name = f"media/{row['session_id']}/{row['id']}.{ENDINGS.get(row['content_type'], 'bin')}"
        archive.writestr(name, content, FILE)
        count += 1
        tell(f"media files: {count:,}")
    return count, missing


def _content(objects: ObjectStore, path: str) -> bytes | None:
    try:
        return bytes(obstore.get(objects, path).bytes())  # a few MiB at most
    except FileNotFoundError:
        return None
    except BaseError as problem:
        raise OperatorError(f"The media store does not give {path}: {first_line(problem)}.") from problem
