"""SQL that takes a candidate's id out of everything that stays."""

from eye.db import Tx


def unended(tx: Tx, organisation_id: str, candidate_id: str) -> list[str]:
    """In one order, so that two who hold them never wait for each other."""
    rows = tx.all(
        """select id from sessions where organisation_id = :org and candidate_id = :id and created_at > 0
             and ended_at is null order by id""",
        org=organisation_id,
        id=candidate_id,
    )
    return [row["id"] for row in rows]


def put_nobody(tx: Tx, organisation_id: str, id: str, now: int) -> None:
    """A candidate without a name, to whom the sessions of an erased one are given."""
    tx.run(
        """insert into candidates (organisation_id, id, created_at, erased_at)
           values (:org, :id, :now, :now)""",
        org=organisation_id,
        id=id,
        now=now,
    )


# What was charged stays exact: only whose it was is forgotten. A charge by assessment names the candidate in its text.
_GIVEN = (
    """update usage set candidate_id = :erasure, charged = replace(charged, ' ' || :id, ' ' || :erasure)
       where organisation_id = :org and session_id in (
         select s.id from sessions s
         where s.organisation_id = :org and s.candidate_id = :id and s.created_at > 0)""",
    """update ledger set note = replace(note, ' ' || :id, ' ' || :erasure)
       where organisation_id = :org and usage_id in (
         select u.id from usage u join sessions s on s.id = u.session_id
         where s.organisation_id = :org and s.candidate_id = :id and s.created_at > 0)""",
    """update sessions set candidate_id = :erasure,
         erase_at = case when erased_at is null then cast(:now as bigint) else erase_at end,
         erasure_id = case when erased_at is null then :erasure else erasure_id end
       where organisation_id = :org and candidate_id = :id and created_at > 0""",
    "delete from granted_attempts where organisation_id = :org and candidate_id = :id",
    """delete from candidate_import_rows where candidate_id = :id and import_id in (
         select i.id from candidate_imports i where i.organisation_id = :org)""",
    "delete from candidates where organisation_id = :org and id = :id",
    """update audit set subject = :erasure
       where organisation_id = :org and subject = :id and substr(act, 1, 10) = 'candidate.'""",
)


def give_to(tx: Tx, organisation_id: str, candidate_id: str, erasure_id: str, now: int) -> None:
    """Everything of the candidate becomes that of nobody in particular."""
    values = {"org": organisation_id, "id": candidate_id, "erasure": erasure_id, "now": now}
    for sql in _GIVEN:
        tx.run(sql, **{name: value for name, value in values.items() if f":{name}" in sql})


def erase_at(tx: Tx, session_id: str, erasure_id: str, now: int) -> None:
    """The caller holds the session."""
    tx.run(
        "update sessions set erase_at = :now, erasure_id = :erasure where id = :id",
        id=session_id,
        erasure=erasure_id,
        now=now,
    )
