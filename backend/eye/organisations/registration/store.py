"""SQL on registrations that wait for their mailed link to be opened. Tokens are stored only as SHA-256."""

from eye.db import Row, Tx
from eye.organisations.sign_in.store import hashed


def insert_registration(
    tx: Tx, token: str, email: str, name: str, organisation_name: str, now: int, expires_at: int
) -> None:
    tx.run(
        """insert into registrations (token_hash, email, name, organisation_name, created_at, expires_at)
           values (:hash, :email, :name, :organisation_name, :now, :expires_at)""",
        hash=hashed(token),
        email=email,
        name=name,
        organisation_name=organisation_name,
        now=now,
        expires_at=expires_at,
    )


def find_registration(tx: Tx, token: str, now: int) -> Row | None:
    return tx.one(
        """select email, name, organisation_name from registrations
           where token_hash = :hash and expires_at > :now""",
        hash=hashed(token),
        now=now,
    )


def take_registration(tx: Tx, token: str, now: int) -> Row | None:
    """One statement, so that of two requests with the same link one gets it."""
    return tx.one(
        """delete from registrations where token_hash = :hash and expires_at > :now
           returning email, name, organisation_name""",
        hash=hashed(token),
        now=now,
    )


def delete_registration(tx: Tx, token: str) -> None:
    tx.run("delete from registrations where token_hash = :hash", hash=hashed(token))


def delete_registrations_of(tx: Tx, email: str) -> None:
    tx.run("delete from registrations where email = :email", email=email)


def count_registrations_since(tx: Tx, email: str, since: int) -> int:
    row = tx.one(
        "select count(*) as made from registrations where email = :email and created_at > :since",
        email=email,
        since=since,
    )
    return int(row["made"]) if row else 0
