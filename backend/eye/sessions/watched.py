"""What of a session was really watched: for each detector the times in which it looked, as merged intervals. Pure.

The column `sessions.watched` keeps it as a small JSON. Times come in any order and more than once; the union is exact.
"""

from bisect import bisect_left, bisect_right

import msgspec

from eye.clock import SECOND

Span = tuple[int, int]  # from, to: milliseconds UTC

PAGE = "page"  # the page itself, which every heartbeat stands for
MOST_SPANS = 200
MOST_DETECTORS = 8
REACH = 15 * SECOND  # how far back a heartbeat vouches for its page: its own ten seconds, and a timer that is late
AHEAD = 2 * SECOND  # how far a page's clock may run before ours
LONGEST_REASON = 80


class Watched(msgspec.Struct, omit_defaults=True):
    """`spans` by detector, sorted and apart; `begun` is when each was first due; `missing` why one does not run.

    `beat` is the latest heartbeat. A detector's silence counts from `since` on at the earliest, and from `rested` on,
    the last heartbeat at which events in `causes` said why it does not look: by detector and type, when.
    """

    spans: dict[str, list[Span]] = {}
    begun: dict[str, int] = {}
    missing: dict[str, tuple[int, str]] = {}
    pauses: list[Span] = []
    beat: int = 0
    since: int = 0
    causes: dict[str, dict[str, int]] = {}
    rested: dict[str, int] = {}

    def has_looked(self, detector: str, start: int, end: int) -> None:
        cover(self.spans.setdefault(detector, []), start, end)

    def is_due(self, detector: str, start: int) -> bool:
        """False for one more detector than a session may have."""
        if detector not in self.begun and len(self.begun) >= MOST_DETECTORS:
            return False
        self.begun[detector] = min(start, self.begun.get(detector, start))
        return True

    def is_missing(self, detector: str, at: int, reason: str) -> None:
        if len(self.missing) < MOST_DETECTORS:
            self.missing.setdefault(detector, (at, reason[:LONGEST_REASON]))

    def explain(self, detector: str, cause: str, at: int) -> None:
        if detector in self.causes or len(self.causes) < MOST_DETECTORS:
            self.causes.setdefault(detector, {})[cause] = at

    def unexplain(self, detector: str, cause: str) -> None:
        self.causes.get(detector, {}).pop(cause, None)

    def outlive(self, detector: str, start: int) -> None:
        """It has looked from `start` on: what was said before is no reason any more."""
        causes = self.causes.get(detector, {})
        for cause in [cause for cause, at in causes.items() if at <= start]:
            del causes[cause]

    def rest(self, detector: str, at: int, page_since: int) -> None:
        """A heartbeat; `page_since` is when its page began. What an earlier page said is no reason."""
        if any(said >= page_since for said in self.causes.get(detector, {}).values()):
            self.rested[detector] = at

    def looked_until(self, detector: str) -> int:
        """The end of its last interval; when it was first due, if it never looked."""
        spans = self.spans.get(detector)
        return spans[-1][1] if spans else self.begun[detector]


_decoder = msgspec.json.Decoder(Watched)


def read_watched(text: str) -> Watched:
    return _decoder.decode(text)


def watched_text(watched: Watched) -> str:
    return msgspec.json.encode(watched).decode()


def with_pause(text: str, start: int, end: int) -> str:
    """The column after a pause; to be called where a session is resumed."""
    watched = read_watched(text)
    cover(watched.pauses, start, end)
    return watched_text(watched)


def cover(spans: list[Span], start: int, end: int) -> None:
    """Add an interval. Where there are too many the shortest falls out: never is more claimed than was watched."""
    if start >= end:
        return
    left = bisect_left(spans, start, key=lambda span: span[1])
    right = bisect_right(spans, end, key=lambda span: span[0])
    if left < right:
        start, end = min(start, spans[left][0]), max(end, spans[right - 1][1])
    spans[left:right] = [(start, end)]
    if len(spans) > MOST_SPANS:
        spans.remove(min(spans, key=lambda span: span[1] - span[0]))


def within(spans: list[Span], start: int, end: int) -> list[Span]:
    """The parts of `spans` from `start` to `end`."""
    return [(max(a, start), min(b, end)) for a, b in spans if b > start and a < end]


def without(spans: list[Span], taken: list[Span]) -> list[Span]:
    """`spans` less `taken`; both sorted and apart."""
    left = []
    for start, end in spans:
        for a, b in within(taken, start, end):
            if a > start:
                left.append((start, a))
            start = b
        if end > start:
            left.append((start, end))
    return left


def length(spans: list[Span]) -> int:
    """Milliseconds."""
    return sum(end - start for start, end in spans)
