"""SQL on what candidates answer to their report."""

from eye.db import Row, Tx

_SESSION = """select s.id, s.organisation_id, s.ended_at, s.erased_at, s.erasure_id, s.outcome, o.candidate_reports_at
  from sessions s join organisations o on o.id = s.organisation_id where s.id = :id"""


def find(tx: Tx, session_id: str) -> Row | None:
    """What decides whether a link to this session opens."""
    return tx.one(_SESSION, id=session_id)


def hold(tx: Tx, session_id: str) -> Row | None:
    """The same, with the session locked: nobody decides or erases in between."""
    tx.run("update sessions set outcome_version = outcome_version where id = :id", id=session_id)
    return find(tx, session_id)


def answer(tx: Tx, session_id: str) -> Row | None:
    return tx.one("select text, at from candidate_answers where session_id = :id", id=session_id)


def put(tx: Tx, session_id: str, organisation_id: str, text: str, now: int) -> None:
    tx.run(
        """insert into candidate_answers (session_id, organisation_id, text, at) values (:id, :org, :text, :now)
           on conflict (session_id) do update set text = excluded.text, at = excluded.at""",
        id=session_id,
        org=organisation_id,
        text=text,
        now=now,
    )


def remove(tx: Tx, session_id: str) -> None:
    tx.run("delete from candidate_answers where session_id = :id", id=session_id)
