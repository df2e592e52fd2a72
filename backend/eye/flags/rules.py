"""What is suspicious: one row a type. To add one, write a row; nothing else changes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class On:
    """An event of this type, if its data says so."""

    event: str
    when: Callable[[Data], bool] = lambda data: True


@dataclass(frozen=True, slots=True)
class Rule:
    """`sentence` is what a reviewer reads. Without `cleared` the flag is a moment and is cleared as it is raised."""

    type: str
    severity: str
    sentence: str
    raised: On | None
    cleared: On | None = None


def says(name: str, value: object) -> Callable[[Data], bool]:
    return lambda data: data.get(name) == value


def begins(data: Data) -> bool:
    return data.get("cleared") is not True


def ends(data: Data) -> bool:
    return data.get("cleared") is True


RULES = (
    Rule(
        "TAB_NOT_FOCUS",
        "medium",
        "The exam page was left for another tab or window.",
        raised=On("TAB_NOT_FOCUS"),
        cleared=On("TAB_FOCUS_CHANGE", says("focused", True)),
    ),
    Rule(
        "EXIT_FULLSCREEN",
        "medium",
        "Fullscreen was left.",
        raised=On("EXIT_FULLSCREEN"),
        cleared=On("FULLSCREEN_CHANGE", says("fullscreen", True)),
    ),
    Rule(
        "FACE_ABSENCE",
        "medium",
        "No face was in front of the camera.",
        raised=On("FACE_ABSENCE", begins),
        cleared=On("FACE_ABSENCE", ends),
    ),
    Rule(
        "MULTIPLE_FACE",
        "high",
        "More than one face was in front of the camera.",
        raised=On("MULTIPLE_FACE", begins),
        cleared=On("MULTIPLE_FACE", ends),
    ),
    Rule(
        "CAMERA_COVERED",
        "medium",
        "The camera was covered or saw nothing but darkness.",
        raised=On("CAMERA_COVERED", begins),
        cleared=On("CAMERA_COVERED", ends),
    ),
    Rule(
        "CAMERA_FROZEN",
        "low",
        "The camera showed the same picture all the time.",
        raised=On("CAMERA_FROZEN", begins),
        cleared=On("CAMERA_FROZEN", ends),
    ),
    # A cable that slips out is nobody's fault, and the coverage shows it; a permission is taken away by a person.
    Rule(
        "CAMERA_LOST",
        "medium",
        "The permission to use the camera was taken away.",
        raised=On("CAMERA_LOST", says("reason", "permission")),
        cleared=On("CAMERA_LOST", ends),
    ),
    Rule(
        "SOUND_DETECTED",
        "low",
        "There was sound above the room's own level.",
        raised=On("SOUND_DETECTED", begins),
        cleared=On("SOUND_DETECTED", ends),
    ),
    # The two that the server sees by itself; they are raised by name.
    Rule("EVENTS_MISSING", "low", "Events of this session never arrived.", raised=None),
    Rule("SESSION_TAKEOVER", "high", "Another page went on with this session without its token.", raised=None),
)

BY_TYPE = {rule.type: rule for rule in RULES}


def _by_event() -> dict[str, list[tuple[Rule, str, On]]]:
    found: dict[str, list[tuple[Rule, str, On]]] = {}
    for rule in RULES:
        for act, on in (("clear", rule.cleared), ("raise", rule.raised)):
            if on is not None:
                found.setdefault(on.event, []).append((rule, act, on))
    return found


BY_EVENT = _by_event()
