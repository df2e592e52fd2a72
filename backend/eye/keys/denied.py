"""Which refusals under a key count for the alert about bursts: those that somebody causes who tries a key out."""

from eye.db import Tx
from eye.keys import watch_store

# The others are the everyday of exams.
_ATTEMPTS = ("key_", "origin_", "candidate_token_")
_ATTEMPT = {"ip_not_allowed", "permission_missing"}


def note_attempts(tx: Tx, organisation_id: str, key_id: str, code: str, count: int, at: int) -> None:
    """Add `count` refusals to the minute of `at` (milliseconds UTC), if it is a code that counts."""
    if code in _ATTEMPT or code.startswith(_ATTEMPTS):
        watch_store.add_failed(tx, organisation_id, key_id, count, at)
