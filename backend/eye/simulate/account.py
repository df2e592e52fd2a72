"""What was sent and what the server acknowledged: the simulator's own books, against which the server's are held."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Sent:
    """One event as it was sent; `at` in milliseconds UTC. `rejected`: the server names it so, and does not store it.

    `stored` is True when the server must have it, False when it must not, None when nobody can know: it was on its way
    when everything stopped.
    """

    seq: int
    type: str
    at: int
    data: dict[str, Any]
    media_id: str | None = None
    rejected: bool = False
    stored: bool | None = None


@dataclass(slots=True)
class Page:
    """One page of a session: `waiting` was never sent, `sent` was. `skewed`: its clock is so wrong that Eye mends it.

    `until` is when the next page took over, as the server said it; with `sure` to the millisecond.
    """

    gen: int
    token: str
    skewed: bool = False
    next_seq: int = 1
    acked: int = 0
    waiting: list[Sent] = field(default_factory=list)
    sent: dict[int, Sent] = field(default_factory=dict)
    until: int | None = None
    sure: bool = True

    def acknowledge(self, acked: int, *, superseded: bool, ended: bool) -> None:
        """Everything up to `acked` is the server's now."""
        for seq in range(self.acked + 1, acked + 1):
            event = self.sent.get(seq)
            if event is not None:
                event.stored = self._is_stored(event, superseded=superseded, ended=ended)
        self.acked = max(self.acked, acked)
        self.waiting = [event for event in self.waiting if event.seq > self.acked]

    def _is_stored(self, event: Sent, *, superseded: bool, ended: bool) -> bool | None:
        if event.rejected:
            return False
        # Of what happened after the next page took over, or after the end, nothing is stored.
        if ended and event.type != "END_PROCTORING":
            return None
        if not superseded:
            return True
        if self.until is None or self.skewed:
            return None
        if event.at > self.until:
            return False
        return True if self.sure else None


@dataclass(slots=True)
class Account:
    """All of one candidate. `media` maps the ids that were acknowledged to the checksums of their bytes."""

    candidate_id: str
    assessment_id: str
    session_id: str | None = None
    mode: str = "live"
    pages: list[Page] = field(default_factory=list)
    media: dict[str, str] = field(default_factory=dict)
    media_sent: dict[str, str] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    refused: str | None = None

    @property
    def events(self) -> list[tuple[int, Sent]]:
        """Every event that was ever sent, with the page it is of."""
        return [(page.gen, event) for page in self.pages for event in page.sent.values()]
