"""What waits to be written to PostgreSQL, and who of the writers takes how much of it."""

from collections import deque
from threading import Condition

from eye.db.calls import Call


class Queue:
    """A line for each statement with which writes begin, and one for those that say nothing about theirs."""

    def __init__(self) -> None:
        self._lines: dict[str | None, deque[Call]] = {}
        self._turn = Condition()
        self._idle = 0
        self._stopping = False

    def put(self, call: Call) -> None:
        with self._turn:
            self._lines.setdefault(call.first.sql if call.first else None, deque()).append(call)
            if self._idle:
                self._turn.notify()

    def stop(self) -> None:
        with self._turn:
            self._stopping = True
            self._turn.notify_all()

    def take(self, most: int) -> list[Call] | None:
        """A share of one line, so that those who are idle find some too; None when there is nothing to come."""
        with self._turn:
            while not self._lines:
                if self._stopping:
                    return None
                self._idle += 1
                self._turn.wait()
                self._idle -= 1
            sql = next(iter(self._lines))
            line = self._lines.pop(sql)
            taken = _group(line, min(-(-len(line) // (1 + self._idle)), most))
            if line:
                self._lines[sql] = line  # behind the others
            return taken


def _group(line: deque[Call], most: int) -> list[Call]:
    """From its front, no two of which begin in the same way; in the order in which everybody locks rows."""
    if line[0].first is None:
        return [line.popleft() for _ in range(most)]
    group: dict[tuple[str, ...], Call] = {}
    while line and len(group) < most:
        first = line[0].first
        if first is None or first.key in group:
            break
        group[first.key] = line.popleft()
    return [group[key] for key in sorted(group)]
