"""SQL on the requests that carried an Idempotency-Key and on what they were answered."""

from dataclasses import asdict, dataclass

from eye.clock import DAY, MINUTE
from eye.db import Database, Row, Tx

KEPT = DAY
# A process that has not acted by then is taken to have died; should it live, it finds its claim gone and acts no more.
CLAIM_LASTS = MINUTE
BATCH = 500

_SAME = "organisation_id = :organisation_id and mode = :mode and name = :name and route = :route"


@dataclass(frozen=True, slots=True)
class Mark:
    """What makes two requests the same one. `name` is the Idempotency-Key, `route` the method and the path."""

    organisation_id: str
    mode: str
    name: str
    route: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it is stored: without the secret that it may have shown. `headers` is JSON."""

    status: int
    headers: str
    answer: str


def claim(tx: Tx, mark: Mark, claim: str, body_hash: str, now: int) -> Row | None:
    """None if the request is ours to carry out, under `claim`; otherwise what is known about the one before it."""
    tx.run(f"delete from idempotency where {_SAME} and created_at <= :old", old=now - KEPT, **asdict(mark))  # noqa: S608
    mine = {**asdict(mark), "claim": claim, "body_hash": body_hash, "until": now + CLAIM_LASTS, "now": now}
    won = tx.run(
        """insert into idempotency
             (organisation_id, mode, name, route, body_hash, claim, claimed_until, created_at)
           values (:organisation_id, :mode, :name, :route, :body_hash, :claim, :until, :now)
           on conflict (organisation_id, mode, name, route) do nothing""",
        **mine,
    )
    lapsed = "acted_at is null and status is null and claimed_until <= :now and body_hash = :body_hash"
    if won or tx.run(
        f"update idempotency set claim = :claim, claimed_until = :until where {_SAME} and {lapsed}",  # noqa: S608
        **mine,
    ):
        return None
    return _find(tx, mark) or {"body_hash": body_hash, "claimed_until": now + 1, "acted_at": None, "status": None}


def _find(tx: Tx, mark: Mark) -> Row | None:
    return tx.one(
        f"select body_hash, claimed_until, acted_at, status, headers, answer from idempotency where {_SAME}",  # noqa: S608
        **asdict(mark),
    )


def hold(tx: Tx, mark: Mark, claim: str, now: int) -> bool:
    """Whether the claim still holds; then it is noted in this transaction that the request acts."""
    return bool(
        tx.run(
            f"update idempotency set acted_at = :now where {_SAME} and claim = :claim and acted_at is null",  # noqa: S608
            claim=claim,
            now=now,
            **asdict(mark),
        )
    )


def keep(tx: Tx, mark: Mark, claim: str, kept: Kept) -> None:
    tx.run(
        f"""update idempotency set status = :status, headers = :headers, answer = :answer
            where {_SAME} and claim = :claim""",  # noqa: S608
        claim=claim,
        **asdict(mark),
        **asdict(kept),
    )


def release(tx: Tx, mark: Mark, claim: str) -> None:
    """Forget a request that did nothing, so that its key is free for one that is mended."""
    tx.run(
        f"delete from idempotency where {_SAME} and claim = :claim and acted_at is null",  # noqa: S608
        claim=claim,
        **asdict(mark),
    )


def tidy(tx: Tx, now: int, most: int = BATCH) -> int:
    """Delete at most `most` of what is older than a day; how many there were."""
    return tx.run(
        """delete from idempotency where (organisation_id, mode, name, route) in
             (select organisation_id, mode, name, route from idempotency
              where created_at <= :old order by created_at limit :most)""",
        old=now - KEPT,
        most=most,
    )


async def tidy_all(db: Database, now: int) -> None:
    """Everything that is over, in small writes that hold nobody up."""
    while await db.write(tidy, now):
        pass
