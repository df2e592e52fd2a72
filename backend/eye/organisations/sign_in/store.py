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
    sign_in_id: str
    seen_at: int


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
    organisation_id: str
    email: str
    hash: str | None


def hashed(token: str) -> str:
    """256 random bits need no slow hash: SHA-256 is enough to make the stored text useless to a thief."""
    return hashlib.sha256(token.encode()).hexdigest()


def password_of(tx: Tx, email: str) -> PasswordOf | None:
    """`email` in lower case, as members are stored."""
    row = tx.one("select id, organisation_id, email, password_hash from members where email = :email", email=email)
    return PasswordOf(row["id"], row["organisation_id"], row["email"], row["password_hash"]) if row else None


def password_of_member(tx: Tx, member_id: str) -> str | None:
    """The stored hash; None where the member has not chosen a password yet."""
    row = tx.one("select password_hash from members where id = :member", member=member_id)
    return row["password_hash"] if row else None


def set_password(tx: Tx, member_id: str, password_hash: str) -> None:
    tx.run("update members set password_hash = :hash where id = :member", hash=password_hash, member=member_id)


def replace_password(tx: Tx, member_id: str, old_hash: str | None, new_hash: str) -> bool:
    """False if the stored one is not `old_hash` (any more)."""
    return bool(
        tx.run(
            "update members set password_hash = :new where id = :member and coalesce(password_hash, '') = :old",
            new=new_hash,
            member=member_id,
            old=old_hash or "",
        )
    )


def set_name(tx: Tx, member_id: str, name: str) -> None:
    tx.run("update members set name = :name where id = :member", name=name, member=member_id)


def insert_sign_in(
    tx: Tx,
    *,
    id: str,
    token: str,
    member_id: str,
    csrf: str,
    address: str,
    user_agent: str,
    now: int,
    expires_at: int,
) -> None:
    tx.run(
        "insert into sign_ins (id, token_hash, member_id, csrf, address, user_agent, created_at, last_seen_at,"
        " expires_at) values (:id, :hash, :member, :csrf, :address, :agent, :now, :now, :expires)",
        id=id,
        hash=hashed(token),
        member=member_id,
        csrf=csrf,
        address=address,
        agent=user_agent,
        now=now,
        expires=expires_at,
    )


def find_sign_in(tx: Tx, token: str, now: int) -> SignedIn | None:
    row = tx.one(
        "select m.id, m.name, m.email, m.roles, o.id as organisation_id, o.name as organisation_name,"
        " o.suspended_at, s.csrf, s.id as sign_in_id, coalesce(s.last_seen_at, s.created_at) as seen_at"
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
        sign_in_id=row["sign_in_id"],
        seen_at=row["seen_at"],
    )


def list_sign_ins(tx: Tx, member_id: str, own_id: str, now: int) -> list[Row]:
    return tx.all(
        "select id, address, user_agent, created_at, coalesce(last_seen_at, created_at) as last_seen_at from sign_ins"
        " where member_id = :member and expires_at > :now"
        " order by case when id = :own then 0 else 1 end, coalesce(last_seen_at, created_at) desc, id desc limit 100",
        member=member_id,
        own=own_id,
        now=now,
    )


def note_use(tx: Tx, id: str, member_id: str, now: int) -> None:
    tx.run("update sign_ins set last_seen_at = :now where id = :id", now=now, id=id)
    note_seen(tx, member_id, now)


def delete_sign_in(tx: Tx, token: str) -> None:
    tx.run("delete from sign_ins where token_hash = :hash", hash=hashed(token))


def delete_sign_ins_of(tx: Tx, member_id: str) -> None:
    tx.run("delete from sign_ins where member_id = :member", member=member_id)


def delete_sign_in_of(tx: Tx, member_id: str, id: str) -> bool:
    return bool(tx.run("delete from sign_ins where id = :id and member_id = :member", id=id, member=member_id))


def delete_other_sign_ins(tx: Tx, member_id: str, kept_id: str) -> None:
    tx.run("delete from sign_ins where member_id = :member and id <> :kept", member=member_id, kept=kept_id)


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


def count_links_since(tx: Tx, member_id: str, since: int) -> int:
    row = tx.one(
        "select count(*) as made from sign_in_links where member_id = :member and created_at > :since",
        member=member_id,
        since=since,
    )
    return int(row["made"]) if row else 0
