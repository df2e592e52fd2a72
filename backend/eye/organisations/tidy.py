"""Forgets what is over: sign-ins, one-time links, registrations and passkey challenges whose time has passed."""

from eye.db import Database, Tx

BATCH = 500

_DELETIONS = (
    """delete from sign_ins where token_hash in
         (select token_hash from sign_ins where expires_at <= :now order by expires_at limit :most)""",
    """delete from sign_in_links where token_hash in
         (select token_hash from sign_in_links where expires_at <= :now order by expires_at limit :most)""",
    """delete from passkey_challenges where hash in
         (select hash from passkey_challenges where expires_at <= :now order by expires_at limit :most)""",
    """delete from registrations where token_hash in
         (select token_hash from registrations where expires_at <= :now order by expires_at limit :most)""",
)


def tidy(tx: Tx, now: int, most: int = BATCH) -> int:
    """Delete at most `most` expired rows of each kind; how many there were in all."""
    return sum(tx.run(deletion, now=now, most=most) for deletion in _DELETIONS)


async def tidy_all(db: Database, now: int) -> None:
    """Everything that is over, in small writes that hold nobody up."""
    while await db.write(tidy, now):
        pass
