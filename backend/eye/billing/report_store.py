"""The reading queries on usage, the ledger and lots: what was charged, to what, and where it stands in the books.

Sums of whole days are those that are kept. What is listed by its charges reads no more of them than it shows.
"""

from dataclasses import replace
from typing import Any

from eye.billing import days_store
from eye.billing.model import METERS
from eye.billing.store import USAGE
from eye.billing.wanted import Wanted, of_charges, unindexed
from eye.clock import DAY
from eye.db import Row, Tx

AFTER_ALL = 2**62  # after every number of a day or a line
FIRST = "zzzz"  # after every id of ours
FEW = 500  # charges that are rather sorted than looked for among all others

# What usage can be added up by: an expression, and whether its newest comes first.
GROUPS: dict[str, tuple[str, bool]] = {
    "day": (f"u.at / {DAY}", True),
    "key": ("u.key_id", False),
    "domain": ("u.domain_entry", False),
    "assessment": ("u.assessment_id", False),
    "candidate": ("u.candidate_id", True),
    "session": ("u.session_id", True),
    "meter": ("u.meter", False),
}
BEGINS = "u.reverses is null and (u.meter <> 'minute' or u.charged = 'minute:' || u.session_id || ':1')"
_SUMS = ", ".join(
    [
        "count(*) as charges",
        f"cast(coalesce(sum(case when {BEGINS} then 1 else 0 end), 0) as bigint) as sessions",
        "cast(coalesce(sum(u.credits), 0) as bigint) as credits",
        *(
            f"cast(coalesce(sum(case when u.meter = '{meter}' then u.quantity else 0 end), 0) as bigint) as {meter}"
            for meter in METERS
        ),
    ]
)


def list_usage(tx: Tx, organisation_id: str, wanted: Wanted, before: str, limit: int) -> list[Row]:
    """Newest first."""
    where, values = of_charges(_on_their_days(tx, organisation_id, wanted))
    return tx.all(
        f"""select {USAGE} from usage u where u.organisation_id = :org and u.id < :before{where}
            order by u.id desc limit :limit""",  # noqa: S608
        org=organisation_id,
        before=_end(before, values),
        limit=limit,
        **values,
    )


def _end(before: str, values: dict[str, Any]) -> str:
    """Of two ends the one that comes first: SQLite begins to read at the one that stands first."""
    return min(before, str(values.get("last_id", before)))


def _on_their_days(tx: Tx, organisation_id: str, wanted: Wanted) -> Wanted:
    """Not looked for before the first and after the last day on which there is any: a domain may be used no more."""
    if wanted.domain is None and wanted.meter is None:
        return wanted
    found = days_store.total(tx, organisation_id, wanted)
    if found["first"] is None:
        return replace(wanted, since=0, until=0)
    first, end = found["first"] * DAY, (found["last"] + 1) * DAY
    until = end if wanted.until is None else min(end, wanted.until)
    return replace(wanted, since=max(first, wanted.since or 0), until=until)


def totals(tx: Tx, organisation_id: str, wanted: Wanted, by: str, cursor: str | int | None, limit: int) -> list[Row]:
    """For each `value`: its `name` where it has one, `charges`, `sessions`, `credits`, and the units of each meter.

    A session is counted where it was first charged. In the order of the value, after `cursor`; None begins. Of days and
    sessions the newest comes first; of candidates who was charged last. `cursor` of a row continues after it.
    """
    if by == "candidate":
        return _by_candidate(tx, organisation_id, wanted, str(cursor or ""), limit)
    if wanted.is_of_days and by in days_store.GROUPS:
        rows = days_store.totals(tx, organisation_id, wanted, by, cursor, limit)
    elif by == "session" and wanted.candidate is None and wanted.session is None:
        rows = _by_session(tx, organisation_id, wanted, cursor, limit)
    else:
        value = GROUPS[by][0] if by == "day" else f"{GROUPS[by][0]} || ''"  # no index is read for its order
        rows = _summed(tx, organisation_id, of_charges(wanted), by, value, cursor, limit)
    return [{**row, "cursor": row["value"]} for row in rows]


def _by_session(tx: Tx, organisation_id: str, wanted: Wanted, cursor: str | int | None, limit: int) -> list[Row]:
    """In the order of the index of sessions, from the newest that is among them to the oldest."""
    found = days_store.total(tx, organisation_id, wanted)
    if found["oldest"] is None:
        return []
    if found["charges"] <= FEW:
        narrowed = of_charges(_on_their_days(tx, organisation_id, wanted))
        return _summed(tx, organisation_id, narrowed, "session", "u.session_id || ''", cursor, limit)
    where, values = unindexed(wanted)
    # SQLite enters an index at the end that stands first: there is only one.
    end = f"<= :{'newest' if cursor is None else 'cursor'}"
    where += f" and u.session_id {end} and u.session_id >= :oldest"
    values |= {"oldest": found["oldest"]} | ({"newest": found["newest"]} if cursor is None else {})
    return _summed(tx, organisation_id, (where, values), "session", "u.session_id", cursor, limit)


def _summed(
    tx: Tx,
    organisation_id: str,
    narrowed: tuple[str, dict[str, Any]],
    by: str,
    value: str,
    cursor: str | int | None,
    limit: int,
) -> list[Row]:
    (where, values), newest = narrowed, GROUPS[by][1]
    order = "desc" if newest else "asc"
    if cursor is not None:
        where, values["cursor"] = f"{where} and {value} {'<' if newest else '>'} :cursor", cursor
    return tx.all(
        f"""select g.value, {days_store.NAMES.get(by, "cast(null as text)")} as name, g.charges, g.sessions, g.credits,
              {", ".join(f"g.{meter}" for meter in METERS)}
            from (select {value} as value, {_SUMS} from usage u where u.organisation_id = :org{where}
              group by {value} order by {value} {order} limit :limit) g
            order by g.value {order}""",  # noqa: S608
        org=organisation_id,
        limit=limit,
        **values,
    )


def _by_candidate(tx: Tx, organisation_id: str, wanted: Wanted, cursor: str, limit: int) -> list[Row]:
    """The newest charge of each candidate stands for them all. Later pages leave out what came after the first."""
    before, _, last = cursor.partition(".")
    wanted = _on_their_days(tx, organisation_id, wanted)
    (where, values), (theirs, _), (all_theirs, _) = of_charges(wanted), unindexed(wanted, "n"), unindexed(wanted)
    rows = tx.all(
        f"""select g.value, cast(null as text) as name, g.newest, {_SUMS} from (
              select u.candidate_id as value, u.id as newest from usage u
              where u.organisation_id = :org and u.id < :before{where} and u.id = (
                select n.id from usage n
                where n.organisation_id = :org and n.candidate_id = u.candidate_id and n.id <= :last{theirs}
                order by n.id desc limit 1)
              order by u.id desc limit :limit) g
            join usage u on u.organisation_id = :org and u.candidate_id = g.value and u.id <= :last{all_theirs}
            group by g.value, g.newest order by g.newest desc""",  # noqa: S608
        org=organisation_id,
        before=_end(before or FIRST, values),
        last=last or FIRST,
        limit=limit,
        **values,
    )
    last = last or (rows[0]["newest"] if rows else "")
    return [{**row, "cursor": f"{row['newest']}.{last}"} for row in rows]


def total(tx: Tx, organisation_id: str, wanted: Wanted) -> Row:
    """The same of all of it together."""
    if wanted.is_of_days:
        return days_store.total(tx, organisation_id, wanted)
    where, values = of_charges(wanted)
    row = tx.one(
        f"select {_SUMS} from usage u where u.organisation_id = :org{where}",  # noqa: S608
        org=organisation_id,
        **values,
    )
    assert row is not None  # noqa: S101 - a sum has one row
    return row


def list_ledger(tx: Tx, organisation_id: str, before: int, limit: int) -> list[Row]:
    """Newest first; `session_id` is what the usage of a line is about."""
    return tx.all(
        """select l.number, l.id, l.at, l.kind, l.credits, l.balance, l.usage_id, l.lot_id, l.note,
             u.session_id, u.meter, u.quantity, o.note as lot_note
           from ledger l left join usage u on u.id = l.usage_id left join lots o on o.id = l.lot_id
           where l.organisation_id = :org and l.number < :before order by l.number desc limit :limit""",
        org=organisation_id,
        before=before,
        limit=limit,
    )


def find_account(tx: Tx, organisation_id: str) -> Row:
    """`balance`, `held`, `low_credits` and the price: `meter`, `price`, `price_version`."""
    row = tx.one(
        """select coalesce(w.balance, 0) as balance, coalesce(w.held, 0) as held, o.low_credits, o.meter, o.price,
             o.price_version, o.created_at
           from organisations o left join wallets w on w.organisation_id = o.id where o.id = :org""",
        org=organisation_id,
    )
    assert row is not None  # noqa: S101 - whoever asks belongs to it
    return row
