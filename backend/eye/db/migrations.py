"""The numbered `.sql` files, the same for both engines. All that are pending are applied at once, or none."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from eye.db import postgres_schema, sqlite_schema
from eye.db.address import is_postgres, sqlite_path
from eye.errors import OperatorError

FOLDER = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Level:
    """The names of the migrations that a database lacks, and of those it has that this program does not know."""

    pending: list[str]
    unknown: list[str]


def level(address: str | Path, folder: Path = FOLDER) -> Level:
    """How far the database at `address` is; nothing is made or changed. OperatorError if it cannot be reached."""
    if is_postgres(address):
        return _level(postgres_schema.applied(str(address)), folder)
    return _level(sqlite_schema.applied(sqlite_path(address)), folder)


def require_level(address: str | Path, folder: Path = FOLDER) -> None:
    """OperatorError, with what to do, unless the database has exactly the schema that this program expects."""
    found = level(address, folder)
    _refuse_newer(found)
    if found.pending:
        raise OperatorError(
            f"The database lacks {_listed(found.pending)}. Make a backup, then run `eye migrate` and start again."
        )


def migrate(address: str | Path, folder: Path = FOLDER) -> list[str]:
    """Apply what is pending and give the names. Safe while other processes do the same; a failure changes nothing.

    OperatorError if the database cannot be reached, is newer than this program, or refuses a migration.
    """
    _refuse_newer(level(address, folder))
    scripts = _scripts(folder)
    if is_postgres(address):
        return postgres_schema.apply(str(address), scripts)
    return sqlite_schema.apply(sqlite_path(address), scripts)


def known(folder: Path = FOLDER) -> list[str]:
    """The names of the migrations of this program, in order."""
    return list(_scripts(folder))


def _level(applied: Collection[str], folder: Path) -> Level:
    known = _scripts(folder)
    return Level(
        pending=[name for name in known if name not in applied],
        unknown=sorted(name for name in applied if name not in known),
    )


def _scripts(folder: Path) -> dict[str, str]:
    """The SQL of each migration by name, in the order of the numbers they begin with."""
    return {file.stem: file.read_text("utf8") for file in sorted(folder.glob("*.sql"))}


def _refuse_newer(found: Level) -> None:
    if found.unknown:
        raise OperatorError(
            f"The database is newer than this program: it has {_listed(found.unknown)}. "
            "Upgrade the program, or restore a backup made before that upgrade."
        )


def _listed(names: list[str]) -> str:
    return f"the migration{'s' if len(names) > 1 else ''} {', '.join(names)}"
