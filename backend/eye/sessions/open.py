"""`POST /v1/init`: key → origin → resume → candidate token → assessment → candidate → credits → session."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from eye.assessments import store as assessments
from eye.assessments.model import features, not_open, policy_of
from eye.billing import charge
from eye.clock import MINUTE, SECOND, new_id
from eye.db import Row, Tx
from eye.domains import store as domains
from eye.domains.check import Allowed, check_origin
from eye.errors import Refusal
from eye.keys import store as keys
from eye.keys.check import check_browser_key
from eye.sessions import store
from eye.sessions.end import settle
from eye.sessions.model import silence_before_takeover
from eye.sessions.start import Start

FlagTakeover = Callable[[Tx, Row, int], None]
# What a start is told too when another page's start of the same attempt came between its two looks at the sessions.
OVERTAKEN = {"unavailable", "credits_exhausted"}


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that its page may go on with. `resumed`: it had been opened before."""

    session: Row
    resumed: bool


def open_session(
    tx: Tx, start: Start, origin: list[str], pepper: str, now: int, flag_takeover: FlagTakeover
) -> Opened | Refusal:
    """One transaction. A refusal under a known key is counted, so that the owner sees it."""
    key, refusal = check_browser_key(tx, start.key, pepper, now)
    outcome = refusal or _open(tx, start, origin, _known(key), now, flag_takeover)
    if isinstance(outcome, Refusal) and key is not None:
        seen = origin[0][:300] if len(origin) == 1 else None
        keys.count_refused_start(tx, key["organisation_id"], key["id"], outcome.code, seen, now)
    return outcome


def _known(key: Row | None) -> Row:
    assert key is not None  # noqa: S101 - a key without a row always comes with a refusal
    return key


def _open(tx: Tx, start: Start, origin: list[str], key: Row, now: int, flag_takeover: FlagTakeover) -> Opened | Refusal:
    allowed = check_origin(tx, key["organisation_id"], origin)
    if isinstance(allowed, Refusal):
        return allowed
    _touch(tx, key, allowed, now)
    outcome = _go_on(tx, start, allowed, key, now, flag_takeover) or _begin(tx, start, allowed, key, now)
    if isinstance(outcome, Refusal) and outcome.code in OVERTAKEN:
        outcome = _go_on(tx, start, allowed, key, now, flag_takeover) or outcome
    return outcome


def _touch(tx: Tx, key: Row, allowed: Allowed, now: int) -> None:
    if key["last_used_at"] is None or key["last_used_at"] <= now - MINUTE:
        keys.touch(tx, key["id"], allowed.origin, now)
    domains.touch_last_seen(tx, allowed.domain_id, now)


def _go_on(
    tx: Tx, start: Start, allowed: Allowed, key: Row, now: int, flag_takeover: FlagTakeover
) -> Opened | Refusal | None:
    """The running session of this attempt, if this page may have it; None when there is none."""
    running = store.hold_running(tx, key["organisation_id"], key["mode"], start.assessment_id, start.candidate_id)
    running = settle(tx, running, now) if running else None
    if running is None or running["ended_at"] is not None:
        return _ended(tx, start, key) or _without_token(start, key)
    marker = _marker(start, key, allowed)
    if marker is not None and running["start_id"] == marker:
        return Opened(store.set_seen(tx, running["id"], now), resumed=running["gen"] > 1)
    if start.session is not None and start.session.sid == running["id"]:
        return Opened(_next_gen(tx, running, marker, now), resumed=True)
    refusal = _ended(tx, start, key) or _without_token(start, key) or _elsewhere(running, now)
    if refusal is not None:
        return refusal
    taken = _next_gen(tx, running, marker, now)
    flag_takeover(tx, taken, now)
    return Opened(taken, resumed=True)


def _ended(tx: Tx, start: Start, key: Row) -> Refusal | None:
    if start.session is None:
        return None
    session = store.find(tx, key["organisation_id"], start.session.sid)
    same = ("assessment_id", start.assessment_id), ("candidate_id", start.candidate_id), ("mode", key["mode"])
    if session is None or any(session[column] != value for column, value in same):
        return None
    detail = "This session has ended; call init without its token for the next attempt."
    return Refusal("session_ended", detail, {"endReason": session["end_reason"]})


def _without_token(start: Start, key: Row) -> Refusal | None:
    if start.candidate_token is not None:
        return Refusal("candidate_token_invalid", "The candidate token was not made by this Eye.")
    if key["identity"] == "required":
        return Refusal(
            "candidate_token_required",
            "This organisation accepts only starts with a candidate token, which its own server mints.",
        )
    return None


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


def _next_gen(tx: Tx, session: Row, marker: str | None, now: int) -> Row:
    """The next page of the session. What the page before had queued is still taken, up to this moment."""
    past = msgspec.json.decode(session["past_gens"])
    past[str(session["gen"])] = {"acked": session["acked"], "until": now}
    return store.next_gen(tx, session["id"], msgspec.json.encode(past).decode(), marker, now)


def _marker(start: Start, key: Row, allowed: Allowed) -> str | None:
    """What makes two requests the same start: with it, a lost answer can be asked for again."""
    return None if start.start_id is None else f"{start.start_id} {key['id']} {allowed.origin}"


def _begin(tx: Tx, start: Start, allowed: Allowed, key: Row, now: int) -> Opened | Refusal:
    """A new session; `unavailable` when another page's start won."""
    organisation_id, live = key["organisation_id"], key["mode"] == "live"
    assessment = assessments.find(tx, organisation_id, start.assessment_id)
    if assessment is None or assessment["archived_at"] is not None:
        detail = f"There is no assessment {start.assessment_id}; create it in the dashboard or by the API first."
        return Refusal("assessment_not_found", detail)
    used = store.count_attempts(tx, organisation_id, key["mode"], start.assessment_id, start.candidate_id)
    refusal = not_open(assessment, now) or _no_attempt_left(assessment, used, live)
    if refusal is not None:
        return refusal
    _meet(tx, start, organisation_id, now)
    session = store.insert(tx, _session(start, allowed, key, assessment, used + 1, now))
    if session is None:
        return Refusal("unavailable", "The session could not be opened; try again.", {"retryAfter": 1})
    # Last of all: every start of the organisation waits for its wallet from here to the commit.
    if live and not charge.hold(tx, session["id"], organisation_id):
        store.delete_unopened(tx, session["id"])
        return Refusal("credits_exhausted", "The organisation has no free credits left; its owner can buy more.")
    return Opened(session, resumed=False)


def _no_attempt_left(assessment: Row, used: int, live: bool) -> Refusal | None:
    if not live or assessment["attempts"] is None or used < assessment["attempts"]:
        return None
    return Refusal("attempts_exhausted", f"This candidate has used all {assessment['attempts']} attempts.")


def _meet(tx: Tx, start: Start, organisation_id: str, now: int) -> None:
    says = start.host.get
    assessments.meet_candidate(
        tx,
        organisation_id,
        start.candidate_id,
        says("candidateFirstName"),
        says("candidateLastName"),
        says("candidateEmail"),
        now,
    )


def _session(start: Start, allowed: Allowed, key: Row, assessment: Row, attempt: int, now: int) -> dict[str, Any]:
    decided = features(assessment, start.ai_proctoring, start.facial_recognition)
    duration = assessment["duration_ms"] if assessment["duration_ms"] is not None else start.duration_ms
    return {
        "id": new_id("ses", now),
        "organisation_id": key["organisation_id"],
        "mode": key["mode"],
        "assessment_id": start.assessment_id,
        "candidate_id": start.candidate_id,
        "attempt": attempt,
        "key_id": key["id"],
        "domain_id": allowed.domain_id,
        "domain_entry": allowed.entry,
        "origin": allowed.origin,
        "start_id": _marker(start, key, allowed),
        "created_at": now,
        "duration_ms": duration,
        "abandon_ms": policy_of(assessment).abandon_after,
        "ai_proctoring": int(decided.ai_proctoring),
        "facial_recognition": int(decided.facial_recognition),
        "policy": assessment["policy"],
        "host": msgspec.json.encode(start.host).decode(),
    }
