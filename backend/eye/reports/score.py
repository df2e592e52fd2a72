"""Keeps the score of each session beside it, for lists. Safe with several processes: each write locks its session."""

from eye.db import Database, Tx
from eye.reports import policy_store as store
from eye.reports.policies import find_versions
from eye.reports.risk import score_of
from eye.sessions import store as sessions

BATCH = 200
FLAGS_AT_ONCE = 2_000


async def score_stale(db: Database, now: int, batch: int = BATCH) -> int:
    """One round; how many sessions were counted. Those with an open flag come again in the next one."""
    await _spread(db)
    counted, after = 0, ""
    while True:
        stale = await db.read(store.list_stale, after, batch)
        for id in stale:
            await db.write(score, id, now)
        counted += len(stale)
        if len(stale) < batch:
            return counted
        after = stale[-1]


def score(tx: Tx, session_id: str, now: int) -> int | None:
    """The score of one session as it is now; None when there is no such session."""
    session = sessions.hold(tx, session_id)
    if session is None:
        return None
    store.settle_flags(tx, session_id)
    policy = find_versions(tx, session["organisation_id"]).valid_for(session["created_at"])
    rows = store.counted_flags(tx, session_id, now)
    found = score_of(policy.table, [(row["type"], int(row["flags"]), int(row["minutes"])) for row in rows])
    if (found, policy.version) != (session["risk"], session["risk_version"]):
        store.set_score(tx, session_id, found, policy.version)
    return found


async def _spread(db: Database) -> None:
    """Mark what a policy for all sessions changes, some flags at a time, so that no exam waits for it."""
    for policy in await db.read(store.list_spreading):
        about, after = (policy["organisation_id"], policy["version"]), policy["spread"]
        while after is not None:
            after = await db.write(_spread_some, *about, after)


def _spread_some(tx: Tx, organisation_id: str, version: int, after: str) -> str | None:
    last = store.mark_flags(tx, organisation_id, after, FLAGS_AT_ONCE)
    store.set_spread(tx, organisation_id, version, last)
    return last
