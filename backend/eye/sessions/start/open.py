"""`POST /v1/init`: key → origin → resume → candidate token → assessment → candidate → credits → session."""

from eye.clock import MINUTE
from eye.db import Row, Tx
from eye.domains import store as domains
from eye.domains.check import Allowed, judge_origin
from eye.errors import Refusal
from eye.keys import store as keys
from eye.keys.check import check_browser_key, unnoted
from eye.sessions.candidate_tokens.token import CandidateToken
from eye.sessions.start.begin import begin
from eye.sessions.start.identify import Identity
from eye.sessions.start.opened import Opened
from eye.sessions.start.request import Start
from eye.sessions.start.resume import FlagTakeover, go_on
from eye.sessions.start.store import find_start

# What a start is told too when another page's start of the same attempt came between its two looks at the sessions.
OVERTAKEN = {"unavailable", "credits_exhausted", "candidate_token_used"}


def open_session(
    tx: Tx, start: Start, origin: list[str], pepper: str, now: int, flag_takeover: FlagTakeover
) -> tuple[Opened | Refusal, Row | None]:
    """One transaction: what the start came to, and its key where there is one, under which a refusal is counted."""
    key, refusal = check_browser_key(
        tx, start.key, pepper, now, lambda hash: find_start(tx, hash, start.assessment_id, start.candidate_id)
    )
    if key is None or refusal is not None:
        assert refusal is not None  # noqa: S101 - a key without a row always comes with a refusal
        return refusal, key
    allowed = judge_origin(lambda: key["domains"], origin)
    if isinstance(allowed, Refusal):
        return allowed, key
    # Before the session, as everywhere, so that two writes never wait for each other; and not for a stranger who has
    # nothing but a key that everybody can read.
    if key["identity"] != "required" or start.session or isinstance(start.candidate_token, CandidateToken):
        _touch(tx, key, allowed, now)
    return _open(tx, start, allowed, key, now, flag_takeover), key


def _open(tx: Tx, start: Start, allowed: Allowed, key: Row, now: int, flag_takeover: FlagTakeover) -> Opened | Refusal:
    assessment = key["attempt"]
    runs = assessment is not None and assessment["running_id"] is not None
    found = go_on(tx, start, allowed, key, now, flag_takeover, runs=runs)
    outcome = begin(tx, start, allowed, key, assessment, found, now) if isinstance(found, Identity) else found
    if isinstance(outcome, Opened) or outcome.code not in OVERTAKEN:
        return outcome
    found = go_on(tx, start, allowed, key, now, flag_takeover, runs=True)
    if not isinstance(found, Identity):
        return found
    # A token that somebody used meanwhile is looked at anew: it may matter to this organisation, or not.
    return begin(tx, start, allowed, key, assessment, found, now) if outcome.code == "candidate_token_used" else outcome


def _touch(tx: Tx, key: Row, allowed: Allowed, now: int) -> None:
    if unnoted(key, now):
        keys.touch(tx, key["id"], allowed.origin, now)
    if allowed.seen_at is None or allowed.seen_at <= now - MINUTE:
        domains.touch_last_seen(tx, allowed.domain_id, now)
