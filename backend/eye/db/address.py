"""Tells from an address which engine is meant."""

from pathlib import Path

from eye.errors import OperatorError


def is_postgres(address: str | Path) -> bool:
    return isinstance(address, str) and address.startswith(("postgresql://", "postgres://"))


def sqlite_path(address: str | Path) -> Path:
    """The file of a path, `sqlite:///relative.db` or `sqlite:////absolute.db`. OperatorError for another scheme."""
    text = str(address)
    if isinstance(address, str) and "://" in text and not text.startswith("sqlite:///"):
        scheme = text.partition("://")[0]
        raise OperatorError(
            f"Eye keeps no data in {scheme}://…. Give the path of a file, "
            "or postgresql://user:password@host:5432/database, in EYE_DATABASE_URL."
        )
    return Path(text.removeprefix("sqlite:///"))
