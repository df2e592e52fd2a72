"""What is suspicious: one row a type. To add one, write a row; nothing else changes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Data = dict[str, Any]
SEVERITIES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class On:
    """An event of this type, if its data says so."""

    event: str
    when: Callable[[Data], bool] = lambda data: True


@dataclass(frozen=True, slots=True)
class Rule:
    """`sentence` is what a reviewer reads. Without `cleared` the flag is a moment and is cleared as it is raised.

    What is `technical` lowers coverage and never counts against the candidate.
    """

    type: str
    severity: str
    sentence: str
    raised: On | None
    cleared: On | None = None
    technical: bool = False


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
    # A microphone that gives no signal without being muted is technical, and the coverage shows it.
    Rule(
        "MICROPHONE_MUTED",
        "low",
        "The microphone was muted.",
        raised=On("MICROPHONE_MUTED", begins),
        cleared=On("MICROPHONE_MUTED", ends),
    ),
    Rule(
        "MICROPHONE_LOST",
        "medium",
        "The permission to use the microphone was taken away.",
        raised=On("MICROPHONE_LOST", says("reason", "permission")),
        cleared=On("MICROPHONE_LOST", ends),
    ),
    Rule(
        "FACE_MISMATCH",
        "medium",
        "The face differed from the reference picture three times in a row. Light, glasses or an old picture can do"
        " that: compare the pictures yourself.",
        raised=On("FACE_MISMATCH", begins),
        cleared=On("FACE_MISMATCH", ends),
    ),
    # Copying and cutting are events only: candidates quote the question and move their own sentences. A long text that
    # comes from outside the page is worth a look, and no more than that: it may come from the candidate's own notes.
    Rule(
        "PASTE",
        "low",
        "A long text was pasted that was not copied in the exam page.",
        raised=On("PASTE", lambda data: data.get("long") is True and data.get("own") is not True),
    ),
    # A key is easily hit by mistake, and what it did is not to be seen: low, though nobody prints an exam by chance.
    Rule("PRINT_ATTEMPT", "low", "The page was about to be printed.", raised=On("PRINT_ATTEMPT")),
    Rule("SCREENSHOT_KEY", "low", "A key that takes a screenshot was pressed.", raised=On("SCREENSHOT_KEY")),
    # Many desks have two screens; the flag says how long it was connected, a person judges what it was used for.
    Rule(
        "SECOND_SCREEN",
        "low",
        "A second screen was connected.",
        raised=On("SECOND_SCREEN"),
        cleared=On("SCREENS", lambda data: data.get("extended") != "yes"),
    ),
    Rule(
        "WINDOW_SMALL",
        "low",
        "The exam's window filled only a part of the screen.",
        raised=On("WINDOW_SMALL", begins),
        cleared=On("WINDOW_SMALL", ends),
    ),
    # Often a tab that was opened twice; but a copy of the questions that nothing watches.
    Rule(
        "SEVERAL_TABS",
        "low",
        "The exam was open in another tab or window as well.",
        raised=On("SEVERAL_TABS", begins),
        cleared=On("SEVERAL_TABS", ends),
    ),
    # NETWORK_LOST and IDLE are no flags: a lost network is nobody's fault, and who does nothing with the page for
    # minutes reads, thinks or writes on paper.
    #
    # Those that the server sees by itself; they are raised by name.
    Rule("EVENTS_MISSING", "low", "Events of this session never arrived.", raised=None, technical=True),
    Rule(
        "DETECTOR_STALLED",
        "low",
        "A detector stood still while the page went on. This is technical and says nothing about the candidate.",
        raised=None,
        technical=True,
    ),
    Rule("SESSION_TAKEOVER", "high", "Another page went on with this session without its token.", raised=None),
)

BY_TYPE = {rule.type: rule for rule in RULES}
TECHNICAL_TYPES = tuple(rule.type for rule in RULES if rule.technical)


def _by_event() -> dict[str, list[tuple[Rule, str, On]]]:
    found: dict[str, list[tuple[Rule, str, On]]] = {}
    for rule in RULES:
        for act, on in (("clear", rule.cleared), ("raise", rule.raised)):
            if on is not None:
                found.setdefault(on.event, []).append((rule, act, on))
    return found


BY_EVENT = _by_event()
