"""SQL on assessments and candidates. Their ids come from the platform and are unique in an organisation."""

from eye.assessments.find import columns
from eye.db import Row, Tx

COLUMNS = """id, title, duration_ms, attempts, opens_at, closes_at, ai_proctoring, facial_recognition, policy,
  created_at, archived_at"""
_CHANGEABLE = (
    "id",
    "title",
    "duration_ms",
    "attempts",
    "opens_at",
    "closes_at",
    "ai_proctoring",
    "facial_recognition",
    "policy",
)


def find(tx: Tx, organisation_id: str, id: str) -> Row | None:
    return tx.one(
        f"select {COLUMNS} from assessments where organisation_id = :organisation_id and id = :id",  # noqa: S608
        organisation_id=organisation_id,
        id=id,
    )


def hold(tx: Tx, organisation_id: str, id: str) -> Row | None:
    """Lock and read one."""
    return tx.one(
        f"""update assessments set id = id where organisation_id = :organisation_id and id = :id
            returning {COLUMNS}""",  # noqa: S608
        organisation_id=organisation_id,
        id=id,
    )


def update(tx: Tx, organisation_id: str, row: Row) -> None:
    """Write what can be changed of an assessment."""
    tx.run(
        """update assessments set title = :title, duration_ms = :duration_ms, attempts = :attempts,
             opens_at = :opens_at, closes_at = :closes_at, ai_proctoring = :ai_proctoring,
             facial_recognition = :facial_recognition, policy = :policy
           where organisation_id = :organisation_id and id = :id""",
        organisation_id=organisation_id,
        **{name: row[name] for name in _CHANGEABLE},
    )


def set_archived(tx: Tx, organisation_id: str, id: str, at: int | None) -> None:
    tx.run(
        "update assessments set archived_at = :at where organisation_id = :organisation_id and id = :id",
        organisation_id=organisation_id,
        id=id,
        at=at,
    )


def list_assessments(tx: Tx, organisation_id: str, archived: bool, after: str, limit: int) -> list[Row]:
    """Those that are archived, or those that are not: by id, after the last id of the page before (`""` to begin)."""
    standing = "is not null" if archived else "is null"
    return tx.all(
        f"""select {COLUMNS} from assessments
            where organisation_id = :organisation_id and archived_at {standing} and id > :after
            order by id limit :limit""",  # noqa: S608
        organisation_id=organisation_id,
        after=after,
        limit=limit,
    )


def insert(tx: Tx, row: Row) -> bool:
    """False when the organisation has an assessment with this id."""
    return bool(
        tx.run(
            """insert into assessments (organisation_id, id, title, duration_ms, attempts, opens_at, closes_at,
                 ai_proctoring, facial_recognition, policy, created_at)
               values (:organisation_id, :id, :title, :duration_ms, :attempts, :opens_at, :closes_at,
                 :ai_proctoring, :facial_recognition, :policy, :created_at)
               on conflict (organisation_id, id) do nothing""",
            **row,
        )
    )


def meet_candidate(
    tx: Tx, organisation_id: str, id: str, first_name: str | None, last_name: str | None, email: str | None, now: int
) -> None:
    """Make the candidate's record, or fill what is empty in it. What stands in it is never changed by a browser."""
    tx.later(
        """insert into candidates as c (organisation_id, id, first_name, last_name, email, created_at, find_id,
             find_first, find_last, find_email)
           values (:organisation_id, :id, :first_name, :last_name, :email, :now, :find_id, :find_first, :find_last,
             :find_email)
           on conflict (organisation_id, id) do update set
             first_name = coalesce(c.first_name, excluded.first_name),
             last_name = coalesce(c.last_name, excluded.last_name),
             email = coalesce(c.email, excluded.email),
             find_first = coalesce(c.find_first, excluded.find_first),
             find_last = coalesce(c.find_last, excluded.find_last),
             find_email = coalesce(c.find_email, excluded.find_email)""",
        organisation_id=organisation_id,
        id=id,
        first_name=first_name,
        last_name=last_name,
        email=email,
        now=now,
        **columns(id, first_name, last_name, email),
    )
