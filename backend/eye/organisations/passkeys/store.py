"""The SQL of passkeys, and of the challenges that each answers once."""

from eye.db import Row, Tx
from eye.organisations.passkeys.checks import NewPasskey
from eye.organisations.sign_in.store import hashed


def insert_challenge(tx: Tx, challenge: str, member_id: str | None, expires_at: int) -> None:
    """`member_id` is who adds a passkey; None for a sign-in, where nobody is known yet."""
    tx.run(
        "insert into passkey_challenges (hash, member_id, expires_at) values (:hash, :member, :expires)",
        hash=hashed(challenge),
        member=member_id,
        expires=expires_at,
    )


def spend_challenge(tx: Tx, challenge: str, member_id: str | None, now: int) -> bool:
    """One statement, so that of two answers to the same challenge one gets it."""
    return bool(
        tx.run(
            """delete from passkey_challenges
               where hash = :hash and coalesce(member_id, '') = :member and expires_at > :now""",
            hash=hashed(challenge),
            member=member_id or "",
            now=now,
        )
    )


def insert_passkey(tx: Tx, id: str, member_id: str, made: NewPasskey, name: str, now: int) -> bool:
    """False if this passkey is stored already."""
    return bool(
        tx.run(
            """insert into passkeys (id, member_id, credential_id, public_key, sign_count, name, created_at)
               values (:id, :member, :credential, :key, :count, :name, :now) on conflict (credential_id) do nothing""",
            id=id,
            member=member_id,
            credential=made.credential_id,
            key=made.public_key,
            count=made.sign_count,
            name=name,
            now=now,
        )
    )


def hold_passkey(tx: Tx, credential_id: str) -> Row | None:
    """Lock and read one by the id that its device gave it."""
    return tx.one(
        """update passkeys set name = name where credential_id = :credential
           returning id, member_id, public_key, sign_count""",
        credential=credential_id,
    )


def note_use(tx: Tx, id: str, sign_count: int, now: int) -> None:
    tx.run(
        "update passkeys set sign_count = :count, last_used_at = :now where id = :id", id=id, count=sign_count, now=now
    )


def list_passkeys(tx: Tx, member_id: str) -> list[Row]:
    return tx.all(
        "select id, credential_id, name, created_at, last_used_at from passkeys where member_id = :member order by id",
        member=member_id,
    )


def find_passkey(tx: Tx, member_id: str, id: str) -> Row | None:
    return tx.one("select id, name from passkeys where id = :id and member_id = :member", id=id, member=member_id)


def delete_passkey(tx: Tx, member_id: str, id: str) -> bool:
    return bool(tx.run("delete from passkeys where id = :id and member_id = :member", id=id, member=member_id))


def lock_member(tx: Tx, member_id: str) -> None:
    tx.run("update members set name = name where id = :member", member=member_id)


def find_member_of(tx: Tx, member_id: str) -> Row | None:
    return tx.one("select id, organisation_id from members where id = :member", member=member_id)
