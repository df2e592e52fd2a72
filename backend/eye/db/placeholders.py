"""Rewrites `:name` for PostgreSQL, which wants `$1`."""

import re
from functools import lru_cache

_TOKEN = re.compile(
    r"""
      '(?:[^']|'')*'      # a text
    | "(?:[^"]|"")*"      # a quoted name
    | --[^\n]*            # a comment
    | /\*.*?\*/           # a comment
    | ::                  # a cast
    | :(?P<name>[A-Za-z_]\w*)
    """,
    re.VERBOSE | re.DOTALL,
)


@lru_cache(maxsize=1024)
def numbered(sql: str) -> tuple[bytes, tuple[str, ...]]:
    """`sql` in UTF-8, with `:name` as `$1` where it is no text, quoted name or comment; and the names in that order."""
    names: dict[str, int] = {}

    def rewritten(token: re.Match[str]) -> str:
        name = token["name"]
        return f"${names.setdefault(name, len(names) + 1)}" if name else token[0]

    return _TOKEN.sub(rewritten, sql).encode(), tuple(names)


_ROW = re.compile(r"\bvalues\s*(\([^()]*\))", re.IGNORECASE)
_NAME = re.compile(r":([A-Za-z_]\w*)")


@lru_cache(maxsize=1024)
def for_rows(sql: str, count: int) -> str | None:
    """An `insert … values (…)` for `count` rows, with `:name` as `:name_0`, `:name_1`, …; None for anything else."""
    if not sql.lstrip().lower().startswith("insert") or len(_ROW.findall(sql)) != 1:
        return None
    return _ROW.sub(lambda row: "values " + ", ".join(_NAME.sub(rf":\1_{n}", row[1]) for n in range(count)), sql)
