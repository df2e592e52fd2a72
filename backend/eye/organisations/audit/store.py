"""The reading queries on the audit log, newest first."""

from dataclasses import dataclass

from eye.clock import MINUTE, lowest_id
from eye.db import Row, Tx

FIRST = "zzzz"  # after every id of ours
FEW = 500  # acts of one actor that are rather all looked at


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which acts are shown; empty fields narrow nothing.

    `act` is the beginning of one (`api.key.`), `since` and `until` are milliseconds UTC (the end is not part of it),
    `before` is the last id of the page before.
    """

    actor: str = ""
    act: str = ""
    subject: str = ""
    since: int | None = None
    until: int | None = None
    before: str = FIRST


def acts(tx: Tx, organisation_id: str, wanted: Wanted, limit: int) -> list[Row]:
    """With the names that actor and subject have now; null for whoever was removed."""
    by_act = wanted.act != "" and not wanted.subject and not (wanted.actor and _is_rare(tx, organisation_id, wanted))
    where, values = _conditions(wanted, by_act=by_act)
    read = "audit a"
    if by_act:
        found, more = _newest_of_each(tx, organisation_id, wanted.act, where)
        if not more:
            return []
        read = f"(select id from ({found}) of_each order by id desc limit :limit) listed cross join audit a"  # noqa: S608
        where, values = " and a.id = listed.id", values | more
    return tx.all(
        f"""select a.id, a.actor, a.act, a.subject, a.data, a.at, a.address,
              m.name as actor_member, k.name as actor_key, s.name as subject_member, t.name as subject_key
            from {read}
            left join members m on m.id = a.actor and m.organisation_id = a.organisation_id
            left join keys k on k.id = a.actor and k.organisation_id = a.organisation_id
            left join members s on s.id = a.subject and s.organisation_id = a.organisation_id
            left join keys t on t.id = a.subject and t.organisation_id = a.organisation_id
            where a.organisation_id = :org{where} order by a.id desc limit :limit""",  # noqa: S608
        org=organisation_id,
        limit=limit,
        **values,
    )


def _is_rare(tx: Tx, organisation_id: str, wanted: Wanted) -> bool:
    row = tx.one(
        """select count(*) as n from (
             select id from audit where organisation_id = :org and actor = :actor limit :few) counted""",
        org=organisation_id,
        actor=wanted.actor,
        few=FEW,
    )
    return row is not None and row["n"] < FEW


def _newest_of_each(tx: Tx, organisation_id: str, beginning: str, where: str) -> tuple[str, dict[str, str | int]]:
    """The newest of each kind of act that begins so: a kind that is rare is not looked for among all others."""
    kinds = {f"act{number}": act for number, act in enumerate(_kinds(tx, organisation_id, beginning))}
    newest = [
        f"""select id from (select a.id from audit a where a.organisation_id = :org and a.act = :{name}{where}
              order by a.id desc limit :limit) {name}"""  # noqa: S608
        for name in kinds
    ]
    return " union all ".join(newest), dict(kinds)


def _kinds(tx: Tx, organisation_id: str, beginning: str) -> list[str]:
    """The acts that there are, each found by one look into the index."""
    rows = tx.all(
        """with recursive kinds (act) as (
             select min(act) from audit where organisation_id = :org
             union all
             select (select min(a.act) from audit a where a.organisation_id = :org and a.act > k.act)
               from kinds k where k.act is not null)
           select act from kinds where act is not null""",
        org=organisation_id,
    )
    return [row["act"] for row in rows if row["act"].startswith(beginning)]


def _conditions(wanted: Wanted, *, by_act: bool) -> tuple[str, dict[str, str | int]]:
    """Only texts of this file become SQL; what was asked goes in as parameters. An act has the time of its id."""
    where, values = " and a.id < :before", dict[str, str | int]({"before": wanted.before})
    if wanted.actor:
        actor = "a.actor || ''" if by_act else "a.actor"  # as an expression its index is not taken
        where, values["actor"] = f"{where} and {actor} = :actor", wanted.actor
    if wanted.subject:
        where, values["subject"] = where + " and a.subject = :subject", wanted.subject
    if wanted.act and not by_act:
        where += " and substr(a.act, 1, cast(:length as integer)) = :act"
        values |= {"act": wanted.act, "length": len(wanted.act)}
    if wanted.since is not None:
        where += " and a.at >= :since and a.id >= :first"
        values |= {"since": wanted.since, "first": lowest_id("aud", wanted.since - MINUTE)}
    if wanted.until is not None:
        where, values["until"] = where + " and a.at < :until", wanted.until
        # In the place of the other end: SQLite reads down from the one that stands first.
        values["before"] = min(wanted.before, lowest_id("aud", wanted.until + MINUTE))
    return where, values


def actors(tx: Tx, organisation_id: str) -> list[Row]:
    """`id` and `name` of the members and secret keys, for the choice in a filter."""
    return tx.all(
        """select id, name, 'member' as kind from members where organisation_id = :org
           union all select id, name, 'key' as kind from keys
             where organisation_id = :org and kind = 'secret' and deleted_at is null
           order by kind desc, name, id limit 500""",
        org=organisation_id,
    )
