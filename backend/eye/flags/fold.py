"""Folds a session's events into its flags: which intervals begin, which end. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from eye.flags.rules import BY_EVENT, BY_TYPE, Rule


class Happening(Protocol):
    """What of an event a rule looks at; `at` in milliseconds UTC."""

    @property
    def seq(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def at(self) -> int: ...
    @property
    def data(self) -> dict[str, Any]: ...
    @property
    def media_id(self) -> str | None: ...


@dataclass(slots=True)
class Flag:
    """A flag that is about to be stored; times in milliseconds UTC."""

    id: str
    type: str
    severity: str
    description: str
    seq: int
    raised_at: int
    cleared_at: int | None = None
    media_id: str | None = None


@dataclass(slots=True)
class Folded:
    """`open` maps the type of each flag that is open afterwards to its id; `cleared` are (id, time) of older ones."""

    open: dict[str, str]
    raised: list[Flag] = field(default_factory=list)
    cleared: list[tuple[str, int]] = field(default_factory=list)

    def clear(self, type: str, at: int) -> None:
        id = self.open.pop(type, None)
        if id is None:
            return
        for flag in self.raised:
            if flag.id == id:
                flag.cleared_at = max(at, flag.raised_at)
                return
        self.cleared.append((id, at))

    def close_all(self, at: int) -> None:
        """Nothing stays open: whoever would have cleared these flags is gone since `at`."""
        for type in list(self.open):
            self.clear(type, at)


def fold(open_flags: dict[str, str], events: Iterable[Happening], make_id: Callable[[], str]) -> Folded:
    """The flags after `events`. A second raise of an open flag belongs to the interval that is open."""
    folded = Folded(dict(open_flags))
    for event in events:
        for rule, act, on in BY_EVENT.get(event.type, ()):
            if not on.when(event.data):
                continue
            if act == "clear":
                folded.clear(rule.type, event.at)
            elif rule.type not in folded.open:
                _raise(folded, rule, event, make_id())
    return folded


def _raise(folded: Folded, rule: Rule, event: Happening, id: str) -> None:
    flag = Flag(id, rule.type, rule.severity, rule.sentence, event.seq, event.at, media_id=event.media_id)
    folded.raised.append(flag)
    if rule.cleared is None:
        flag.cleared_at = event.at
    else:
        folded.open[rule.type] = id


def moment(type: str, id: str, seq: int, at: int, description: str | None = None) -> Flag:
    """A flag that the server raises by itself, for a moment."""
    rule = BY_TYPE[type]
    return Flag(id, type, rule.severity, description or rule.sentence, seq, at, cleared_at=at)
