"""Reads a backup from beginning to end and says what is wrong with it. Nothing but a scratch folder is written."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import msgspec

from eye.backup.archive import parts
from eye.backup.manifest import DATABASE, MANIFEST, MEDIA, MEDIA_LIST, SECRETS, File, Manifest, chunks, read_manifest
from eye.backup.manifest import listed as read_list
from eye.backup.scan import scanned
from eye.backup.snapshot import MEDIA_ROWS, MIGRATIONS, TABLES, Tell, read_only
from eye.db.migrations import known
from eye.errors import OperatorError
from eye.settings import read_secrets

SHOWN = 3
_CROOKED = """select w.organisation_id from wallets w left join
    (select organisation_id, sum(credits) as credits from ledger group by organisation_id) l
    on l.organisation_id = w.organisation_id where w.balance <> coalesce(l.credits, 0) order by 1"""
_PEPPER = "select value from settings where name = 'secrets.pepper'"
_NAMES = (MANIFEST, SECRETS, MEDIA_LIST, *DATABASE.values())


@dataclass
class Checked:
    """What the backup says of itself, and every complaint, each a sentence."""

    manifest: Manifest
    complaints: list[str] = field(default_factory=list)


def check_backup(path: Path, scratch: Path, tell: Tell) -> Checked:
    """OperatorError where it cannot be read at all; what is wrong in it otherwise comes as complaints."""
    found: dict[str, File] = {}
    spool = scratch / "seen.jsonl"
    with spool.open("wb") as seen:
        for name, content in parts(path):
            if not name.startswith(MEDIA) and name not in _NAMES:
                raise OperatorError(f"{path} holds {name}, which no backup of Eye does.")
            about = _read(name, content, None if name.startswith(MEDIA) else scratch / name)
            if name.startswith(MEDIA):
                seen.write(msgspec.json.encode(about) + b"\n")
            else:
                found[name] = about
            tell(f"reading {name}"[:70])
    if MANIFEST not in found:
        raise OperatorError(f"{path} is no backup of Eye, or it is cut off: it has no {MANIFEST}.")
    checked = Checked(read_manifest((scratch / MANIFEST).read_bytes()))
    checked.complaints += _files(checked.manifest, found)
    if not checked.complaints:
        tell("checking the database")
        checked.complaints += _media_files(checked.manifest, scratch, spool)
        checked.complaints += _database(checked.manifest, scratch)
    return checked


def _read(name: str, content: IO[bytes], copy: Path | None) -> File:
    digest, size = hashlib.sha256(), 0
    out = copy.open("wb") if copy else None
    for chunk in chunks(content):
        digest.update(chunk)
        size += len(chunk)
        if out:
            out.write(chunk)
    if out:
        out.close()
    return File(name, size, digest.hexdigest())


def _files(manifest: Manifest, found: dict[str, File]) -> Iterator[str]:
    for file in manifest.files:
        if file.name not in found:
            yield f"{file.name} is missing."
        elif found[file.name] != file:
            yield f"{file.name} is not what was backed up: its size or checksum differs."
    if {DATABASE[manifest.engine], MEDIA_LIST} - {file.name for file in manifest.files}:
        yield "The manifest names no database or no list of media."


def _counted(db: sqlite3.Connection) -> dict[str, int]:
    tables = [name for (name,) in db.execute(TABLES["sqlite"])]
    return {name: db.execute(f'select count(*) from "{name}"').fetchone()[0] for name in tables}  # noqa: S608


def _media_files(manifest: Manifest, scratch: Path, spool: Path) -> Iterator[str]:
    """Both lists are in the order in which the files were written."""
    wanted = list(read_list(scratch / MEDIA_LIST))
    missing = [one.path for one in wanted if one.gone == "missing"]
    if missing:
        yield f"{_some(missing)} had no file in the media store when the backup was made."
    if not manifest.media.included:
        return
    decoder = msgspec.json.Decoder(File)
    with spool.open("rb") as lines:
        seen = {one.name.removeprefix(MEDIA): one for one in map(decoder.decode, lines)}
    lost = [one.path for one in wanted if one.gone is None and one.path not in seen]
    other = [one.path for one in wanted if one.path in seen and seen[one.path].sha256 != one.sha256]
    if lost:
        yield f"{_some(lost)} is missing from the backup."
    if other:
        yield f"{_some(other)} is not what was backed up: the checksum differs."


def _some(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _database(manifest: Manifest, scratch: Path) -> Iterator[str]:
    file, counts = scratch / DATABASE[manifest.engine], None
    try:
        if manifest.engine == "postgresql":
            counts, file = scanned(file, scratch / "scan.sqlite"), scratch / "scan.sqlite"
        with closing(read_only(file)) as db:
            yield from _judged(db, manifest, _counted(db) if counts is None else counts, scratch)
    except (sqlite3.Error, ValueError) as problem:
        yield f"The database in it is damaged: {problem}."


def _judged(db: sqlite3.Connection, manifest: Manifest, counts: dict[str, int], scratch: Path) -> Iterator[str]:
    if (said := db.execute("pragma integrity_check(3)").fetchall()) != [("ok",)]:
        yield f"The database in it is damaged: {'; '.join(line for (line,) in said)}."
    migrations = [name for (name,) in db.execute(MIGRATIONS[manifest.engine])]
    if migrations != manifest.migrations:
        yield "The schema of the database is not the one that the manifest names."
    if newer := [name for name in migrations if name not in known()]:
        yield f"The database is newer than this program: it has {', '.join(newer)}. Upgrade the program first."
    if counts != manifest.counts:
        tables = sorted(name for name in {*counts, *manifest.counts} if counts.get(name) != manifest.counts.get(name))
        yield f"The number of rows in {', '.join(tables)} is not what the manifest says."
    if crooked := [id for (id,) in db.execute(_CROOKED)]:
        yield f"The wallet of {_some(crooked)} is not the sum of its ledger."
    yield from _references(db, scratch)
    yield from _secrets(db, manifest, scratch)


def _references(db: sqlite3.Connection, scratch: Path) -> Iterator[str]:
    """Whether every row on media has its file, with the bytes that the row was written for."""
    files = {one.path: one for one in read_list(scratch / MEDIA_LIST)}
    rows = [(path, sha256) for path, _, sha256, _, _ in db.execute(MEDIA_ROWS)]
    if unlisted := [path for path, _ in rows if path not in files]:
        yield f"{_some(unlisted)} is named by the database and not in the backup."
    altered = [p for p, sha256 in rows if p in files and files[p].gone is None and files[p].sha256 != sha256]
    if altered:
        yield f"{_some(altered)} was not in the media store as the database names it."


def _secrets(db: sqlite3.Connection, manifest: Manifest, scratch: Path) -> Iterator[str]:
    if not any(file.name == SECRETS for file in manifest.files):
        return
    row, secrets = db.execute(_PEPPER).fetchone(), read_secrets(scratch / SECRETS)
    if row is not None and row[0] != secrets.fingerprint(secrets.pepper):
        yield "The secrets in it are not those that the database was used with."
