"""What a page may report: each event type with the shape of its data. To add one, write a line."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec


class Struct(msgspec.Struct, rename="camel"):
    """Unknown fields are kept as they came; those named here must have their type."""


class Anything(Struct):
    pass


Length = Annotated[int, msgspec.Meta(ge=0)]
Seconds = Annotated[float, msgspec.Meta(ge=0)]


class Focus(Struct):
    """`hidden`: the tab was not to be seen, else only another window had the focus; `away_seconds` once it is back."""

    focused: bool
    hidden: bool = False
    away_seconds: Seconds = 0


class Fullscreen(Struct):
    fullscreen: bool


class Interval(Struct):
    cleared: bool = False


class Reason(Struct):
    reason: str


class Label(Struct):
    """What a device calls itself."""

    label: str


class Compared(Struct):
    """How far a face was from the `reference`: a match below `limit`. For a person to look at, never a decision."""

    distance: Annotated[float, msgspec.Meta(ge=0)]
    limit: Annotated[float, msgspec.Meta(ge=0)]
    match: bool
    reference: Literal["image", "check", "snapshot"]


class Clip(Struct):
    """What went through the clipboard: its characters, and the beginning of the text only where the policy asks."""

    length: Length
    text: Annotated[str, msgspec.Meta(max_length=500)] = ""


class Paste(Clip):
    """`long` by the assessment's own measure; `own` when it was copied or cut in the exam page itself."""

    long: bool = False
    own: bool = False


class Screens(Struct):
    extended: Literal["yes", "no", "unknown"]


class Back(Struct):
    offline_seconds: Seconds


class Idle(Struct):
    idle: bool
    idle_seconds: Seconds = 0


class Consent(Struct):
    """What the candidate agreed to: the names of what was listed, its language, and the SHA-256 of what was shown.

    `hash` is None where the browser computes none, as on a page without https.
    """

    language: str
    shown: list[str]
    hash: str | None = None


class Detector(Struct):
    detector: str
    reason: str


class Window(Struct):
    """A time in which `detector` looked `looked` of `expected` times; `from` and `to` are ISO 8601."""

    detector: str
    from_: datetime = msgspec.field(name="from")
    to: datetime
    looked: Annotated[float, msgspec.Meta(ge=0)]
    expected: Annotated[float, msgspec.Meta(ge=0)]


class Note(Struct):
    """Something of the page that lowers nobody's standing: `media_dropped`, of which the browser had no room for."""

    code: str
    count: Annotated[int, msgspec.Meta(ge=0)] = 1


class Heartbeat(Struct):
    windows: list[Window] = []
    notes: list[Note] = []


class CommandDone(Struct):
    id: str


TYPES: dict[str, type[Struct]] = {
    "SET_CONFIG": Anything,
    "CONSENT_GIVEN": Consent,
    "SYSTEM_CHECK_STARTED": Anything,
    "SYSTEM_CHECK_COMPLETED": Anything,
    "STARTED": Anything,
    "END_PROCTORING": Anything,
    "HEARTBEAT": Heartbeat,
    "TAB_FOCUS_CHANGE": Focus,
    "TAB_NOT_FOCUS": Anything,
    "FULLSCREEN_CHANGE": Fullscreen,
    "EXIT_FULLSCREEN": Anything,
    "FACE_ABSENCE": Interval,
    "MULTIPLE_FACE": Interval,
    "SOUND_DETECTED": Interval,
    "PERIODIC_SNAPSHOT": Anything,
    "CAMERA_COVERED": Interval,
    "CAMERA_FROZEN": Interval,
    "CAMERA_LOST": Interval,
    "CAMERA_UNAVAILABLE": Reason,
    "CAMERA_CHANGED": Label,
    "CAMERA_VIRTUAL": Label,
    "MICROPHONE_MUTED": Interval,
    "MICROPHONE_SILENT": Interval,
    "MICROPHONE_LOST": Interval,
    "MICROPHONE_UNAVAILABLE": Reason,
    "MICROPHONE_CHANGED": Label,
    "REFERENCE_UNAVAILABLE": Reason,
    "REFERENCE_PICTURE": Anything,
    "IDENTITY_CHECKED": Compared,
    "FACE_MISMATCH": Interval,
    "DETECTOR_UNAVAILABLE": Detector,
    "COPY": Clip,
    "CUT": Clip,
    "PASTE": Paste,
    "CONTEXT_MENU": Anything,
    "PRINT_ATTEMPT": Anything,
    "SCREENSHOT_KEY": Anything,
    "SCREENS": Screens,
    "SECOND_SCREEN": Anything,
    "WINDOW_SMALL": Interval,
    "SEVERAL_TABS": Interval,
    "NETWORK_LOST": Anything,
    "NETWORK_BACK": Back,
    "IDLE": Idle,
    "COMMAND_DONE": CommandDone,
}

# Everything else starts the exam clock, uses the attempt and is charged.
BEFORE_THE_EXAM = {"SET_CONFIG", "CONSENT_GIVEN", "SYSTEM_CHECK_STARTED", "SYSTEM_CHECK_COMPLETED", "END_PROCTORING"}


# Why an event is listed in `rejected`; the docs page shows this table.
REJECTIONS = {
    "event_malformed": "The event lacks type or at, or one of its fields is of the wrong kind.",
    "event_type_unknown": "Eye has no event of this type.",
    "event_data_invalid": "The data does not have the shape that this type asks for.",
    "event_media_id_invalid": "mediaId is not 1 to 64 characters of A-Z, a-z, 0-9, _ and -.",
}


def wrong_data(type: str, data: dict[str, Any]) -> str | None:
    """`event_type_unknown` or `event_data_invalid`; None when the event can be stored."""
    shape = TYPES.get(type)
    if shape is None:
        return "event_type_unknown"
    try:
        msgspec.convert(data, shape)
    except msgspec.ValidationError:
        return "event_data_invalid"
    return None
