"""What a running session's page is asked to do, again and again until it says that it did. Pure.

The open ones stand as JSON in the session's own row, so that a batch of events needs no statement for them.
"""

from collections.abc import Collection
from typing import Any

import msgspec

MOST_OPEN = 20
OPPOSITES = ("pause", "resume")  # of which only the last word counts


class Command(msgspec.Struct, frozen=True):
    """`type` is one of message, pause, resume."""

    id: str
    type: str
    data: dict[str, Any]


_decoder = msgspec.json.Decoder(list[Command])


def read_commands(text: str | None) -> list[Command]:
    return [] if text is None else _decoder.decode(text)


def commands_text(commands: list[Command]) -> str | None:
    return msgspec.json.encode(commands).decode() if commands else None


def with_command(open: list[Command], command: Command) -> tuple[list[Command], list[str]]:
    """The open ones with one more at the end, and the ids of those that it takes back."""
    taken_back = [one.id for one in open if command.type in OPPOSITES and one.type in OPPOSITES]
    return [*(one for one in open if one.id not in taken_back), command], taken_back


def without(text: str, ids: Collection[str]) -> tuple[str | None, list[str]]:
    """The column less the commands with these ids, and those of the ids that were open."""
    open = read_commands(text)
    done = [one.id for one in open if one.id in ids]
    return (commands_text([one for one in open if one.id not in ids]), done) if done else (text, [])
