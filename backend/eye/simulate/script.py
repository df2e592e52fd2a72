"""What one candidate will do, from a seed: the same seed always gives the same exam. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from eye.clock import Chance, seeded

BEAT = 10.0  # seconds
SNAPSHOT = 30.0
OFFLINE = (5.0, 40.0)  # shorter than the silence after which another page may take a session over
SKEWS = (-7_200.0, -900.0, -200.0, 120.0, 240.0, 900.0, 7_200.0)  # seconds by which a page's clock is wrong
FIRST_NAMES = (
    "Amara Ben Chloe Daniel Elif Farid Grace Hugo Ines Jonas Kavya Liam Mei Noah Olga Priya Quentin Rosa Sami Tara"
)
LAST_NAMES = (
    "Adeyemi Berg Costa Dubois Evans Fischer Garcia Hansen Ito Jansen Kaya Larsen Mensah Novak Okafor Patel Rossi Silva"
)


@dataclass(frozen=True, slots=True)
class Report:
    """Events at `at` seconds after the candidate's start; `shows` is the evidence: people in a picture, or `sound`."""

    at: float
    events: tuple[tuple[str, dict[str, Any]], ...]
    shows: int | str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """`beat`, `reload`, `offline` for `seconds`, `other_tab`, `take_over`, `finish` (`how`)."""

    at: float
    do: str
    seconds: float = 0.0
    how: str = ""


@dataclass(frozen=True, slots=True)
class Odd:
    """Something that raises a flag: `begins`, and what clears it after `least` to `most` seconds."""

    weight: float
    begins: tuple[tuple[str, dict[str, Any]], ...]
    ends: tuple[tuple[str, dict[str, Any]], ...] = ()
    least: float = 2.0
    most: float = 20.0
    shows: int | str | None = None


# How often what happens in an exam: most is looking away from the page, little is a second person.
ODDITIES = (
    Odd(
        34,
        (("TAB_FOCUS_CHANGE", {"focused": False, "hidden": True}), ("TAB_NOT_FOCUS", {})),
        (("TAB_FOCUS_CHANGE", {"focused": True}),),
    ),
    Odd(14, (("FACE_ABSENCE", {}),), (("FACE_ABSENCE", {"cleared": True}),), 3, 25, 0),
    Odd(14, (("SOUND_DETECTED", {}),), (("SOUND_DETECTED", {"cleared": True}),), 2, 8, "sound"),
    Odd(
        10,
        (("FULLSCREEN_CHANGE", {"fullscreen": False}), ("EXIT_FULLSCREEN", {})),
        (("FULLSCREEN_CHANGE", {"fullscreen": True}),),
    ),
    Odd(8, (("PASTE", {"length": 640, "long": True}),)),
    Odd(6, (("WINDOW_SMALL", {}),), (("WINDOW_SMALL", {"cleared": True}),), 5, 40),
    Odd(5, (("MULTIPLE_FACE", {}),), (("MULTIPLE_FACE", {"cleared": True}),), 2, 12, 2),
    Odd(4, (("SECOND_SCREEN", {}), ("SCREENS", {"extended": "yes"})), (("SCREENS", {"extended": "no"}),), 10, 60),
    Odd(3, (("CAMERA_COVERED", {}),), (("CAMERA_COVERED", {"cleared": True}),), 4, 15),
    Odd(2, (("SCREENSHOT_KEY", {}),)),
)
# No flags, but part of every stream; the last is one that only a later widget knows, and is rejected by name.
ASIDES: tuple[tuple[float, str, dict[str, Any]], ...] = (
    (10, "COPY", {"length": 42}),
    (6, "PASTE", {"length": 18, "own": True}),
    (4, "CONTEXT_MENU", {}),
    (3, "IDLE", {"idle": True}),
    (1, "EVENT_OF_TOMORROW", {}),
)
BEFORE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("SET_CONFIG", {"config": {"aiProctoring": True}}),
    ("CONSENT_GIVEN", {"language": "en", "shown": ["camera", "microphone", "page"], "hash": None}),
    ("SYSTEM_CHECK_STARTED", {}),
    ("SYSTEM_CHECK_COMPLETED", {"success": True}),
)


@dataclass(slots=True)
class Script:
    """`start` in seconds after the begin of the run; `acts` by their time after the candidate's own start."""

    number: int
    first_name: str
    last_name: str
    start: float
    skew: float
    lost_start: bool
    trouble: float  # the share of requests whose answer is lost, or that are sent once more
    acts: list[Report | Act] = field(default_factory=list)
    chance: Chance = field(default_factory=lambda: seeded(""))


def write_script(seed: int, number: int, seconds: float) -> Script:
    """The exam of candidate `number` in a run of `seconds`; about one flag a minute."""
    chance = seeded(f"{seed} {number}")
    script = Script(
        number=number,
        first_name=chance.choice(FIRST_NAMES.split()),
        last_name=chance.choice(LAST_NAMES.split()),
        start=chance.uniform(0, min(60.0, seconds / 8)),
        skew=chance.choice(SKEWS) if chance.random() < 0.1 else 0.0,
        lost_start=chance.random() < 0.05,
        trouble=0.02,
        chance=chance,
    )
    script.acts = sorted(_acts(chance, seconds - script.start), key=lambda act: act.at)
    return script


def _acts(chance: Chance, seconds: float) -> Iterator[Report | Act]:
    begin, end = 1.0, max(3.0, seconds - chance.uniform(0, seconds / 10))
    yield Report(0.2, BEFORE)
    yield Report(begin, (("STARTED", {}),))
    yield from (Act(begin + BEAT * count, "beat") for count in range(int((end - begin) / BEAT) + 1))
    yield from _snapshots(chance, begin, end)
    yield from _oddities(chance, begin, end)
    yield from _asides(chance, begin, end)
    yield from _troubles(chance, begin, end)
    # Most hand in; some pages say it by a request of their own, and some are just closed.
    yield Act(end, "finish", how=chance.choices(("event", "request", "closed"), (80, 15, 5))[0])


def _times(chance: Chance, mean: float, begin: float, end: float) -> Iterator[float]:
    at = begin + chance.expovariate(1 / mean)
    while at < end:
        yield at
        at += chance.expovariate(1 / mean)


def _snapshots(chance: Chance, begin: float, end: float) -> Iterator[Report]:
    at = begin + chance.uniform(0.3, 1) * SNAPSHOT
    while at < end:
        yield Report(at, (("PERIODIC_SNAPSHOT", {}),), 1)
        at += chance.uniform(0.5, 1.5) * SNAPSHOT


def _oddities(chance: Chance, begin: float, end: float) -> Iterator[Report]:
    mean = chance.choices((180.0, 50.0, 12.0), (60, 30, 10))[0]  # calm, restless, and what a reviewer looks for
    weights = [odd.weight for odd in ODDITIES]
    for at in _times(chance, mean, begin, end):
        odd = chance.choices(ODDITIES, weights)[0]
        yield Report(at, odd.begins, odd.shows)
        over = at + chance.uniform(odd.least, odd.most)
        if odd.ends and over < end:
            yield Report(over, odd.ends)


def _asides(chance: Chance, begin: float, end: float) -> Iterator[Report]:
    weights = [weight for weight, _, _ in ASIDES]
    for at in _times(chance, 90.0, begin, end):
        _, type, data = chance.choices(ASIDES, weights)[0]
        yield Report(at, ((type, data),))


def _troubles(chance: Chance, begin: float, end: float) -> Iterator[Act]:
    rare = (("reload", 0.25), ("offline", 0.2), ("other_tab", 0.1), ("take_over", 0.05))
    for do, share in rare:
        if chance.random() < share:
            spell = min(chance.uniform(*OFFLINE), (end - begin) / 4)
            yield Act(chance.uniform(begin + 0.5, end), do, seconds=spell)
