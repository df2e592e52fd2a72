"""SQL on the outcomes of sessions."""

from eye.db import Row, Tx

_COLUMNS = """id, organisation_id, assessment_id, candidate_id, ended_at, outcome, outcome_by, outcome_at, outcome_note,
  outcome_version"""


def hold(tx: Tx, organisation_id: str, id: str) -> Row | None:
    """Lock one session, and read what was decided about it."""
    return tx.one(
        f"""update sessions set outcome_version = outcome_version where id = :id and organisation_id = :org
            returning {_COLUMNS}""",  # noqa: S608
        org=organisation_id,
        id=id,
    )


def find(tx: Tx, organisation_id: str, id: str) -> Row | None:
    """What was decided about a session, with the name of who did."""
    return tx.one(
        """select s.id, s.ended_at, s.outcome, s.outcome_by, s.outcome_at, s.outcome_note, s.outcome_version,
             m.name as member, k.name as key_name
           from sessions s
           left join members m on m.id = s.outcome_by and m.organisation_id = s.organisation_id
           left join keys k on k.id = s.outcome_by and k.organisation_id = s.organisation_id
           where s.organisation_id = :org and s.id = :id""",
        org=organisation_id,
        id=id,
    )


def add(tx: Tx, row: Row) -> None:
    tx.run(
        """insert into outcomes (id, organisation_id, session_id, number, outcome, actor, note, at)
           values (:id, :organisation_id, :session_id, :number, :outcome, :actor, :note, :at)""",
        **row,
    )


def set_outcome(tx: Tx, id: str, outcome: str | None, actor: str, note: str | None, now: int) -> None:
    """The caller holds the session. Without an outcome it is as if nobody had decided."""
    tx.run(
        """update sessions set outcome = :outcome, outcome_by = :actor, outcome_at = :at, outcome_note = :note,
             outcome_version = outcome_version + 1
           where id = :id""",
        id=id,
        outcome=outcome,
        actor=actor if outcome else None,
        at=now if outcome else None,
        note=note if outcome else None,
    )
