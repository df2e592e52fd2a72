"""SQL on sessions. A write that concerns a session begins with one of the holds, which lock its row and read it."""

from eye.clock import MINUTE
from eye.db import First, Row, Tx

COLUMNS = """id, organisation_id, mode, assessment_id, candidate_id, attempt, key_id, domain_id, domain_entry, origin,
  start_id, gen, gen_started_at, past_gens, status, created_at, activated_at, duration_ms, ends_at, abandon_ms,
  paused_at, paused_ms, ended_at, end_reason, last_seen, ai_proctoring, facial_recognition, policy, host, acked,
  open_flags, event_count, flag_count, rejected_count, identity, identity_code, held, meter, price, price_version,
  minutes, erase_at, erased_at, resumed_at, end_note, outcome, outcome_by, outcome_at, risk, risk_version"""

# What a session begins with beside what its start says.
NEW = {"gen": 1, "status": "created", "activated_at": None, "ends_at": None, "paused_ms": 0}

# An attempt is used when its session is activated.
_USED = """a.organisation_id = :organisation_id and a.assessment_id = :assessment_id
  and a.candidate_id = :candidate_id and a.mode = :mode and a.activated_at is not null"""


_HOLD = f"""select {COLUMNS}, watched, commands,
    (select count(*) from domains d where d.id = sessions.domain_id) as domain_left
  from sessions where id = :id for no key update"""  # noqa: S608


def hold(tx: Tx, id: str) -> Row | None:
    """Lock and read one session, with the number of domains left that once let it in (0 or 1)."""
    return tx.one(_HOLD, id=id)


def holding(id: str) -> First:
    """What a write begins with that holds a session."""
    return First(_HOLD, {"id": id})


def hold_of(tx: Tx, organisation_id: str, id: str) -> Row | None:
    """The same for somebody of an organisation, which has no other's session."""
    return tx.one(
        f"""select {COLUMNS}, watched, commands from sessions
            where organisation_id = :organisation_id and id = :id for no key update""",  # noqa: S608
        organisation_id=organisation_id,
        id=id,
    )


def hold_running(tx: Tx, organisation_id: str, mode: str, assessment_id: str, candidate_id: str) -> Row | None:
    return tx.one(
        f"""select {COLUMNS} from sessions
            where organisation_id = :organisation_id and mode = :mode and assessment_id = :assessment_id
              and candidate_id = :candidate_id and ended_at is null
            for no key update""",  # noqa: S608
        organisation_id=organisation_id,
        mode=mode,
        assessment_id=assessment_id,
        candidate_id=candidate_id,
    )


def find(tx: Tx, organisation_id: str, id: str) -> Row | None:
    return tx.one(
        f"select {COLUMNS} from sessions where organisation_id = :organisation_id and id = :id",  # noqa: S608
        organisation_id=organisation_id,
        id=id,
    )


def count_attempts(tx: Tx, organisation_id: str, mode: str, assessment_id: str, candidate_id: str) -> int:
    """How many attempts were used."""
    row = tx.one(
        f"select count(*) as n from sessions a where {_USED}",  # noqa: S608
        organisation_id=organisation_id,
        mode=mode,
        assessment_id=assessment_id,
        candidate_id=candidate_id,
    )
    return int(row["n"]) if row else 0


def insert(tx: Tx, row: Row) -> Row | None:
    """The new session, numbered after the attempts that were used; None when one of this attempt is running already."""
    inserted = tx.expect(
        f"""insert into sessions (id, organisation_id, mode, assessment_id, candidate_id, attempt, key_id, domain_id,
              domain_entry, origin, start_id, gen_started_at, created_at, duration_ms, abandon_ms, last_seen,
              ai_proctoring, facial_recognition, policy, host, identity, identity_code, held, meter,
              price, price_version)
            values (:id, :organisation_id, :mode, :assessment_id, :candidate_id,
              (select count(*) + 1 from sessions a where {_USED}), :key_id, :domain_id,
              :domain_entry, :origin, :start_id, :created_at, :created_at, :duration_ms, :abandon_ms, :created_at,
              :ai_proctoring, :facial_recognition, :policy, :host, :identity, :identity_code, :held, :meter,
              :price, :price_version)
            on conflict do nothing""",  # noqa: S608
        **row,
    )
    return {**NEW, **row} if inserted else None


def set_active(tx: Tx, session: Row) -> None:
    """What its first event of the exam changes about a session."""
    tx.later(
        """update sessions set status = :status, activated_at = :activated_at, ends_at = :ends_at
           where id = :id""",
        **{name: session[name] for name in ("id", "status", "activated_at", "ends_at")},
    )


def set_seen(tx: Tx, id: str, now: int) -> Row:
    row = tx.one(
        f"update sessions set last_seen = :now where id = :id returning {COLUMNS}",  # noqa: S608
        id=id,
        now=now,
    )
    assert row is not None  # noqa: S101 - the caller holds it
    return row


def delete_unopened(tx: Tx, id: str) -> None:
    """Take back a session that was inserted in this transaction, and that nobody has seen."""
    tx.run("delete from sessions where id = :id and activated_at is null", id=id)


def next_gen(tx: Tx, id: str, past_gens: str, start_id: str | None, identity: tuple[str, str | None], now: int) -> Row:
    """`identity` are the standing and the code with which the session goes on."""
    row = tx.one(
        f"""update sessions set gen = gen + 1, gen_started_at = :now, past_gens = :past_gens, acked = 0,
              start_id = :start_id, last_seen = :now, identity = :identity, identity_code = :identity_code
            where id = :id returning {COLUMNS}""",  # noqa: S608
        id=id,
        past_gens=past_gens,
        start_id=start_id,
        identity=identity[0],
        identity_code=identity[1],
        now=now,
    )
    assert row is not None  # noqa: S101 - the caller holds it
    return row


def set_ended(tx: Tx, id: str, at: int, reason: str, erase_at: int | None, minutes: int, report_at: int) -> bool:
    """False when it had ended before. Nothing is held for it any more; `minutes` are those charged.

    A session that never began has nothing to report.
    """
    return bool(
        tx.run(
            """update sessions set status = 'ended', ended_at = :at, end_reason = :reason, erase_at = :erase_at,
                 held = 0, minutes = :minutes,
                 report_at = case when activated_at is null then null else :report_at end
               where id = :id and ended_at is null""",
            id=id,
            at=at,
            reason=reason,
            erase_at=erase_at,
            minutes=minutes,
            report_at=report_at,
        )
    )


def set_charged(tx: Tx, session: Row) -> None:
    """What a charge changes about its session, where nothing else saves it."""
    tx.run(
        "update sessions set minutes = :minutes, held = :held where id = :id",
        id=session["id"],
        minutes=session["minutes"],
        held=session["held"],
    )


def list_uncharged(tx: Tx, now: int, limit: int) -> list[str]:
    """Running sessions in which a minute has started by `now` that was not charged."""
    rows = tx.all(
        f"""select id from sessions
            where ended_at is null and meter = 'minute' and mode = 'live' and activated_at is not null
              and coalesce(paused_at, :now) - activated_at - paused_ms > minutes * {MINUTE}
            order by id limit :limit""",  # noqa: S608
        now=now,
        limit=limit,
    )
    return [row["id"] for row in rows]


def list_due(tx: Tx, now: int, unstarted_before: int, limit: int) -> list[str]:
    """Sessions that `model.due` may find over."""
    rows = tx.all(
        """select id from sessions
           where ended_at is null and created_at > 0 and paused_at is null and (
             (activated_at is null and created_at <= :unstarted_before)
             or ends_at <= :now or (activated_at is not null and last_seen + abandon_ms <= :now
               and (resumed_at is null or resumed_at + abandon_ms <= :now)))
           order by created_at limit :limit""",
        now=now,
        unstarted_before=unstarted_before,
        limit=limit,
    )
    return [row["id"] for row in rows]


def list_running_of_key(tx: Tx, organisation_id: str, key_id: str) -> list[str]:
    rows = tx.all(
        """select id from sessions
           where key_id = :key_id and key_id > '' and organisation_id = :organisation_id and ended_at is null
           order by id""",
        organisation_id=organisation_id,
        key_id=key_id,
    )
    return [row["id"] for row in rows]


CHARGED = """(select cast(sum(u.credits) as bigint) from usage u
    where u.organisation_id = s.organisation_id and u.session_id = s.id) as charged_credits,
  (select min(u.at) from usage u where u.organisation_id = s.organisation_id and u.session_id = s.id) as charged_at"""


def count_of_candidate(tx: Tx, organisation_id: str, candidate_id: str, most: int) -> int:
    """How many sessions a candidate has; counted up to `most`."""
    row = tx.one(
        """select count(*) as n from (select id from sessions
             where organisation_id = :org and candidate_id = :id and created_at > 0 limit :most) counted""",
        org=organisation_id,
        id=candidate_id,
        most=most,
    )
    return int(row["n"]) if row else 0


def find_charged(tx: Tx, organisation_id: str, id: str) -> Row | None:
    return tx.one(
        f"""select {prefixed(COLUMNS)}, s.watched, {CHARGED}
            from sessions s
            where s.organisation_id = :organisation_id and s.id = :id""",  # noqa: S608
        organisation_id=organisation_id,
        id=id,
    )


def prefixed(columns: str) -> str:
    return ", ".join(f"s.{column.strip()}" for column in columns.split(","))
