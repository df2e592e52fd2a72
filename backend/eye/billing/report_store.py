"""The reading queries on usage, the ledger and lots: what was charged, to what, and where it stands in the books."""

from dataclasses import dataclass
from typing import Any

from eye.billing.store import USAGE
from eye.clock import DAY
from eye.db import Row, Tx

AFTER_ALL = 2**62  # after every number of a day or a line

# What usage can be added up by: an expression, and whether its newest comes first.
GROUPS: dict[str, tuple[str, bool]] = {
    "day": (f"u.at / {DAY}", True),
    "key": ("u.key_id", False),
    "domain": ("u.domain_entry", False),
    "assessment": ("u.assessment_id", False),
    "candidate": ("u.candidate_id", False),
    "session": ("u.session_id", True),
    "meter": ("u.meter", False),
}
_NAMES = {
    "key": "(select k.name from keys k where k.organisation_id = :org and k.id = g.value)",
    "assessment": "(select a.title from assessments a where a.organisation_id = :org and a.id = g.value)",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which usage; None narrows nothing. `since` and `until` are milliseconds UTC, the end is not part of it.

    `domain` is an id, or the entry as it was written.
    """

    since: int | None = None
    until: int | None = None
    key: str | None = None
    domain: str | None = None
    assessment: str | None = None
    candidate: str | None = None
    session: str | None = None
    meter: str | None = None


_CONDITIONS = {
    "since": "u.at >= :since",
    "until": "u.at < :until",
    "key": "u.key_id = :key",
    "domain": "(u.domain_entry = :domain or u.domain_id = :domain)",
    "assessment": "u.assessment_id = :assessment",
    "candidate": "u.candidate_id = :candidate",
    "session": "u.session_id = :session",
    "meter": "u.meter = :meter",
}


def list_usage(tx: Tx, organisation_id: str, wanted: Wanted, before: str, limit: int) -> list[Row]:
    """Newest first."""
    where, values = _narrowed(wanted)
    return tx.all(
        f"""select {USAGE} from usage u where u.organisation_id = :org and u.id < :before{where}
            order by u.id desc limit :limit""",  # noqa: S608
        org=organisation_id,
        before=before,
        limit=limit,
        **values,
    )


def totals(tx: Tx, organisation_id: str, wanted: Wanted, by: str, cursor: str | int | None, limit: int) -> list[Row]:
    """For each `value`: its `name` where it has one, `charges`, `sessions`, `credits`, and the units of each meter.

    In the order of the value, after `cursor`; None begins. Of days and sessions the newest comes first.
    """
    value, newest = GROUPS[by]
    where, values = _narrowed(wanted)
    if cursor is not None:
        where, values["cursor"] = f"{where} and {value} {'<' if newest else '>'} :cursor", cursor
    return tx.all(
        f"""select g.value, {_NAMES.get(by, "cast(null as text)")} as name, g.charges, g.sessions, g.credits,
              g.session, g.minute, g.assessment
            from (select {value} as value, {_SUMS} from usage u where u.organisation_id = :org{where}
              group by {value} order by {value} {"desc" if newest else "asc"} limit :limit) g
            order by g.value {"desc" if newest else "asc"}""",  # noqa: S608
        org=organisation_id,
        limit=limit,
        **values,
    )


_SUMS = ", ".join(
    [
        "count(*) as charges",
        "count(distinct u.session_id) as sessions",
        "cast(sum(u.credits) as bigint) as credits",
        *(
            f"cast(sum(case when u.meter = '{meter}' then u.quantity else 0 end) as bigint) as {meter}"
            for meter in ("session", "minute", "assessment")
        ),
    ]
)


def total(tx: Tx, organisation_id: str, wanted: Wanted) -> Row:
    """The same of all of it together."""
    where, values = _narrowed(wanted)
    row = tx.one(
        f"""select count(*) as charges, count(distinct u.session_id) as sessions,
              cast(coalesce(sum(u.credits), 0) as bigint) as credits
            from usage u where u.organisation_id = :org{where}""",  # noqa: S608
        org=organisation_id,
        **values,
    )
    assert row is not None  # noqa: S101 - a sum has one row
    return row


def _narrowed(wanted: Wanted) -> tuple[str, dict[str, Any]]:
    """Only texts of this file become SQL; what was asked goes in as parameters."""
    values = {name: getattr(wanted, name) for name in _CONDITIONS if getattr(wanted, name) is not None}
    return "".join(f" and {_CONDITIONS[name]}" for name in values), values


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
