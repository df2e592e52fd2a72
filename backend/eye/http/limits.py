"""Counts by address, so that guessing is slow. Kept in memory: a restart forgives, a process counts alone."""

from collections import OrderedDict

from eye.clock import HOUR, MINUTE

WINDOW = MINUTE
REMEMBERED = 50_000


class Rate:
    """How often an address asked in the last minute: a lot, since a whole school may share one."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._asked: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def wait(self, address: str, now: int) -> int:
        """Seconds until this address may ask again; 0 when it may now, which then counts."""
        since, count = self._asked.get(address, (now, 0))
        if not 0 <= now - since < WINDOW:
            since, count = now, 0
        if count >= self.most:
            return max(1, (since + WINDOW - now) // 1000)
        self._asked[address] = (since, count + 1)
        self._asked.move_to_end(address)
        while len(self._asked) > REMEMBERED:
            self._asked.popitem(last=False)
        return 0


class Failures:
    """How often an address failed in the last minute, alone and with one key.

    Never by a publishable key alone: it is public, and anyone could switch a school off.
    """

    def __init__(self, most: int = 120) -> None:
        self.most = most
        self._failed: OrderedDict[tuple[str, str], tuple[int, int]] = OrderedDict()
        self._succeeded: OrderedDict[tuple[str, str], int] = OrderedDict()

    def wait(self, address: str, key: str, now: int) -> int:
        """Seconds until this address may try (again); 0 when it may now."""
        if now - self._succeeded.get((address, key), -HOUR) < HOUR:
            return 0
        return max(self._wait((address, ""), now, self.most), self._wait((address, key), now, self.most // 4))

    def failed(self, address: str, key: str, now: int) -> None:
        for subject in ((address, ""), (address, key)):
            since, count = self._current(subject, now)
            self._failed[subject] = (since, count + 1)
            self._failed.move_to_end(subject)
        while len(self._failed) > REMEMBERED:
            self._failed.popitem(last=False)

    def succeeded(self, address: str, key: str, now: int) -> None:
        self._succeeded[(address, key)] = now
        self._succeeded.move_to_end((address, key))
        while len(self._succeeded) > REMEMBERED:
            self._succeeded.popitem(last=False)

    def _current(self, subject: tuple[str, str], now: int) -> tuple[int, int]:
        since, count = self._failed.get(subject, (now, 0))
        return (since, count) if 0 <= now - since < WINDOW else (now, 0)

    def _wait(self, subject: tuple[str, str], now: int, most: int) -> int:
        since, count = self._current(subject, now)
        return max(1, (since + WINDOW - now) // 1000) if count >= most else 0
