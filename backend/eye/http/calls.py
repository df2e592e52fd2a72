"""Counts in memory the calls of servers by key, so that a busy key writes one row a minute, not one a call."""

from collections import Counter


class Calls:
    """What this process served and has not written yet. Its size is bounded by the number of keys that work."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()

    def count(self, organisation_id: str, key_id: str) -> None:
        self._counts[organisation_id, key_id] += 1

    def take(self) -> Counter[tuple[str, str]]:
        """Everything not written yet, by organisation and key; it is counted here no longer."""
        taken, self._counts = self._counts, Counter()
        return taken

    def give_back(self, taken: Counter[tuple[str, str]]) -> None:
        """What could not be written is written next time."""
        self._counts.update(taken)
