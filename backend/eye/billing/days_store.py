"""SQL on what was charged day by day, with each key, on each domain, in each assessment, by each meter.

It is written with every charge, by whoever holds the wallet. Sums of months read these few rows, however many charges
there were. The candidate is not among them: there would be as many rows as charges.
"""

from eye.billing.model import METERS, begins
from eye.billing.wanted import Wanted, of_days
from eye.clock import DAY
from eye.db import Row, Tx

_CELL = "organisation_id, day, key_id, domain_id, domain_entry, assessment_id, meter"


def add(tx: Tx, usage: Row) -> None:
    """A charge or a reversal that was just written. The caller has locked the wallet: so no two wait for each other."""
    values = {name: usage[name] for name in _CELL.split(", ") if name != "day"}
    tx.later(
        f"""insert into usage_days as d ({_CELL}, charges, sessions, credits, quantity, oldest, newest)
            values (:organisation_id, :day, :key_id, :domain_id, :domain_entry, :assessment_id, :meter, 1, :sessions,
              :credits, :quantity, :session_id, :session_id)
            on conflict ({_CELL}) do update set charges = d.charges + 1, sessions = d.sessions + excluded.sessions,
              credits = d.credits + excluded.credits, quantity = d.quantity + excluded.quantity,
              oldest = case when excluded.oldest < d.oldest then excluded.oldest else d.oldest end,
              newest = case when excluded.newest > d.newest then excluded.newest else d.newest end""",  # noqa: S608
        **values,
        day=usage["at"] // DAY,
        sessions=int(begins(usage)),
        credits=usage["credits"],
        quantity=usage["quantity"],
        session_id=usage["session_id"],
    )


# What they can be added up by, and whether its newest comes first.
GROUPS: dict[str, tuple[str, bool]] = {
    "day": ("d.day", True),
    "key": ("d.key_id", False),
    "domain": ("d.domain_entry", False),
    "assessment": ("d.assessment_id", False),
    "meter": ("d.meter", False),
}
NAMES = {
    "key": "(select k.name from keys k where k.organisation_id = :org and k.id = g.value)",
    "assessment": "(select a.title from assessments a where a.organisation_id = :org and a.id = g.value)",
}
_SUMS = ", ".join(
    [
        *(f"cast(coalesce(sum(d.{name}), 0) as bigint) as {name}" for name in ("charges", "sessions", "credits")),
        *(
            f"cast(coalesce(sum(case when d.meter = '{meter}' then d.quantity else 0 end), 0) as bigint) as {meter}"
            for meter in METERS
        ),
    ]
)


def totals(tx: Tx, organisation_id: str, wanted: Wanted, by: str, cursor: str | int | None, limit: int) -> list[Row]:
    """For each `value`: its `name` where it has one, `charges`, `sessions`, `credits`, and the units of each meter.

    In the order of the value, after `cursor`; None begins. Of days the newest comes first.
    """
    value, newest = GROUPS[by]
    order = "desc" if newest else "asc"
    where, values = of_days(wanted)
    if cursor is not None:
        where, values["cursor"] = f"{where} and {value} {'<' if newest else '>'} :cursor", cursor
    return tx.all(
        f"""select g.value, {NAMES.get(by, "cast(null as text)")} as name, g.charges, g.sessions, g.credits,
              {", ".join(f"g.{meter}" for meter in METERS)}
            from (select {value} as value, {_SUMS} from usage_days d where d.organisation_id = :org{where}
              group by {value} order by {value} {order} limit :limit) g
            order by g.value {order}""",  # noqa: S608
        org=organisation_id,
        limit=limit,
        **values,
    )


def total(tx: Tx, organisation_id: str, wanted: Wanted) -> Row:
    """The same of all of it together; `first` and `last` day, `oldest` and `newest` session, None without any."""
    where, values = of_days(wanted)
    row = tx.one(
        f"""select {_SUMS}, min(d.day) as first, max(d.day) as last, min(d.oldest) as oldest, max(d.newest) as newest
            from usage_days d where d.organisation_id = :org{where}""",  # noqa: S608
        org=organisation_id,
        **values,
    )
    assert row is not None  # noqa: S101 - a sum has one row
    return row


def of_key(tx: Tx, organisation_id: str, key_id: str, first: int) -> list[Row]:
    """`day`, and `charges` and `credits` of each on which a key was charged, from the day `first` on."""
    return tx.all(
        """select day, cast(sum(charges) as bigint) as charges, cast(sum(credits) as bigint) as credits
           from usage_days where organisation_id = :org and key_id = :key and day >= :first group by day""",
        org=organisation_id,
        key=key_id,
        first=first,
    )
