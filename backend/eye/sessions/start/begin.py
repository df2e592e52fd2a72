"""A new session: assessment → candidate → session → candidate token → credit."""

from typing import Any

import msgspec

from eye.assessments import store as assessments
from eye.assessments.accommodations import read_accommodations, relaxed
from eye.assessments.model import features, not_open, policy_of
from eye.billing import charge
from eye.clock import new_id
from eye.db import Row, Tx
from eye.domains.check import Allowed
from eye.errors import Refusal
from eye.sessions import store
from eye.sessions.candidate_tokens import store as candidate_token_store
from eye.sessions.start.identify import USED, Identity
from eye.sessions.start.opened import Opened, marker
from eye.sessions.start.request import Start


def begin(
    tx: Tx, start: Start, allowed: Allowed, key: Row, assessment: Row | None, who: Identity, now: int
) -> Opened | Refusal:
    """`unavailable` or `candidate_token_used` when another page's start won."""
    organisation_id = key["organisation_id"]
    if assessment is None or assessment["archived_at"] is not None:
        detail = f"There is no assessment {start.assessment_id} in use; create it, or restore it if it is archived."
        return Refusal("assessment_not_found", detail)
    refusal = not_open(assessment, now) or _no_attempt_left(tx, start, key, assessment)
    if refusal is not None:
        return refusal
    _meet(tx, start, organisation_id, now)
    assessment = _accommodated(assessment)
    row = _session(start, allowed, key, assessment, who, now)
    row["held"] = charge.expected_cost(tx, row)
    session = store.insert(tx, row)
    if session is None:
        return Refusal("unavailable", "The session could not be opened; try again.", {"retryAfter": 1})
    if who.token and not candidate_token_store.insert_use(tx, who.token, session["id"], session["start_id"], now):
        store.delete_unopened(tx, session["id"])
        return USED
    # Last of all: every start of the organisation waits for its wallet from here to the commit.
    if not charge.hold(tx, session, now):
        _take_back(tx, session, who)
        return Refusal("credits_exhausted", "The organisation has no free credits left; its owner can buy more.")
    return Opened(session, resumed=False)


def _take_back(tx: Tx, session: Row, who: Identity) -> None:
    """What cannot be paid for has used no token: the same one starts when there is credit."""
    if who.token is not None:
        candidate_token_store.delete_use(tx, who.token.jti)
    store.delete_unopened(tx, session["id"])


def _no_attempt_left(tx: Tx, start: Start, key: Row, assessment: Row) -> Refusal | None:
    if key["mode"] == "test" or assessment["attempts"] is None:
        return None
    used = store.count_attempts(tx, key["organisation_id"], "live", start.assessment_id, start.candidate_id)
    most = assessment["attempts"] + assessment["granted"]
    if used < most:
        return None
    return Refusal("attempts_exhausted", f"This candidate has used all {most} attempts.")


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


def _accommodated(assessment: Row) -> Row:
    """The assessment with what was decided for this candidate in its policy."""
    if assessment["accommodations"] in (None, "{}"):
        return assessment
    policy = relaxed(policy_of(assessment), read_accommodations(assessment["accommodations"]), assessment["id"])
    return {**assessment, "policy": msgspec.json.encode(policy).decode()}


def _session(start: Start, allowed: Allowed, key: Row, assessment: Row, who: Identity, now: int) -> dict[str, Any]:
    decided = features(assessment, start.ai_proctoring, start.facial_recognition)
    duration = assessment["duration_ms"] if assessment["duration_ms"] is not None else start.duration_ms
    return {
        "id": new_id("ses", now),
        "organisation_id": key["organisation_id"],
        "mode": key["mode"],
        "assessment_id": start.assessment_id,
        "candidate_id": start.candidate_id,
        "key_id": key["id"],
        "domain_id": allowed.domain_id,
        "domain_entry": allowed.entry,
        "origin": allowed.origin,
        "start_id": marker(start, key, allowed),
        "created_at": now,
        "duration_ms": duration,
        "meter": key["meter"],
        "price": key["price"],
        "price_version": key["price_version"],
        "abandon_ms": policy_of(assessment).abandon_after,
        "ai_proctoring": int(decided.ai_proctoring),
        "facial_recognition": int(decided.facial_recognition),
        "policy": assessment["policy"],
        "identity": who.standing,
        "identity_code": who.code,
        "host": msgspec.json.encode(start.host).decode(),
    }
