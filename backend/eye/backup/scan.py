"""Reads a dump of PostgreSQL without a server: every row is counted, those that a check looks at go into SQLite."""

import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import IO

from eye.backup.snapshot import refuse_failed, started

_COPY = re.compile(rb"COPY public\.(\w+|\"\w+\") \((.+)\) FROM stdin;\n")
_NEEDED = ("media", "wallets", "ledger", "settings", "eye_migrations")
_NUMBERS = ("balance", "credits", "size")


def scanned(dump: Path, into: Path) -> dict[str, int]:
    """The rows of every table in a dump, counted without a server; those that the check looks at go into `into`."""
    counts: dict[str, int] = {}
    with (
        closing(sqlite3.connect(into)) as db,
        started("pg_restore", None, ["--data-only", "--file=-", str(dump)], subprocess.PIPE) as process,
    ):
        assert process.stdout is not None  # noqa: S101 - asked for above
        for line in process.stdout:
            if found := _COPY.fullmatch(line):
                table = found[1].decode().strip('"')
                counts[table] = _copy(db, table, found[2].decode(), process.stdout)
        db.commit()
        _, complaint = process.communicate()
    refuse_failed("pg_restore", process.returncode, complaint)
    return counts


def _copy(db: sqlite3.Connection, table: str, columns: str, lines: IO[bytes]) -> int:
    """One table in PostgreSQL's COPY format, to its end."""
    rows, needed = 0, table in _NEEDED
    if needed:
        typed = ", ".join(f"{name} {'integer' if name in _NUMBERS else 'text'}" for name in columns.split(", "))
        db.execute(f'create table "{table}" ({typed})')
    for line in lines:
        if line == b"\\.\n":
            break
        rows += 1
        if needed:
            values = [_value(text) for text in line.rstrip(b"\n").split(b"\t")]
            db.execute(f'insert into "{table}" values ({", ".join("?" * len(values))})', values)  # noqa: S608
    return rows


def _value(text: bytes) -> str | None:
    """What the checks compare are ids, paths, names and numbers: none of them holds what COPY would escape."""
    return None if text == b"\\N" else text.decode()
