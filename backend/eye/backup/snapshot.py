"""Copies the database as it was at one moment, while others go on writing to it."""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from eye.backup.manifest import DATABASE, Listed, lines
from eye.db.address import is_postgres, sqlite_path
from eye.db.postgres_tx import connect
from eye.errors import OperatorError, first_line
from eye.settings import environment_with

MEDIA_ROWS = "select path, size, sha256, session_id, id from media order by session_id, id"
MIGRATIONS = {
    "sqlite": "select name from _sqlite_migrations where migration_set = 'eye' order by name",
    "postgresql": "select name from eye_migrations order by name",
}
TABLES = {
    "sqlite": "select name from sqlite_schema where type = 'table' and name not like 'sqlite%' order by name",
    "postgresql": "select tablename from pg_tables where schemaname = 'public' order by tablename",
}
_PAGES = 2_000
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A file that holds the whole database, and what was in it at that moment; `media` lists its evidence files."""

    engine: str
    file: Path
    media: Path
    migrations: list[str]
    counts: dict[str, int]


def take_snapshot(url: str, folder: Path, tell: Tell) -> Snapshot:
    """Into new files in `folder`. OperatorError if the database cannot be reached or copied."""
    if is_postgres(url):
        return _of_postgres(url, folder, tell)
    return _of_sqlite(sqlite_path(url), folder, tell)


def _of_sqlite(path: Path, folder: Path, tell: Tell) -> Snapshot:
    if not path.is_file():
        raise OperatorError(f"There is no database at {path} yet. Set EYE_DATA to the folder of the Eye you mean.")
    copy = folder / DATABASE["sqlite"]
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            # One snapshot for all steps: a writer would otherwise make the copy start again and again.
            source.execute("begin")
            source.execute("select name from sqlite_schema limit 1").fetchall()
            source.backup(target, pages=_PAGES, progress=lambda _, left, all: tell(_share(all - left, all)), sleep=0)
            target.execute("pragma journal_mode=delete")
        with closing(read_only(copy)) as db:
            return _described("sqlite", copy, lambda sql: iter(db.execute(sql)))
    except sqlite3.Error as problem:
        raise OperatorError(f"The database {path} cannot be copied: {problem}.") from problem


def read_only(path: Path) -> sqlite3.Connection:
    """A file that nobody changes; no file is made beside it."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _share(done: int, all: int) -> str:
    return f"database: {done * 100 // max(1, all)} %"


def _of_postgres(url: str, folder: Path, tell: Tell) -> Snapshot:
    file = folder / DATABASE["postgresql"]
    tell("database: pg_dump")
    with connect(url) as connection:
        try:
            connection.execute("set transaction isolation level repeatable read, read only")
            found = connection.execute("select pg_export_snapshot() as id").fetchone()
            assert found is not None  # noqa: S101 - the function always answers
            dump = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={found['id']}", f"--file={file}"]
            run_program("pg_dump", url, dump)
            cursor = connection.cursor(row_factory=psycopg.rows.tuple_row)
            return _described("postgresql", file, lambda sql: cursor.stream(sql.encode()))
        except psycopg.Error as problem:
            raise OperatorError(f"The database cannot be copied: {first_line(problem)}.") from problem


def _described(engine: str, file: Path, ask: Callable[[str], Iterator[tuple[object, ...]]]) -> Snapshot:
    tables = [str(name) for (name,) in ask(TABLES[engine])]
    counts = {table: _number(ask(f'select count(*) from "{table}"')) for table in tables}  # noqa: S608
    if "media" not in counts:
        raise OperatorError("The database holds no Eye yet; there is nothing to back up.")
    media = file.with_name("rows.jsonl")
    lines((Listed(*row) for row in ask(MEDIA_ROWS)), media)  # type: ignore[arg-type]
    return Snapshot(engine, file, media, [str(name) for (name,) in ask(MIGRATIONS[engine])], counts)


def _number(rows: Iterator[tuple[object, ...]]) -> int:
    ((found,),) = rows
    return int(str(found))


def run_program(name: str, url: str, arguments: list[str]) -> None:
    """A program of PostgreSQL on the database at `url`. OperatorError with its own last words if it fails."""
    with started(name, url, arguments) as process:
        _, complaint = process.communicate()
    refuse_failed(name, process.returncode, complaint)


def started(name: str, url: str | None, arguments: list[str], output: int | None = None) -> subprocess.Popen[bytes]:
    program = shutil.which(name)
    if program is None:
        raise OperatorError(f"This needs {name}, which is not on the PATH. Install PostgreSQL's client programs.")
    environment = environment_with(_where(url) if url else {})
    return subprocess.Popen([program, *arguments], env=environment, stdout=output, stderr=subprocess.PIPE)  # noqa: S603


def refuse_failed(name: str, code: int, complaint: bytes) -> None:
    if code:
        said = complaint.decode(errors="replace").strip().splitlines() or [f"exit code {code}"]
        raise OperatorError(f"{name} failed: {said[-1].removeprefix(f'{name}: ').removeprefix('error: ')}")


def _where(url: str) -> Mapping[str, str]:
    """The address as variables: arguments of a program, a password among them, are for every user to read."""
    names = {one.keyword.decode(): (one.envvar or b"").decode() for one in psycopg.pq.Conninfo.get_defaults()}
    return {names[key]: str(value) for key, value in conninfo_to_dict(url).items() if names.get(key)}
