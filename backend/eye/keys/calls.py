"""Counts the calls of servers by key, in memory, and says when they are worth a write: at most once a minute a key."""

from eye.clock import DAY, MINUTE


class Calls:
    """What this process has not written yet. Its size is bounded by the number of keys that work."""

    def __init__(self) -> None:
        self._waiting: dict[str, int] = {}
        self._written: dict[str, int] = {}

    def due(self, key_id: str, now: int) -> int:
        """Count one call; how many are to be written now, 0 while it is too soon. A new day is never too soon."""
        self._waiting[key_id] = self._waiting.get(key_id, 0) + 1
        written = self._written.get(key_id, -DAY)
        if now - written < MINUTE and now // DAY == written // DAY:
            return 0
        self._written[key_id] = now
        return self._waiting.pop(key_id)
