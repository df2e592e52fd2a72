"""The reading queries on the audit log, newest first."""

from dataclasses import dataclass

from eye.db import Row, Tx

FIRST = "zzzz"  # after every id of ours


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
    where, values = _conditions(wanted)
    return tx.all(
        f"""select a.id, a.actor, a.act, a.subject, a.data, a.at, a.address,
              m.name as actor_member, k.name as actor_key, s.name as subject_member, t.name as subject_key
            from audit a
            left join members m on m.id = a.actor and m.organisation_id = a.organisation_id
            left join keys k on k.id = a.actor and k.organisation_id = a.organisation_id
            left join members s on s.id = a.subject and s.organisation_id = a.organisation_id
            left join keys t on t.id = a.subject and t.organisation_id = a.organisation_id
            where a.organisation_id = :org and a.id < :before{where} order by a.id desc limit :limit""",  # noqa: S608
        org=organisation_id,
        before=wanted.before,
        limit=limit,
        **values,
    )


def _conditions(wanted: Wanted) -> tuple[str, dict[str, str | int]]:
    """Only texts of this file become SQL; what was asked goes in as parameters."""
    where, values = "", dict[str, str | int]()
    if wanted.actor:
        where, values["actor"] = where + " and a.actor = :actor", wanted.actor
    if wanted.subject:
        where, values["subject"] = where + " and a.subject = :subject", wanted.subject
    if wanted.act:
        where += " and substr(a.act, 1, cast(:length as integer)) = :act"
        values |= {"act": wanted.act, "length": len(wanted.act)}
    if wanted.since is not None:
        where, values["since"] = where + " and a.at >= :since", wanted.since
    if wanted.until is not None:
        where, values["until"] = where + " and a.at < :until", wanted.until
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
