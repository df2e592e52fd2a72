"""What a start comes to: a session that its page may go on with."""

from dataclasses import dataclass

from eye.db import Row
from eye.domains.check import Allowed
from eye.sessions.start.request import Start


@dataclass(frozen=True, slots=True)
class Opened:
    """`resumed`: the session had been opened before."""

    session: Row
    resumed: bool


def marker(start: Start, key: Row, allowed: Allowed) -> str | None:
    """What makes two requests the same start: with it, a lost answer can be asked for again."""
    return None if start.start_id is None else f"{start.start_id} {key['id']} {allowed.origin}"
