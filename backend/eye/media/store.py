"""SQL on media. The bytes lie in the object store under `path`, which holds their checksum: nothing is overwritten."""

from eye.db import Row, Tx


def find(tx: Tx, session_id: str, id: str) -> Row | None:
    return tx.one(
        """select id, organisation_id, sha256, content_type, size, path, created_at from media
           where session_id = :session_id and id = :id""",
        session_id=session_id,
        id=id,
    )


def insert(tx: Tx, row: Row) -> bool:
    """False when the session has media with this id."""
    return bool(
        tx.run(
            """insert into media (session_id, id, organisation_id, sha256, content_type, size, path, late, created_at)
               values (:session_id, :id, :organisation_id, :sha256, :content_type, :size, :path, :late, :created_at)
               on conflict (session_id, id) do nothing""",
            **row,
        )
    )


def of_session(tx: Tx, session_id: str, after: str, limit: int) -> list[Row]:
    """In the order of their ids, after `after`."""
    return tx.all(
        """select id, content_type, size, sha256, late, created_at from media
           where session_id = :session_id and id > :after order by id limit :limit""",
        session_id=session_id,
        after=after,
        limit=limit,
    )


def count(tx: Tx, session_id: str, most: int) -> int:
    """How many files a session has; counted up to `most`."""
    row = tx.one(
        "select count(*) as n from (select id from media where session_id = :session_id limit :most) counted",
        session_id=session_id,
        most=most,
    )
    return int(row["n"]) if row else 0
