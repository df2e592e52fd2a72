"""Proves that the books of an organisation agree, and says exactly what differs: wallet = lots = ledger = usage = days.

It only reads, on one snapshot for each organisation, so that it can run beside everything else.
"""

from collections.abc import Callable, Iterator

from eye.billing.report_store import BEGINS
from eye.clock import DAY, iso
from eye.db import Row, Tx

MOST = 20  # differences of one kind that are listed


def check_books(tx: Tx, organisation_id: str, step: Callable[[str], object] = lambda name: None) -> list[str]:
    """Every difference in one sentence; `step` hears which part is looked at next."""
    found = []
    for name, check in CHECKS.items():
        step(name)
        found += list(check(tx, organisation_id))
    return found


def _wallet(tx: Tx, organisation_id: str) -> Iterator[str]:
    row = tx.one(
        """select w.balance, w.held, w.lines,
             (select cast(coalesce(sum(credits), 0) as bigint) from ledger where organisation_id = :org) as ledger,
             (select count(*) from ledger where organisation_id = :org) as counted,
             (select cast(coalesce(sum(remaining), 0) as bigint) from lots where organisation_id = :org) as lots,
             (select cast(coalesce(sum(held), 0) as bigint) from sessions where organisation_id = :org) as sessions
           from wallets w where w.organisation_id = :org""",
        org=organisation_id,
    )
    if row is None:
        return
    if row["balance"] != row["ledger"]:
        yield f"The wallet has {row['balance']} credits, and its ledger comes to {row['ledger']}."
    if max(0, row["balance"]) != row["lots"]:
        yield f"The wallet has {row['balance']} credits, and {row['lots']} are left in its lots."
    if row["held"] != row["sessions"]:
        yield f"The wallet holds {row['held']} credits, and its sessions hold {row['sessions']}."
    if row["lines"] != row["counted"]:
        yield f"The ledger has had {row['lines']} lines, and {row['counted']} are there."


def _ledger(tx: Tx, organisation_id: str) -> Iterator[str]:
    for row in _rows(
        tx,
        organisation_id,
        """select id, number, credits, balance, before, last from (
             select id, number, credits, balance, coalesce(lag(balance) over (order by number), 0) as before,
               coalesce(lag(number) over (order by number), 0) as last
             from ledger where organisation_id = :org) chained
           where before + credits <> balance or last + 1 <> number order by number""",
    ):
        yield (
            f"Line {row['number']} ({row['id']}) of the ledger, {row['credits']:+} to {row['balance']}, "
            f"does not follow line {row['last']} with {row['before']}."
        )
    for row in _rows(
        tx,
        organisation_id,
        """select l.number, l.id, coalesce(l.lot_id, '') as lot_id, coalesce(l.usage_id, '') as usage_id from ledger l
           left join lots o on o.id = l.lot_id and o.organisation_id = l.organisation_id
           left join usage u on u.id = l.usage_id and u.organisation_id = l.organisation_id
           where l.organisation_id = :org and ((l.lot_id is not null and o.id is null)
             or (u.id is null and (l.usage_id is not null or l.kind in ('charge', 'reversal')))) order by l.number""",
    ):
        about = " ".join(id for id in (row["lot_id"], row["usage_id"]) if id) or "no usage"
        yield f"Line {row['number']} ({row['id']}) of the ledger is about {about}, of which something does not exist."


def _lots(tx: Tx, organisation_id: str) -> Iterator[str]:
    for row in _rows(
        tx,
        organisation_id,
        """select o.id, o.credits, o.remaining, cast(coalesce(d.credits, 0) as bigint) as ledger from lots o
           left join (select lot_id, sum(credits) as credits from ledger
             where organisation_id = :org and lot_id is not null group by lot_id) d on d.lot_id = o.id
           where o.organisation_id = :org and (o.remaining <> coalesce(d.credits, 0) or o.remaining < 0
             or o.remaining > o.credits) order by o.id""",
    ):
        yield f"The lot {row['id']} of {row['credits']} has {row['remaining']} left, and its ledger {row['ledger']}."


def _usage(tx: Tx, organisation_id: str) -> Iterator[str]:
    for row in _rows(
        tx,
        organisation_id,
        """select u.id, u.credits, cast(-coalesce(d.credits, 0) as bigint) as ledger from usage u
           left join (select usage_id, sum(credits) as credits from ledger
             where organisation_id = :org and usage_id is not null group by usage_id) d on d.usage_id = u.id
           where u.organisation_id = :org and u.credits <> -coalesce(d.credits, 0) order by u.id""",
    ):
        yield f"The usage {row['id']} cost {row['credits']} credits, and its ledger comes to {row['ledger']}."


def _days(tx: Tx, organisation_id: str) -> Iterator[str]:
    """Charges count for a day, what is kept of the day against them."""
    for row in _rows(
        tx,
        organisation_id,
        f"""select day, key_id, domain_entry, assessment_id, meter,
              sum(case when kept = 0 then charges else 0 end) as charges,
              sum(case when kept = 0 then credits else 0 end) as credits,
              sum(case when kept = 1 then charges else 0 end) as kept_charges,
              sum(case when kept = 1 then credits else 0 end) as kept_credits
            from (
              select 0 as kept, at / {DAY} as day, key_id, domain_id, domain_entry, assessment_id, meter, 1 as charges,
                case when {BEGINS} then 1 else 0 end as sessions, credits, quantity, session_id as oldest,
                session_id as newest
              from usage u where organisation_id = :org
              union all
              select 1, day, key_id, domain_id, domain_entry, assessment_id, meter, charges, sessions, credits,
                quantity, oldest, newest
              from usage_days where organisation_id = :org) told
            group by day, key_id, domain_id, domain_entry, assessment_id, meter
            having {" or ".join(f"sum(case when kept = 0 then {name} else -{name} end) <> 0" for name in _KEPT)}
              or min(case when kept = 0 then oldest end) <> min(case when kept = 1 then oldest end)
              or max(case when kept = 0 then newest end) <> max(case when kept = 1 then newest end)
            order by day, key_id, domain_id, assessment_id, meter""",  # noqa: S608
    ):
        yield (
            f"What is kept of {str(iso(row['day'] * DAY))[:10]} for {row['key_id']} on {row['domain_entry']} in "
            f"{row['assessment_id']} by the {row['meter']} has {row['kept_charges']} charges of {row['kept_credits']} "
            f"credits, and there are {row['charges']} of {row['credits']}, or other sessions."
        )


_KEPT = ("charges", "sessions", "credits", "quantity")


def _prices(tx: Tx, organisation_id: str) -> Iterator[str]:
    for row in _rows(
        tx,
        organisation_id,
        """select u.id, u.quantity, u.price, u.credits, u.reverses, o.credits as of from usage u
           left join usage o on o.id = u.reverses and o.organisation_id = u.organisation_id
           where u.organisation_id = :org and (u.credits <> u.quantity * u.price
             or (u.reverses is not null and (o.id is null or o.credits <> -u.credits))) order by u.id""",
    ):
        if row["reverses"] is None:
            yield f"The usage {row['id']} is {row['quantity']} at {row['price']}, and cost {row['credits']} credits."
        else:
            yield f"The reversal {row['id']} gave {-row['credits']} credits back for {row['of'] or 0}."


def _minutes(tx: Tx, organisation_id: str) -> Iterator[str]:
    for row in _rows(
        tx,
        organisation_id,
        """select s.id, s.minutes, cast(coalesce(u.quantity, 0) as bigint) as charged from sessions s
           left join (select session_id, sum(quantity) as quantity from usage
             where organisation_id = :org and meter = 'minute' and reverses is null group by session_id) u
             on u.session_id = s.id
           where s.organisation_id = :org and s.minutes <> coalesce(u.quantity, 0) order by s.id""",
    ):
        yield f"The session {row['id']} counts {row['minutes']} charged minutes, and {row['charged']} are in its usage."


def _sessions(tx: Tx, organisation_id: str) -> Iterator[str]:
    for row in _rows(
        tx,
        organisation_id,
        """select s.id, s.meter from sessions s
           where s.organisation_id = :org and s.mode = 'live' and s.activated_at is not null and not exists (
             select 1 from usage u where u.organisation_id = :org and u.charged = case s.meter
               when 'session' then 'session:' || s.id when 'minute' then 'minute:' || s.id || ':1'
               else 'assessment:' || s.assessment_id || ' ' || s.candidate_id end) order by s.id""",
    ):
        yield f"The session {row['id']} began, and was never charged (by the {row['meter']})."
    for row in _rows(
        tx,
        organisation_id,
        """select u.id, u.session_id from usage u
           left join sessions s on s.id = u.session_id and s.organisation_id = u.organisation_id
           where u.organisation_id = :org and (s.id is null or s.mode <> 'live' or s.activated_at is null)
           order by u.id""",
    ):
        yield f"The usage {row['id']} charges the session {row['session_id']}, which is none that costs anything."


def _holds(tx: Tx, organisation_id: str) -> Iterator[str]:
    for row in _rows(
        tx,
        organisation_id,
        """select id, held from sessions
           where organisation_id = :org and (held < 0 or (held > 0 and (ended_at is not null or mode <> 'live')))
           order by id""",
    ):
        yield f"The session {row['id']} holds {row['held']} credits, and can cost nothing any more."


def _rows(tx: Tx, organisation_id: str, sql: str) -> list[Row]:
    return tx.all(f"{sql} limit {MOST}", org=organisation_id)


CHECKS: dict[str, Callable[[Tx, str], Iterator[str]]] = {
    "wallet": _wallet,
    "ledger": _ledger,
    "lots": _lots,
    "usage": _usage,
    "days": _days,
    "prices": _prices,
    "minutes": _minutes,
    "sessions": _sessions,
    "holds": _holds,
}
