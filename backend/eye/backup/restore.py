"""Puts a backup back into an empty place: the database last, so that nothing half restored can start."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore

from eye.backup.archive import parts
from eye.backup.check import check_backup
from eye.backup.manifest import DATABASE, MEDIA, SECRETS, Manifest
from eye.backup.snapshot import Tell, run_program
from eye.db.address import is_postgres, sqlite_path
from eye.db.postgres_tx import connect
from eye.errors import OperatorError, first_line
from eye.operations.objects import open_objects
from eye.settings import Settings

FORCE = "Restore into an empty place, or replace what is there with --force."
_MINE = "select count(*) as n from pg_tables where schemaname = 'public'"
_OTHERS = """select count(*) as n from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and application_name = 'eye'"""


def restore_backup(settings: Settings, path: Path, scratch: Path, tell: Tell, *, force: bool) -> Manifest:
    """Into the places that the settings name. OperatorError, before anything is written, where that must not be."""
    checked = check_backup(path, scratch, tell)
    if checked.complaints:
        raise OperatorError(f"Nothing was restored. {' '.join(checked.complaints)}")
    manifest = checked.manifest
    _refuse_other_engine(settings, manifest)
    objects = open_objects(settings.media_url)
    _refuse_in_use(settings)
    if not force:
        _refuse_full(settings, scratch, objects, manifest)
    _restore_media(objects, path, tell)
    if (scratch / SECRETS).exists():
        _place(scratch / SECRETS, settings.secrets_file)
    _restore_database(settings, scratch / DATABASE[manifest.engine], tell)
    return manifest


def _refuse_other_engine(settings: Settings, manifest: Manifest) -> None:
    if is_postgres(settings.database_url) != (manifest.engine == "postgresql"):
        raise OperatorError(f"The backup is of {manifest.engine}; EYE_DATABASE_URL names the other kind of database.")


def _refuse_in_use(settings: Settings) -> None:
    used = _postgres(settings, _OTHERS) if is_postgres(settings.database_url) else _is_open(_file(settings))
    if used:
        raise OperatorError("Eye is running on the database that would be replaced. Stop it first.")


def _file(settings: Settings) -> Path:
    return sqlite_path(settings.database_url)


def _is_open(path: Path) -> bool:
    """Whether another process has it open: in WAL mode only one that is alone gets the exclusive lock."""
    if not path.exists() or not path.stat().st_size:
        return False
    try:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as db:
            db.execute("pragma locking_mode=exclusive")
            db.execute("begin exclusive")
    except sqlite3.OperationalError as problem:
        return problem.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    except sqlite3.DatabaseError:
        return False  # no database at all: --force may replace it
    return False


def _postgres(settings: Settings, sql: str) -> int:
    with connect(settings.database_url) as connection:
        row = connection.execute(sql.encode()).fetchone()
        return int(row["n"]) if row else 0


def _refuse_full(settings: Settings, scratch: Path, objects: ObjectStore, manifest: Manifest) -> None:
    if is_postgres(settings.database_url):
        if _postgres(settings, _MINE):
            raise OperatorError(f"The database that EYE_DATABASE_URL names is not empty. {FORCE}")
    elif _file(settings).exists():
        raise OperatorError(f"There is a database at {_file(settings)} already. {FORCE}")
    kept, mine = settings.secrets_file, scratch / SECRETS
    if kept.exists() and mine.exists() and kept.read_bytes() != mine.read_bytes():
        raise OperatorError(f"{kept} holds other secrets than the backup. {FORCE}")
    if manifest.media.included and any(batch for batch in obstore.list(objects, "evidence/", chunk_size=1)):
        raise OperatorError(f"The media store {settings.media_url} holds evidence already. {FORCE}")


def _restore_media(objects: ObjectStore, path: Path, tell: Tell) -> None:
    count = 0
    for name, content in parts(path):
        if name.startswith(MEDIA):
            try:
                obstore.put(objects, name.removeprefix(MEDIA), content.read())  # a few MiB at most
            except (BaseError, ValueError) as problem:
                raise OperatorError(f"The media store does not take {name}: {first_line(problem)}.") from problem
            count += 1
            tell(f"media: {count:,} files")


def _place(file: Path, target: Path) -> None:
    """Whole or not at all."""
    draft = target.with_name(f".{target.name}.restoring")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with (
            file.open("rb") as content,
            open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out,
        ):
            shutil.copyfileobj(content, out)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(target)
    except OSError as problem:
        raise OperatorError(f"{target} cannot be written: {problem.strerror or problem}.") from problem


def _restore_database(settings: Settings, file: Path, tell: Tell) -> None:
    tell("restoring the database")
    if is_postgres(settings.database_url):
        _restore_dump(settings.database_url, file)
        return
    target = _file(settings)
    for beside in ("-wal", "-shm"):  # what belongs to the file that is replaced would be read into the new one
        target.with_name(target.name + beside).unlink(missing_ok=True)
    _place(file, target)


def _restore_dump(url: str, file: Path) -> None:
    with connect(url) as connection:
        name = connection.info.dbname
        connection.execute("drop schema public cascade")
        connection.execute("create schema public")
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={name}"]
    run_program("pg_restore", url, [*options, str(file)])
