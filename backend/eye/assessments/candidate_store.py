"""SQL on candidates. Their ids come from the platform and are unique in an organisation."""

from eye.assessments.find import columns
from eye.db import Row, Tx

_COLUMNS = "id, first_name, last_name, email, created_at, accommodations"


def find(tx: Tx, organisation_id: str, id: str) -> Row | None:
    return tx.one(
        f"""select {_COLUMNS} from candidates
            where organisation_id = :organisation_id and id = :id and erased_at is null""",  # noqa: S608
        organisation_id=organisation_id,
        id=id,
    )


def hold(tx: Tx, organisation_id: str, id: str) -> Row | None:
    """Lock and read one."""
    return tx.one(
        f"""update candidates set id = id
            where organisation_id = :organisation_id and id = :id and erased_at is null
            returning {_COLUMNS}""",  # noqa: S608
        organisation_id=organisation_id,
        id=id,
    )


def list_candidates(tx: Tx, organisation_id: str, after: str, limit: int) -> list[Row]:
    """By id, after the last id of the page before (`""` to begin)."""
    return tx.all(
        f"""select {_COLUMNS} from candidates
            where organisation_id = :organisation_id and id > :after and erased_at is null
            order by id limit :limit""",  # noqa: S608
        organisation_id=organisation_id,
        after=after,
        limit=limit,
    )


def insert(tx: Tx, row: Row) -> bool:
    """False when the organisation has a candidate with this id."""
    return bool(
        tx.run(
            """insert into candidates (organisation_id, id, first_name, last_name, email, created_at, find_id,
                 find_first, find_last, find_email)
               values (:organisation_id, :id, :first_name, :last_name, :email, :created_at, :find_id, :find_first,
                 :find_last, :find_email)
               on conflict (organisation_id, id) do nothing""",
            **row,
            **_found_by(row),
        )
    )


def update(tx: Tx, organisation_id: str, row: Row) -> None:
    """Write name and address; the caller holds the candidate."""
    tx.run(
        """update candidates set first_name = :first_name, last_name = :last_name, email = :email, find_id = :find_id,
             find_first = :find_first, find_last = :find_last, find_email = :find_email
           where organisation_id = :organisation_id and id = :id""",
        organisation_id=organisation_id,
        **{name: row[name] for name in ("id", "first_name", "last_name", "email")},
        **_found_by(row),
    )


def _found_by(row: Row) -> Row:
    return columns(row["id"], row["first_name"], row["last_name"], row["email"])


def set_accommodations(tx: Tx, organisation_id: str, id: str, text: str) -> None:
    tx.run(
        "update candidates set accommodations = :text where organisation_id = :organisation_id and id = :id",
        organisation_id=organisation_id,
        id=id,
        text=text,
    )


def grant_attempt(tx: Tx, organisation_id: str, assessment_id: str, candidate_id: str, most: int) -> int | None:
    """How many were granted with this one; None where it would be more than `most`."""
    row = tx.one(
        """insert into granted_attempts as g (organisation_id, assessment_id, candidate_id, attempts)
           values (:organisation_id, :assessment_id, :candidate_id, 1)
           on conflict (organisation_id, assessment_id, candidate_id) do update set attempts = g.attempts + 1
             where g.attempts < :most
           returning attempts""",
        organisation_id=organisation_id,
        assessment_id=assessment_id,
        candidate_id=candidate_id,
        most=most,
    )
    return int(row["attempts"]) if row else None
