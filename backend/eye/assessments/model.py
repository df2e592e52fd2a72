"""What an assessment decides about its sessions. Its settings win over the browser's."""

from dataclasses import dataclass
from typing import Any

import msgspec

from eye.clock import HOUR, MINUTE, SECOND
from eye.errors import Refusal

SETTING = ("on", "off", "host")
CHECK = ("required", "noted", "off")
LONGEST = 7 * 24 * 60 * 60  # seconds


class Checks(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """What the check before the exam looks at, each out of `CHECK`: `required` holds the exam back until it is well."""

    browser: str = "noted"
    webcam: str = "noted"
    microphone: str = "noted"
    internet_speed: str = "noted"


class Policy(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """Per assessment: `abandon_after` in milliseconds of silence.

    `camera` lets the widget open the camera, where AI monitoring is on too and the candidate has agreed. `consent` asks
    the candidate also where no device is used; `consent_text` is the institution's own part of the question, and
    `retention_days` tells how long the evidence is kept after the end, None for as long as the institution decides.
    `face_absence_seconds` and `multiple_face_seconds` are how long it must last to be a flag; `snapshot_seconds` is
    about how far snapshots are apart, 0 for none.
    `microphone` lets the widget open the microphone in the same way. `sound_seconds` is how long it must be loud to be
    a flag, and loud is `sound_rise_db` above the room's own level: a voice in the room is some 15 to 30 dB above a
    quiet one, while fans and traffic come and go by less than 6.
    `identity_distance` is below which two faces are a match: the same one in another light is about 0.3 from itself,
    other people from 0.5 on.
    `off` lists signals that are not watched, by the names in `signals.py`. `paste_length` is from how many characters
    on pasted text is a flag, 0 for never; `clipboard_text` keeps up to 500 characters of what is copied, cut or pasted,
    else only its length. `window_share` is the percentage of the screen below which the window is small, and
    `idle_seconds` is after how long without any input the candidate is idle; 0 for neither.
    With `second_review` a confirmed flag counts when a second, different reviewer has agreed.
    """

    abandon_after: int = HOUR
    require_fullscreen: bool = False
    camera: bool = True
    consent: bool = False
    consent_text: str | None = None
    retention_days: int | None = None
    checks: Checks = Checks()
    face_absence_seconds: int = 3
    multiple_face_seconds: int = 1
    snapshot_seconds: int = 30
    microphone: bool = True
    sound_seconds: int = 2
    sound_rise_db: int = 12
    identity_distance: float = 0.5
    off: list[str] = []
    paste_length: int = 40
    clipboard_text: bool = False
    window_share: int = 60
    idle_seconds: int = 300
    second_review: bool = False


@dataclass(frozen=True, slots=True)
class Features:
    ai_proctoring: bool
    facial_recognition: bool


def features(assessment: dict[str, Any], ai_proctoring: bool | None, facial_recognition: bool | None) -> Features:
    """`on` and `off` decide; `host` follows the browser, by default with AI monitoring and without recognition."""
    return Features(
        _decide(assessment["ai_proctoring"], ai_proctoring, otherwise=True),
        _decide(assessment["facial_recognition"], facial_recognition, otherwise=False),
    )


def _decide(setting: str, asked: bool | None, *, otherwise: bool) -> bool:
    if setting != "host":
        return setting == "on"
    return otherwise if asked is None else asked


def not_open(assessment: dict[str, Any], now: int) -> Refusal | None:
    """Why no session of this assessment may start now, if none may."""
    if assessment["opens_at"] is not None and now < assessment["opens_at"]:
        wait = -(-(assessment["opens_at"] - now) // SECOND)
        return Refusal("assessment_not_open", "This assessment has not opened yet.", {"retryAfter": wait})
    if assessment["closes_at"] is not None and now >= assessment["closes_at"]:
        return Refusal("assessment_not_open", "This assessment has closed.")
    return None


def policy_of(assessment: dict[str, Any]) -> Policy:
    return msgspec.json.decode(assessment["policy"], type=Policy)


SHORTEST_ABANDON = MINUTE
LONGEST_SIGHT = 600  # seconds
LONGEST_SOUND = 60  # seconds
RISES = (3, 40)  # dB; twice as loud is 6
DISTANCES = (0.1, 1.0)
LONGEST_CONSENT = 2_000  # characters
LONGEST_KEPT = 3_650  # days
LONGEST_PASTE = 100_000  # characters
