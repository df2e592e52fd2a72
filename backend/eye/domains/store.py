"""SQL on the allowed domains of an organisation."""

from eye.clock import MINUTE
from eye.db import Row, Tx


def list_domains(tx: Tx, organisation_id: str) -> list[Row]:
    """All of them, in the order in which they were registered; an organisation has a handful."""
    return tx.all(
        """select id, name, entry, created_at, created_by, last_seen_at from domains
           where organisation_id = :organisation_id order by id""",
        organisation_id=organisation_id,
    )


def entries(tx: Tx, organisation_id: str) -> list[Row]:
    """`id`, `entry` and `last_seen_at` of each domain: what every request from a browser asks for."""
    return tx.all(
        "select id, entry, last_seen_at from domains where organisation_id = :organisation_id order by id",
        organisation_id=organisation_id,
    )


def find(tx: Tx, organisation_id: str, id: str) -> Row | None:
    return tx.one(
        """select id, name, entry, created_at, created_by, last_seen_at from domains
           where organisation_id = :organisation_id and id = :id""",
        organisation_id=organisation_id,
        id=id,
    )


def insert(tx: Tx, row: Row) -> None:
    tx.run(
        """insert into domains (id, organisation_id, name, entry, created_at, created_by)
           values (:id, :organisation_id, :name, :entry, :created_at, :created_by)""",
        **row,
    )


def delete(tx: Tx, organisation_id: str, id: str) -> bool:
    """False when the organisation has no such domain."""
    return bool(
        tx.run(
            "delete from domains where organisation_id = :organisation_id and id = :id",
            organisation_id=organisation_id,
            id=id,
        )
    )


def touch_last_seen(tx: Tx, id: str, now: int) -> None:
    """Note that the domain was used, at most once a minute: a busy domain must not become a busy row."""
    tx.run(
        """update domains set last_seen_at = :now
           where id = :id and (last_seen_at is null or last_seen_at <= :limit)""",
        id=id,
        now=now,
        limit=now - MINUTE,
    )
