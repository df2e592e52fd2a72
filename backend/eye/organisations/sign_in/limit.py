"""Slows guessing of passwords: counts failed sign-ins by address, and by address and email together.

Never by email alone: anyone could then lock a member out. In memory: a restart forgives, a process counts alone.
"""

import ipaddress
from collections import OrderedDict

from eye.clock import MINUTE, SECOND

WINDOW = 15 * MINUTE
MOST_OF_ADDRESS = 60
MOST_OF_EMAIL = 10
REMEMBERED = 50_000


class SignInLimit:
    """The failed sign-ins of the last quarter of an hour."""

    def __init__(self, of_address: int = MOST_OF_ADDRESS, of_email: int = MOST_OF_EMAIL) -> None:
        self._of_address = of_address
        self._of_email = of_email
        self._failed: OrderedDict[tuple[str, str], tuple[int, int]] = OrderedDict()

    def wait(self, address: str, email: str, now: int) -> int:
        """Seconds until this address may try this email (again); 0 when it may now."""
        place = _place(address)
        return max(self._wait((place, ""), now, self._of_address), self._wait((place, email), now, self._of_email))

    def tried(self, address: str, email: str, now: int) -> None:
        """Count a try before its password is compared: a hundred at once must not all slip through."""
        place = _place(address)
        for subject in {(place, ""), (place, email)}:
            since, count = self._current(subject, now)
            self._failed[subject] = (since, count + 1)
            self._failed.move_to_end(subject)
        while len(self._failed) > REMEMBERED:
            self._failed.popitem(last=False)

    def succeeded(self, address: str, email: str) -> None:
        """Take back the try that turned out right, and forgive those with the same email."""
        place = _place(address)
        self._failed.pop((place, email), None)
        since, count = self._failed.get((place, ""), (0, 0))
        if count:
            self._failed[(place, "")] = (since, count - 1)

    def _current(self, subject: tuple[str, str], now: int) -> tuple[int, int]:
        since, count = self._failed.get(subject, (now, 0))
        return (since, count) if 0 <= now - since < WINDOW else (now, 0)

    def _wait(self, subject: tuple[str, str], now: int, most: int) -> int:
        since, count = self._current(subject, now)
        return max(1, (since + WINDOW - now) // SECOND) if count >= most else 0


def _place(address: str) -> str:
    # One household or server owns a whole /64 of IPv6 addresses and can use a new one for each guess.
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else address
