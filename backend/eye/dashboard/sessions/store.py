"""The reading queries about sessions, their flags, events and charges, each narrowed to an organisation."""

from dataclasses import dataclass

from eye.assessments.find import found
from eye.db import Row, Tx

RUNNING = ("running", "created", "active", "paused")
_LISTED = """s.id, s.mode, s.status, s.attempt, s.created_at, s.activated_at, s.ended_at, s.end_reason, s.last_seen,
  s.paused_at, s.paused_ms, s.flag_count, s.risk, s.risk_version, s.assessment_id, s.candidate_id, s.domain_entry,
  a.title as assessment_title, c.first_name, c.last_name, c.email"""
_JOINED = """sessions s
  join assessments a on a.organisation_id = s.organisation_id and a.id = s.assessment_id
  join candidates c on c.organisation_id = s.organisation_id and c.id = s.candidate_id"""

_OF_ASSESSMENT = " and s.assessment_id = :assessment and s.created_at > 0"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which sessions a list shows; empty fields narrow nothing. `before` is the last session id of the page before.

    With `by_risk` those with a score are listed, the highest first; `below` is the last score of the page before.
    """

    status: str = ""
    assessment: str = ""
    candidate: str = ""
    before: str = ""
    by_risk: bool = False
    below: int | None = None


def sessions(tx: Tx, organisation_id: str, wanted: Filter, limit: int) -> list[Row]:
    """Newest first, or by risk. A candidate is found by the beginning of id, email or a name.

    What an index of few finds is sorted: in the order of ids or risks all others would be read too.
    """
    where, values = _conditions(wanted)
    id, risk = _orders(wanted)
    order = f"{risk} desc, {id} desc" if wanted.by_risk else f"{id} desc"
    return tx.all(
        f"""select {_LISTED} from (
              select s.id from sessions s where s.organisation_id = :org{where} order by {order} limit :limit) listed
            cross join {_JOINED} where s.id = listed.id order by {order}""",  # noqa: S608
        org=organisation_id,
        limit=limit,
        **values,
    )


def _conditions(wanted: Filter) -> tuple[str, dict[str, str | int]]:
    """Only texts of this file become SQL; what was typed goes in as parameters."""
    where, values = "", dict[str, str | int]()
    if wanted.status in RUNNING:
        where += " and s.ended_at is null"
    if wanted.status not in ("", "running"):
        where, values["status"] = where + " and s.status = :status", wanted.status
    if wanted.assessment:
        # Its index is for who says so; of those that run the index is better, so that nothing may lead away from it.
        running = wanted.status in RUNNING
        where += " and s.assessment_id || '' = :assessment" if running else _OF_ASSESSMENT
        values["assessment"] = wanted.assessment
    if wanted.candidate:
        ids, found_by = found(wanted.candidate)
        where, values = f"{where} and s.created_at > 0 and s.candidate_id in ({ids})", {**values, **found_by}
    id, risk = _orders(wanted)
    if wanted.by_risk:
        where += f" and {risk} > 0"
    if wanted.by_risk and wanted.below is not None:
        where += f" and ({risk} < :below or ({risk} = :below and {id} < :before))"
        values |= {"below": wanted.below, "before": wanted.before}
    elif wanted.before:
        where, values["before"] = f"{where} and {id} < :before", wanted.before
    return where, values


def _orders(wanted: Filter) -> tuple[str, str]:
    """Id and risk; as expressions no index can give their order."""
    few = wanted.status in RUNNING or wanted.candidate
    return ("s.id || ''", "s.risk + 0") if few else ("s.id", "s.risk")


def session(tx: Tx, organisation_id: str, id: str) -> Row | None:
    """One session with its candidate, assessment, key and hold."""
    return tx.one(
        f"""select {_LISTED}, s.key_id, k.name as key_name, s.origin, s.gen, s.ends_at, s.duration_ms, s.event_count,
              s.rejected_count, s.identity, s.identity_code, s.ai_proctoring, s.facial_recognition, s.host,
              s.watched, s.policy, s.past_gens,
              s.held, s.erase_at, s.erased_at, s.end_note, a.attempts as attempt_limit, coalesce((
                select g.attempts from granted_attempts g
                where g.organisation_id = s.organisation_id and g.assessment_id = s.assessment_id
                  and g.candidate_id = s.candidate_id), 0) as granted
            from {_JOINED} join keys k on k.id = s.key_id
            where s.organisation_id = :org and s.id = :id""",  # noqa: S608
        org=organisation_id,
        id=id,
    )


def of_candidate(tx: Tx, organisation_id: str, candidate_id: str, limit: int) -> list[Row]:
    """The newest sessions of one candidate."""
    return tx.all(
        f"""select {_LISTED} from {_JOINED} where s.organisation_id = :org and s.candidate_id = :candidate
              and s.created_at > 0
            order by s.id desc limit :limit""",  # noqa: S608
        org=organisation_id,
        candidate=candidate_id,
        limit=limit,
    )


def charges(tx: Tx, organisation_id: str, session_id: str) -> list[Row]:
    """What was charged for a session by each meter, since `at`, with the name of the key that started it."""
    return tx.all(
        """select u.meter, cast(sum(u.quantity) as bigint) as quantity, cast(sum(u.credits) as bigint) as credits,
             u.key_id, k.name as key_name, u.domain_entry, min(u.at) as at
           from usage u left join keys k on k.id = u.key_id
           where u.organisation_id = :org and u.session_id = :session
           group by u.meter, u.key_id, k.name, u.domain_entry order by min(u.id)""",
        org=organisation_id,
        session=session_id,
    )


_FLAG = """f.id, f.session_id, f.type, f.severity, f.description, f.raised_at,
  coalesce(f.cleared_at, s.ended_at) as cleared_at, f.late, f.media_id,
  m.content_type"""
_FLAG_FROM = """from flags f join sessions s on s.id = f.session_id
  left join media m on m.session_id = f.session_id and m.id = f.media_id"""


def newest_flags(tx: Tx, organisation_id: str, limit: int) -> list[Row]:
    """The newest flags of the organisation with the candidate and assessment they are about."""
    return tx.all(
        f"""select {_FLAG}, s.mode, s.candidate_id, s.assessment_id, s.ended_at, c.first_name, c.last_name,
              a.title as assessment_title
            {_FLAG_FROM}
            join candidates c on c.organisation_id = s.organisation_id and c.id = s.candidate_id
            join assessments a on a.organisation_id = s.organisation_id and a.id = s.assessment_id
            where f.organisation_id = :org order by f.id desc limit :limit""",
        org=organisation_id,
        limit=limit,
    )


def events(tx: Tx, session_id: str, gen: int, seq: int, limit: int) -> list[Row]:
    """The events of a session before (gen, seq), newest first, without the heartbeats."""
    return tx.all(
        """select e.gen, e.seq, e.type, e.at, e.original_at, e.data, e.late, e.media_id, m.content_type
           from events e left join media m on m.session_id = e.session_id and m.id = e.media_id
           where e.session_id = :session and e.type <> 'HEARTBEAT'
             and (e.gen < :gen or (e.gen = :gen and e.seq < :seq))
           order by e.gen desc, e.seq desc limit :limit""",
        session=session_id,
        gen=gen,
        seq=seq,
        limit=limit,
    )


def media(tx: Tx, organisation_id: str, session_id: str, media_id: str) -> Row | None:
    return tx.one(
        """select path, content_type from media
           where organisation_id = :org and session_id = :session and id = :media""",
        org=organisation_id,
        session=session_id,
        media=media_id,
    )
