"""Rewrites `:name` for psycopg, which wants `%(name)s`."""

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
    | %
    """,
    re.VERBOSE | re.DOTALL,
)


@lru_cache(maxsize=1024)
def to_psycopg(sql: str) -> bytes:
    """`sql` in UTF-8, with `:name` as `%(name)s` where it is no text, quoted name or comment, and every `%` doubled."""
    return _TOKEN.sub(_rewritten, sql).encode()


def _rewritten(token: re.Match[str]) -> str:
    name = token["name"]
    return f"%({name})s" if name else token[0].replace("%", "%%")
