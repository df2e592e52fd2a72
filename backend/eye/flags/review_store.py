"""SQL on what was decided about flags. Every list is one query, narrowed to an organisation and continued by its id."""

import re
from dataclasses import dataclass

from eye.assessments.find import found
from eye.clock import DAY, HOUR, MINUTE, new_id
from eye.db import Row, Tx
from eye.flags.decisions import QUEUES, TECHNICAL, Standing
from eye.flags.rules import TECHNICAL_TYPES

FIRST = "zzzz"  # after every id of ours
# A flag has the time of its event, and is made when that arrives: at most minutes before (a page's clock may be
# ahead), and days later where the exam was long and offline.
EARLIEST, SOON, LATEST = 5 * MINUTE, HOUR, 9 * DAY

_SHOWN = """f.id, f.organisation_id, f.session_id, f.gen, f.seq, f.type, f.severity, f.description, f.raised_at,
  coalesce(f.cleared_at, case when s.ended_at < f.raised_at then f.raised_at else s.ended_at end) as cleared_at,
  f.media_id, f.late, f.queue, f.review, f.review_version, f.reviewed_by, f.reviewed_at, f.review_note, f.first_by,
  f.raised_by, s.mode, s.ended_at, s.erased_at, s.assessment_id, s.candidate_id, a.title as assessment_title,
  c.first_name, c.last_name, m.content_type,
  rm.name as reviewer_member, rk.name as reviewer_key, fm.name as first_member, fk.name as first_key"""
_JOINED = """join sessions s on s.id = f.session_id
  join assessments a on a.organisation_id = s.organisation_id and a.id = s.assessment_id
  join candidates c on c.organisation_id = s.organisation_id and c.id = s.candidate_id
  left join media m on m.session_id = f.session_id and m.id = f.media_id
  left join members rm on rm.id = f.reviewed_by and rm.organisation_id = f.organisation_id
  left join keys rk on rk.id = f.reviewed_by and rk.organisation_id = f.organisation_id
  left join members fm on fm.id = f.first_by and fm.organisation_id = f.organisation_id
  left join keys fk on fk.id = f.first_by and fk.organisation_id = f.organisation_id"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which flags a list shows; empty fields narrow nothing.

    `queue` is one of `decisions.QUEUES`; `technical` shows those too; `person` is the beginning of a candidate's id,
    name or email. `since` and `until` are when it was raised, in milliseconds UTC (the end is not part of it);
    `before` is the last id of the page before.
    """

    queue: str = ""
    technical: bool = True
    severity: str = ""
    type: str = ""
    assessment: str = ""
    candidate: str = ""
    person: str = ""
    session: str = ""
    since: int | None = None
    until: int | None = None
    before: str = FIRST


def list_flags(tx: Tx, organisation_id: str, wanted: Wanted, limit: int) -> list[Row]:
    """Newest first, with whom each is about, its evidence's content type if that has arrived, and who decided."""
    where, values = _conditions(wanted)
    return tx.all(
        f"select {_SHOWN} {_narrowed(wanted, where)} order by f.id desc limit :limit",
        org=organisation_id,
        limit=limit,
        **values,
    )


def _narrowed(wanted: Wanted, where: str) -> str:
    if wanted.session:
        # Of one session there are few, and a planner without numbers must not prefer the index of all.
        return f"from flags f {_JOINED} where s.organisation_id = :org{where}"
    if wanted.person:
        # They are few, and all of theirs are looked at: what else is asked for must not lead to another index.
        return _of(_sorted(where, "severity|type|assessment_id"))
    if wanted.until is None:
        return _newest(wanted, where)
    late = _sorted(where.replace(":before", ":latest"), "queue|severity|type|assessment_id|candidate_id")
    return _of(f"""select id from ({_newest_ids(wanted, where)}) soon
      union {late.replace(" where ", f" where {_DELAYED} and ", 1)}""")  # noqa: S608


def _of(ids: str) -> str:
    """Those of ids that were chosen first. They come first here too: PostgreSQL reorders no more than eight tables, and
    SQLite none that a cross join names."""
    return f"from ({ids}) chosen cross join flags f {_JOINED} where f.id = chosen.id"


_DELAYED = "f.created_at > f.raised_at + 3600000"


def _sorted(where: str, others: str) -> str:
    """Few are left by one condition, and sorted; `others` are in a form that no index answers."""
    those = re.sub(rf"f\.(id|{others}) (=|<|>=) :", r"f.\1 || '' \2 :", where)
    return f"""select id from (select f.id from flags f where f.organisation_id = :org{those}
      order by f.id || '' desc limit :limit) few"""  # noqa: S608


def _newest(wanted: Wanted, where: str) -> str:
    if _is_one_list(wanted):
        return f"from flags f {_JOINED} where f.organisation_id = :org{where}"
    return _of(_newest_ids(wanted, where))


def _newest_ids(wanted: Wanted, where: str) -> str:
    if _is_one_list(wanted):
        return f"select f.id from flags f where f.organisation_id = :org{where} order by f.id desc limit :limit"  # noqa: S608
    # Whatever list it stands in: the indexes begin with that, so the newest of each are taken, and of them the newest.
    newest = [
        f"""select id from (select f.id from flags f where f.organisation_id = :org and f.queue = '{queue}'{where}
              order by f.id desc limit :limit) {queue}"""  # noqa: S608
        for queue in QUEUES
        if wanted.technical or queue != TECHNICAL
    ]
    return " union all ".join(newest)


def _is_one_list(wanted: Wanted) -> bool:
    narrows = wanted.severity or wanted.type or wanted.assessment or wanted.candidate or not wanted.technical
    return bool(wanted.queue or not narrows)


_TECHNICAL = ", ".join(f"'{type}'" for type in TECHNICAL_TYPES)
_EXACT = {"queue": "queue", "severity": "severity", "type": "type", "assessment": "assessment_id"}
_EXACT |= {"candidate": "candidate_id", "session": "session_id"}


def _conditions(wanted: Wanted) -> tuple[str, dict[str, str | int]]:
    """Only texts of this file become SQL; what was asked goes in as parameters."""
    where, values = " and f.id < :before", dict[str, str | int]({"before": wanted.before})
    for name, column in _EXACT.items():
        if getattr(wanted, name):
            where, values[name] = f"{where} and f.{column} = :{name}", getattr(wanted, name)
    if not wanted.technical:
        where += f" and f.type not in ({_TECHNICAL})"
    if wanted.person:
        ids, found_by = found(wanted.person)
        where, values = f"{where} and f.candidate_id in ({ids})", {**values, **found_by}
    if wanted.since is not None:
        where += " and f.raised_at >= :since and f.id >= :first_id"
        values |= {"since": wanted.since, "first_id": _first_id(wanted.since - EARLIEST)}
    if wanted.until is not None:
        where, values["until"] = where + " and f.raised_at < :until", wanted.until
        # In the place of the other end: SQLite reads down from the one that stands first.
        latest = min(wanted.before, _first_id(wanted.until + LATEST))
        if wanted.session or wanted.person:
            values["before"] = latest
        else:
            values |= {"latest": latest, "before": min(latest, _first_id(wanted.until + SOON))}
    return where, values


def _first_id(at: int) -> str:
    """Before every id that was made from `at` on: ids begin with their time, nine characters of it are 8 ms exact."""
    return new_id("flg", max(0, at))[: len("flg_") + 9]


def find(tx: Tx, organisation_id: str, id: str) -> Row | None:
    """One flag as `list_flags` shows it."""
    return tx.one(
        f"select {_SHOWN} from flags f {_JOINED} where f.organisation_id = :org and f.id = :id",  # noqa: S608
        org=organisation_id,
        id=id,
    )


MOST_NAMED = 200


def some_flags(tx: Tx, organisation_id: str, ids: list[str]) -> list[Row]:
    """Those of `ids` (at most 200) that exist, newest first."""
    names = [f"id{number}" for number in range(MOST_NAMED)]
    padded = [*ids[:MOST_NAMED], *[""] * (MOST_NAMED - len(ids))]  # one text of SQL, however many there are
    return tx.all(
        f"""select {_SHOWN} from flags f {_JOINED}
            where f.organisation_id = :org and f.id in ({", ".join(f":{one}" for one in names)})
            order by f.id desc""",  # noqa: S608
        org=organisation_id,
        **dict(zip(names, padded, strict=True)),
    )


def hold(tx: Tx, organisation_id: str, id: str) -> Row | None:
    """Lock and read one flag."""
    return tx.one(
        """update flags set review_version = review_version where id = :id and organisation_id = :org
           returning id, session_id, type, severity, description, raised_at, media_id, queue, review, review_version,
             reviewed_by, reviewed_at, review_note, first_by""",
        org=organisation_id,
        id=id,
    )


def history(tx: Tx, organisation_id: str, flag_id: str) -> list[Row]:
    """Every decision about a flag and every time that one was taken back, oldest first."""
    return tx.all(
        """select r.id, r.number, r.decision, r.state, r.actor, r.note, r.at, m.name as member, k.name as key_name
           from reviews r
           left join members m on m.id = r.actor and m.organisation_id = r.organisation_id
           left join keys k on k.id = r.actor and k.organisation_id = r.organisation_id
           where r.organisation_id = :org and r.flag_id = :flag order by r.number""",
        org=organisation_id,
        flag=flag_id,
    )


def add(tx: Tx, row: Row) -> None:
    tx.run(
        """insert into reviews (id, organisation_id, flag_id, number, decision, state, actor, note, at)
           values (:id, :organisation_id, :flag_id, :number, :decision, :state, :actor, :note, :at)""",
        **row,
    )


def set_standing(tx: Tx, flag_id: str, standing: Standing, queue: str) -> None:
    """The caller holds the flag."""
    tx.run(
        """update flags set review = :state, queue = :queue, review_version = review_version + 1,
             reviewed_by = :by, reviewed_at = :at, review_note = :note, first_by = :first_by, rescore = 1
           where id = :id""",
        id=flag_id,
        state=standing.state,
        queue=queue,
        by=standing.by,
        at=standing.at,
        note=standing.note,
        first_by=standing.first_by,
    )


def count_waiting(tx: Tx, organisation_id: str, severity: str, queue: str, most: int) -> int:
    """How many flags of one severity stand in a list; counted up to `most`, so that a busy year costs no more."""
    row = tx.one(
        """select count(*) as n from (select id from flags
             where organisation_id = :org and queue = :queue and severity = :severity limit :most) counted""",
        org=organisation_id,
        severity=severity,
        queue=queue,
        most=most,
    )
    return int(row["n"]) if row else 0


def count_open(tx: Tx, session_id: str) -> int:
    """How many flags of a session wait for a decision, or for a second one."""
    row = tx.one(
        "select count(*) as n from flags where session_id = :id and queue in ('waiting', 'second_look')",
        id=session_id,
    )
    return int(row["n"]) if row else 0
