"""What a start finds running: its own session, one that its token opens again, or somebody else's."""

from collections.abc import Callable

import msgspec

from eye.clock import SECOND
from eye.db import Row, Tx
from eye.domains.check import Allowed
from eye.errors import Refusal
from eye.sessions import store
from eye.sessions.candidate_tokens import store as candidate_token_store
from eye.sessions.end import settle
from eye.sessions.model import silence_before_takeover
from eye.sessions.start.identify import USED, Identity, identify
from eye.sessions.start.opened import Opened, marker
from eye.sessions.start.request import Start

FlagTakeover = Callable[[Tx, Row, int], None]


def go_on(
    tx: Tx, start: Start, allowed: Allowed, key: Row, now: int, flag_takeover: FlagTakeover, *, runs: bool
) -> Opened | Refusal | Identity:
    """The running session of this attempt, if this page may have it; who starts, when there is none.

    `runs` is False where none was running a moment ago; one that began since is met when a new one cannot be inserted.
    """
    attempt = key["organisation_id"], key["mode"], start.assessment_id, start.candidate_id
    running = store.hold_running(tx, *attempt) if runs else None
    running = settle(tx, running, now) if running else None
    if running is None or running["ended_at"] is not None:
        return _ended(tx, start, key) or identify(tx, start, key, allowed.origin, now)
    mark = marker(start, key, allowed)
    if mark is not None and running["start_id"] == mark:
        return Opened(store.set_seen(tx, running["id"], now), resumed=running["gen"] > 1)
    if start.session is not None and start.session.sid == running["id"]:
        return Opened(_next_gen(tx, running, mark, _as_before(running), now), resumed=True)
    who = _ended(tx, start, key) or identify(tx, start, key, allowed.origin, now)
    if isinstance(who, Refusal):
        return who
    if who.token is not None:
        return _by_token(tx, running, who, mark, now)
    return _elsewhere(running, now) or _taken_over(tx, running, who, mark, now, flag_takeover)


def _ended(tx: Tx, start: Start, key: Row) -> Refusal | None:
    if start.session is None:
        return None
    session = store.find(tx, key["organisation_id"], start.session.sid)
    same = ("assessment_id", start.assessment_id), ("candidate_id", start.candidate_id), ("mode", key["mode"])
    if session is None or any(session[column] != value for column, value in same):
        return None
    detail = "This session has ended; call init without its token for the next attempt."
    return Refusal("session_ended", detail, {"endReason": session["end_reason"]})


def _by_token(tx: Tx, running: Row, who: Identity, mark: str | None, now: int) -> Opened | Refusal:
    """The platform's server vouches for this page: it need not wait, and that is no takeover."""
    if who.token is None or not candidate_token_store.insert_use(tx, who.token, running["id"], mark, now):
        return USED
    return Opened(_next_gen(tx, running, mark, _as_before(running), now), resumed=True)


def _elsewhere(running: Row, now: int) -> Refusal | None:
    wait = running["last_seen"] + silence_before_takeover(running) - now
    if wait <= 0:
        return None
    seconds = -(-wait // SECOND)
    return Refusal(
        "session_active_elsewhere",
        f"This candidate's session is running in another page; it can be taken over after {seconds} s of silence.",
        {"retryAfter": seconds},
    )


def _taken_over(tx: Tx, running: Row, who: Identity, mark: str | None, now: int, flag_takeover: FlagTakeover) -> Opened:
    # A signed session that a page without a token goes on with is signed no longer.
    taken = _next_gen(tx, running, mark, (who.standing, who.code), now)
    flag_takeover(tx, taken, now)
    return Opened(taken, resumed=True)


def _as_before(session: Row) -> tuple[str, str | None]:
    return session["identity"], session["identity_code"]


def _next_gen(tx: Tx, session: Row, mark: str | None, identity: tuple[str, str | None], now: int) -> Row:
    """The next page of the session. What the page before had queued is still taken, up to this moment."""
    past = msgspec.json.decode(session["past_gens"])
    past[str(session["gen"])] = {"acked": session["acked"], "until": now}
    return store.next_gen(tx, session["id"], msgspec.json.encode(past).decode(), mark, identity, now)
