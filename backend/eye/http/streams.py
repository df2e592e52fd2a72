"""How many streams one person holds open. A browser has few connections to a server, and a server not endless ones."""

import contextlib
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass

MOST = 4


@dataclass(eq=False, slots=True)
class Stream:
    """`replaced` tells it that its holder opened newer ones than are kept at once."""

    replaced: bool = False


class Streams:
    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._open: defaultdict[str, deque[Stream]] = defaultdict(deque)

    @contextlib.contextmanager
    def open(self, holder: str) -> Iterator[Stream]:
        """One more; the oldest of too many is told to go."""
        stream, held = Stream(), self._open[holder]
        held.append(stream)
        while len(held) > self.most:
            held.popleft().replaced = True
        try:
            yield stream
        finally:
            if stream in held:
                held.remove(stream)
            if not held:
                self._open.pop(holder, None)

    def count(self) -> int:
        """How many are open and not replaced."""
        return sum(map(len, self._open.values()))
