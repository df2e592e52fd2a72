"""Finds candidates by the beginning of their id, names or email, among however many there are.

What is compared is folded: small letters without accents, as hexadecimal digits of UTF-8. Those sort the same in every
database, whatever language it was made for, so that an index finds a beginning on both engines.
"""

import unicodedata

from eye.db import Database, Row, Tx

MOST = 200  # candidates that a search looks at
LONGEST = 48  # characters that are compared
WORDS = 4
CHUNK = 500
AFTER = "g"  # after every digit


def folded(text: str | None) -> str | None:
    kept = (text or "").casefold().strip()
    if not kept.isascii():
        kept = "".join(one for one in unicodedata.normalize("NFKD", kept) if not unicodedata.combining(one))
    return kept[:LONGEST].encode(errors="replace").hex() or None


def columns(id: str, first_name: str | None, last_name: str | None, email: str | None) -> Row:
    """What a row of `candidates` is found by."""
    return {
        "find_id": folded(id),
        "find_first": folded(first_name),
        "find_last": folded(last_name),
        "find_email": folded(email),
    }


def found(text: str) -> tuple[str, dict[str, str]]:
    """SQL for the ids of candidates of `:org` that begin with `text`, at most `MOST` for each way; and its values.

    Several words are found as first and last name too, in either order.
    """
    words = text.split()[:WORDS]
    ways: list[dict[str, str]] = [{name: text} for name in ("id", "first", "last", "email")]
    for number in range(1, len(words)):
        begin, end = " ".join(words[:number]), " ".join(words[number:])
        ways += [{"first": begin, "last": end}, {"last": begin, "first": end}]
    selects, values = [], dict[str, str]()
    for number, way in enumerate(ways):
        conditions = ""
        for position, (name, beginning) in enumerate(way.items()):
            value = f"find_{number}_{position}"
            values |= {value: folded(beginning) or "", f"{value}_end": f"{folded(beginning) or ''}{AFTER}"}
            # SQLite enters an index at the end that stands first; what its index says of itself comes after that.
            conditions += f" and find_{name} >= :{value} and find_{name} < :{value}_end and find_{name} > ''"
        selects.append(
            f"""select id from (select id from candidates
                  where organisation_id = :org and erased_at is null{conditions}
                  order by find_{next(iter(way))}, id limit {MOST}) way{number}"""  # noqa: S608
        )
    return " union ".join(selects), values


def is_cut(tx: Tx, organisation_id: str, text: str) -> bool:
    """Whether there may be more candidates who begin so than a search looks at."""
    sql, values = found(text)
    row = tx.one(f"select count(*) as n from ({sql}) some_of_them", org=organisation_id, **values)  # noqa: S608
    return row is not None and row["n"] >= MOST


async def fold_all(db: Database) -> None:
    """Make those found that came in a file, or were there before Eye found anybody so."""
    while await db.read(_is_any_left):
        await db.write(fold_some, CHUNK)


def _is_any_left(tx: Tx) -> bool:
    return tx.one("select id from candidates where find_id is null limit 1") is not None


def fold_some(tx: Tx, most: int) -> int:
    """How many there were."""
    rows = tx.all(
        """select organisation_id, id, first_name, last_name, email from candidates where find_id is null
           limit :most""",
        most=most,
    )
    tx.many(
        """update candidates set find_id = :find_id, find_first = :find_first, find_last = :find_last,
             find_email = :find_email where organisation_id = :organisation_id and id = :id""",
        [
            {
                "organisation_id": row["organisation_id"],
                "id": row["id"],
                **columns(row["id"], row["first_name"], row["last_name"], row["email"]),
            }
            for row in rows
        ],
    )
    return len(rows)
