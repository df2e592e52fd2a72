"""Counts by address, so that guessing is slow. Kept in memory: a restart forgives, a process counts alone."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from eye.clock import HOUR, MINUTE

WINDOW = MINUTE
REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left of a limit. `name` has only letters and hyphens; `reset` is in seconds."""

    name: str
    most: int
    left: int
    reset: int


def quota_headers(quotas: Sequence[Quota]) -> list[tuple[bytes, bytes]]:
    """The header fields of draft-ietf-httpapi-ratelimit-headers-10."""
    policies = ", ".join(f'"{one.name}";q={one.most};w={WINDOW // 1000}' for one in quotas)
    states = ", ".join(f'"{one.name}";r={one.left};t={one.reset}' for one in quotas)
    return [(b"ratelimit-policy", policies.encode()), (b"ratelimit", states.encode())]


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
            return _seconds_to(since + WINDOW, now)
        self._asked[address] = (since, count + 1)
        self._asked.move_to_end(address)
        while len(self._asked) > REMEMBERED:
            self._asked.popitem(last=False)
        return 0

    def quota(self, address: str, now: int) -> Quota:
        """What this address may still ask, and in how many seconds it may ask everything again."""
        since, count = self._asked.get(address, (now, 0))
        if not 0 <= now - since < WINDOW:
            since, count = now, 0
        return Quota("requests", self.most, max(0, self.most - count), _seconds_to(since + WINDOW, now))


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
        return max(self._wait((address, ""), now, self.most), self._wait((address, key), now, self._each))

    def quotas(self, address: str, key: str, now: int) -> list[Quota]:
        """How often this address, and this address with this key, may still fail."""
        subjects = (("failures-of-address", (address, ""), self.most), ("failures-of-key", (address, key), self._each))
        return [self._quota(name, subject, most, now) for name, subject, most in subjects]

    def _quota(self, name: str, subject: tuple[str, str], most: int, now: int) -> Quota:
        since, count = self._current(subject, now)
        return Quota(name, most, max(0, most - count), _seconds_to(since + WINDOW, now))

    @property
    def _each(self) -> int:
        return self.most // 4

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
        return _seconds_to(since + WINDOW, now) if count >= most else 0


def _seconds_to(moment: int, now: int) -> int:
    return max(1, (moment - now) // 1000)
