"""What an assessment decides about its sessions. Its settings win over the browser's."""

from dataclasses import dataclass
from typing import Any

import msgspec

from eye.clock import HOUR, MINUTE, SECOND
from eye.errors import Refusal

SETTING = ("on", "off", "host")
LONGEST = 7 * 24 * 60 * 60  # seconds


class Policy(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """Per assessment: `abandon_after` in milliseconds of silence.

    `camera` lets the widget open the camera, where AI monitoring is on too.
    `face_absence_seconds` and `multiple_face_seconds` are how long it must last to be a flag; `snapshot_seconds` is
    about how far snapshots are apart, 0 for none.
    """

    abandon_after: int = HOUR
    require_fullscreen: bool = False
    camera: bool = False
    face_absence_seconds: int = 3
    multiple_face_seconds: int = 1
    snapshot_seconds: int = 30


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
