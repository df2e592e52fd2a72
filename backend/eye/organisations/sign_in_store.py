"""The SQL of signing in: passwords, signed-in browsers and one-time links. Tokens are stored only as SHA-256."""

import hashlib
import json
from dataclasses import dataclass

from eye.db import Row, Tx


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A member at a signed-in browser, with the organisation that everything they see belongs to."""

    member_id: str
    member_name: str
    email: str
    roles: tuple[str, ...]
    organisation_id: str
    organisation_name: str
    suspended: bool
    csrf: str


@dataclass(frozen=True, slots=True)
class LinkFor:
    """An unused one-time link: whose, for what, until when."""

    member_id: str
    member_name: str
    email: str
    organisation_name: str
    purpose: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class PasswordOf:
    """What a sign-in by email compares with; `hash` is None where the member has not chosen a password yet."""

    member_id: str
    hash: str | None


def hashed(token: str) -> str:
    """256 random bits need no slow hash: SHA-256 is enough to make the stored text useless to a thief."""
    return hashlib.sha256(token.encode()).hexdigest()


def password_of(tx: Tx, email: str) -> PasswordOf | None:
    """`email` in lower case, as members are stored."""
    row = tx.one("select id, password_hash from members where email = :email", email=email)
    return PasswordOf(row["id"], row["password_hash"]) if row else None


def set_password(tx: Tx, member_id: str, password_hash: str) -> None:
    tx.run("update members set password_hash = :hash where id = :member", hash=password_hash, member=member_id)


def insert_sign_in(tx: Tx, token: str, member_id: str, csrf: str, now: int, expires_at: int) -> None:
    tx.run(
        "insert into sign_ins (token_hash, member_id, csrf, created_at, expires_at)"
        " values (:hash, :member, :csrf, :now, :expires)",
        hash=hashed(token),
        member=member_id,
        csrf=csrf,
        now=now,
        expires=expires_at,
    )


def find_sign_in(tx: Tx, token: str, now: int) -> SignedIn | None:
    row = tx.one(
        "select m.id, m.name, m.email, m.roles, o.id as organisation_id, o.name as organisation_name,"
        " o.suspended_at, s.csrf"
        " from sign_ins s join members m on m.id = s.member_id join organisations o on o.id = m.organisation_id"
        " where s.token_hash = :hash and s.expires_at > :now",
        hash=hashed(token),
        now=now,
    )
    return _signed_in(row) if row else None


def _signed_in(row: Row) -> SignedIn:
    return SignedIn(
        member_id=row["id"],
        member_name=row["name"],
        email=row["email"],
        roles=tuple(json.loads(row["roles"])),
        organisation_id=row["organisation_id"],
        organisation_name=row["organisation_name"],
        suspended=row["suspended_at"] is not None,
        csrf=row["csrf"],
    )


def delete_sign_in(tx: Tx, token: str) -> None:
    tx.run("delete from sign_ins where token_hash = :hash", hash=hashed(token))


def delete_sign_ins_of(tx: Tx, member_id: str) -> None:
    tx.run("delete from sign_ins where member_id = :member", member=member_id)


def delete_expired_sign_ins(tx: Tx, member_id: str, now: int) -> None:
    tx.run("delete from sign_ins where member_id = :member and expires_at <= :now", member=member_id, now=now)


def note_seen(tx: Tx, member_id: str, now: int) -> None:
    tx.run("update members set last_seen_at = :now where id = :member", now=now, member=member_id)


def insert_link(tx: Tx, token: str, member_id: str, purpose: str, now: int, expires_at: int) -> None:
    tx.run(
        "insert into sign_in_links (token_hash, member_id, purpose, created_at, expires_at)"
        " values (:hash, :member, :purpose, :now, :expires)",
        hash=hashed(token),
        member=member_id,
        purpose=purpose,
        now=now,
        expires=expires_at,
    )


def find_link(tx: Tx, token: str, now: int) -> LinkFor | None:
    row = tx.one(
        "select l.member_id, m.name, m.email, o.name as organisation_name, l.purpose, l.expires_at"
        " from sign_in_links l join members m on m.id = l.member_id join organisations o on o.id = m.organisation_id"
        " where l.token_hash = :hash and l.used_at is null and l.expires_at > :now",
        hash=hashed(token),
        now=now,
    )
    if row is None:
        return None
    return LinkFor(
        row["member_id"], row["name"], row["email"], row["organisation_name"], row["purpose"], row["expires_at"]
    )


def spend_link(tx: Tx, token: str, purpose: str, now: int) -> str | None:
    """One statement, so that of two requests with the same link one gets it."""
    row = tx.one(
        "update sign_in_links set used_at = :now where token_hash = :hash and purpose = :purpose"
        " and used_at is null and expires_at > :now returning member_id",
        now=now,
        hash=hashed(token),
        purpose=purpose,
    )
    return str(row["member_id"]) if row else None


def spend_other_links(tx: Tx, member_id: str, now: int) -> None:
    tx.run(
        "update sign_in_links set used_at = :now where member_id = :member and used_at is null",
        now=now,
        member=member_id,
    )
