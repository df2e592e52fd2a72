"""Which refusals under a key count for the alert about bursts, those that somebody causes who tries a key out; and
which the organisation's servers hear of."""

from eye.clock import iso
from eye.db import Tx
from eye.http.refused_starts import RefusedStart
from eye.keys import store, watch_store
from eye.outbox import tell_hourly

# The others are the everyday of exams.
_ATTEMPTS = ("key_", "origin_", "candidate_token_")
_DENIED = {"origin_not_allowed", "origin_scheme_or_port", "no_domains_registered"}
_ATTEMPT = {"ip_not_allowed", "permission_missing"}


def note_attempts(tx: Tx, organisation_id: str, key_id: str, code: str, count: int, at: int) -> None:
    """Add `count` refusals to the minute of `at` (milliseconds UTC), if it is a code that counts."""
    if code in _ATTEMPT or code.startswith(_ATTEMPTS):
        watch_store.add_failed(tx, organisation_id, key_id, count, at)


def tell_refused(tx: Tx, refused: RefusedStart, at: int) -> None:
    """Tell of websites that are not registered, of each at most once an hour."""
    if refused.code not in _DENIED or not refused.origin.startswith(("https://", "http://")):
        return
    facts = {"origin": refused.origin, "keyId": refused.key_id, "code": refused.code, "createdAt": iso(at)}
    key = store.find(tx, refused.organisation_id, refused.key_id)
    test = key is not None and key["mode"] == "test"
    tell_hourly(tx, refused.organisation_id, "domain.denied", refused.origin, facts, test=test, now=at)
