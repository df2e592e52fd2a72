"""SQL on candidate tokens that were used. A row is written in the transaction of the start that used it."""

from eye.clock import HOUR
from eye.db import Row, Tx
from eye.sessions.candidate_tokens.token import CandidateToken


def find_use(tx: Tx, jti: str) -> Row | None:
    return tx.one("select session_id, start_id, used_at from candidate_tokens_used where jti = :jti", jti=jti)


def insert_use(tx: Tx, token: CandidateToken, session_id: str, start_id: str | None, now: int) -> bool:
    """False when another start has used it, also one that committed just now."""
    return bool(
        tx.run(
            """insert into candidate_tokens_used (jti, organisation_id, session_id, start_id, used_at, expires_at)
               values (:jti, :organisation_id, :session_id, :start_id, :now, :expires_at) on conflict do nothing""",
            jti=token.jti,
            organisation_id=token.organisation_id,
            session_id=session_id,
            start_id=start_id,
            now=now,
            expires_at=token.expires_at,
        )
    )


def delete_use(tx: Tx, jti: str) -> None:
    """Take back a use that was written in this transaction."""
    tx.run("delete from candidate_tokens_used where jti = :jti", jti=jti)


def sweep_uses(tx: Tx, now: int, most: int) -> int:
    """Forget at most `most` tokens that have expired so long ago that no clock takes them for fresh."""
    return tx.run(
        """delete from candidate_tokens_used where jti in
             (select jti from candidate_tokens_used where expires_at <= :over order by expires_at limit :most)""",
        over=now - HOUR,
        most=most,
    )
