"""SQL on lots of credits. Whoever changes one has locked the wallet of its organisation before."""

from eye.db import Row, Tx

NEVER = 2**62  # after every time
_COLUMNS = "id, organisation_id, credits, remaining, priority, expires_at, note, created_at"
# In which order lots are used: by priority, then those that expire first, then those that came first.
_ORDER = f"priority, coalesce(expires_at, {NEVER}), id"


def insert(tx: Tx, row: Row) -> None:
    tx.run(
        """insert into lots (id, organisation_id, credits, remaining, priority, expires_at, note, created_at)
           values (:id, :organisation_id, :credits, :remaining, :priority, :expires_at, :note, :created_at)""",
        **row,
    )


def take(tx: Tx, organisation_id: str, credits: int, now: int) -> Row | None:
    """Take up to `credits` from the lot that is next: its `id`, and `taken`; None when no lot has any left."""
    return tx.one(
        f"""update lots set taken = case when remaining < :credits then remaining else :credits end,
              remaining = case when remaining < :credits then 0 else remaining - :credits end
            where id = (select id from lots
              where organisation_id = :organisation_id and remaining > 0 and (expires_at is null or expires_at > :now)
              order by {_ORDER} limit 1)
            returning id, taken""",  # noqa: S608
        organisation_id=organisation_id,
        credits=credits,
        now=now,
    )


def expired(tx: Tx, organisation_id: str, now: int) -> list[Row]:
    """Lots that have expired with credits left."""
    return tx.all(
        """select id, remaining, note from lots
           where organisation_id = :organisation_id and remaining > 0 and expires_at <= :now order by id""",
        organisation_id=organisation_id,
        now=now,
    )


def empty(tx: Tx, id: str) -> None:
    tx.run("update lots set remaining = 0 where id = :id", id=id)


def organisations_with_expired(tx: Tx, now: int, limit: int) -> list[str]:
    rows = tx.all(
        """select distinct organisation_id from lots
           where remaining > 0 and expires_at > 0 and expires_at <= :now order by organisation_id limit :limit""",
        now=now,
        limit=limit,
    )
    return [row["organisation_id"] for row in rows]


def list_left(tx: Tx, organisation_id: str, limit: int) -> list[Row]:
    """Lots with credits left, in the order in which they are used."""
    return tx.all(
        f"""select {_COLUMNS} from lots where organisation_id = :organisation_id and remaining > 0
            order by {_ORDER} limit :limit""",  # noqa: S608
        organisation_id=organisation_id,
        limit=limit,
    )
