"""SQL on what a start has to know: one query, since each is a round trip to PostgreSQL before an exam can begin."""

from eye.assessments.store import COLUMNS as ASSESSMENT
from eye.db import First, Row, Tx
from eye.keys.store import STANDING

_ASSESSMENT = [column.strip() for column in ASSESSMENT.split(",")]
_START = f"""select {STANDING}, d.id as domain_id, d.entry, d.last_seen_at as seen_at,
    {", ".join(f"a.{column} as of_{column}" for column in _ASSESSMENT)},
    c.accommodations as of_accommodations, coalesce(g.attempts, 0) as of_granted, (
      select s.id from sessions s
      where s.organisation_id = k.organisation_id and s.mode = k.mode and s.assessment_id = :assessment_id
        and s.candidate_id = :candidate_id and s.ended_at is null) as of_running_id
  from keys k join organisations o on o.id = k.organisation_id
  left join domains d on d.organisation_id = k.organisation_id
  left join assessments a on a.organisation_id = k.organisation_id and a.id = :assessment_id
  left join candidates c on c.organisation_id = k.organisation_id and c.id = :candidate_id
  left join granted_attempts g on g.organisation_id = k.organisation_id and g.assessment_id = :assessment_id
    and g.candidate_id = :candidate_id
  where k.hash = :hash order by d.id"""  # noqa: S608
_OF_ATTEMPT = [*_ASSESSMENT, "accommodations", "granted", "running_id"]


def finding(hash: str, assessment_id: str, candidate_id: str) -> First:
    """What a write begins with that opens a session."""
    return First(_START, {"hash": hash, "assessment_id": assessment_id, "candidate_id": candidate_id})


def find_start(tx: Tx, hash: str, assessment_id: str, candidate_id: str) -> Row | None:
    """The key with its organisation's standing, and two more:

    `domains` are those registered, as the rows of `eye.domains.store.entries`. `attempt` is the assessment, or None,
    with the candidate's `accommodations` (None without a record of them), `granted`, the attempts that they may use
    beyond it, and `running_id`, the session of this attempt that is running, or None.
    """
    rows = tx.all(_START, **finding(hash, assessment_id, candidate_id).params)
    if not rows:
        return None
    registered = [row for row in rows if row["domain_id"] is not None]
    domains = [{"id": row["domain_id"], "entry": row["entry"], "last_seen_at": row["seen_at"]} for row in registered]
    attempt = {name: rows[0][f"of_{name}"] for name in _OF_ATTEMPT} if rows[0]["of_id"] is not None else None
    return {**rows[0], "domains": domains, "attempt": attempt}
