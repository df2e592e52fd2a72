"""The form of an assessment as a table: a row for each decision. A new field of the policy is one more row."""

from dataclasses import dataclass

from eye.assessments.model import DISTANCES, LONGEST, LONGEST_CONSENT
from eye.assessments.wanted import MOST_ATTEMPTS, NUMBERS
from eye.clock import MINUTE
from eye.dashboard.assessments.signals import signal_choices

LONGEST_MINUTES = LONGEST // 60


@dataclass(frozen=True, slots=True)
class Field:
    """`key` is its name in the form, `path` where it stands in what the API takes. Numbers are typed in `unit`.

    `kind` is text, id, lines, number, decimal, switch, choice, time or boxes; `factor` turns what is typed into what
    is sent.
    """

    key: str
    label: str
    kind: str
    path: tuple[str, ...]
    help: str = ""
    unit: str = ""
    least: float = 0
    most: float = 0
    factor: int = 1
    choices: tuple[tuple[str, str], ...] = ()
    placeholder: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    intro: str
    fields: tuple[Field, ...]


def number(name: str, label: str, unit: str, help: str, factor: int = 1) -> Field:
    """A number of the policy, with the bounds that the API holds it to."""
    least, most = NUMBERS[name]
    return Field(name, label, "number", ("policy", name), help, unit, -(-least // factor), most // factor, factor)


def switch(name: str, label: str, help: str) -> Field:
    return Field(name, label, "switch", ("policy", name), help)


SETTINGS = (("host", "The exam page decides"), ("on", "On"), ("off", "Off"))
CHECKS = (("required", "Required"), ("noted", "Noted"), ("off", "Off"))


def feature(name: str, label: str, help: str) -> Field:
    return Field(name, label, "choice", ("features", name), help, choices=SETTINGS)


def check(name: str, label: str) -> Field:
    return Field(f"check-{name}", label, "choice", ("policy", "checks", name), choices=CHECKS)


BASICS = (
    Field("title", "Title", "text", ("title",), placeholder="Algebra, midterm", most=200, required=True),
    Field(
        "id",
        "Id",
        "id",
        ("id",),
        "Your platform's own id of it. It cannot be changed later.",
        placeholder="algebra-midterm",
        most=128,
        required=True,
    ),
    Field(
        "minutes",
        "Duration",
        "number",
        ("examDuration",),
        "After which the session ends by itself. Empty: the exam page says, or there is no limit.",
        "minutes",
        1,
        LONGEST_MINUTES,
        60,
    ),
    Field(
        "attempts",
        "Attempts",
        "number",
        ("attempts",),
        "How often a candidate may take it. Empty: as often as they like.",
        least=1,
        most=MOST_ATTEMPTS,
    ),
    Field("opensAt", "Opens", "time", ("opensAt",), "Empty: it is open already.", "UTC"),
    Field("closesAt", "Closes", "time", ("closesAt",), "No session starts after it; those that run go on.", "UTC"),
    number(
        "retentionDays",
        "Keep evidence for",
        "days",
        "After the end; then it is erased. Candidates read this before they agree. Empty: kept.",
    ),
)

WATCHING = (
    feature("aiProctoring", "AI monitoring", "Looks for faces and sound, in the candidate's browser."),
    feature("facialRecognition", "Facial recognition", "Compares the candidate's face with their picture."),
    switch("camera", "Use the camera", "Where AI monitoring is on and the candidate has agreed."),
    switch("microphone", "Use the microphone", "Where AI monitoring is on and the candidate has agreed."),
    switch("requireFullscreen", "Ask for fullscreen", "Leaving it becomes a flag."),
    switch("clipboardText", "Keep what is copied and pasted", "Up to 500 characters of it; otherwise only its length."),
    number("snapshotSeconds", "Snapshots", "seconds apart", "About; they come at random moments. 0: none."),
    Field(
        "off",
        "Switched off",
        "boxes",
        ("policy", "off"),
        "What is ticked is not watched and never becomes a flag.",
        choices=signal_choices(),
    ),
)

BEFORE = (
    switch("consent", "Always ask for consent", "Otherwise only where the camera or the microphone is used."),
    Field(
        "consentText",
        "Your own words",
        "lines",
        ("policy", "consentText"),
        "Shown to the candidate with Eye's question, for example whom to ask.",
        most=LONGEST_CONSENT,
    ),
    check("browser", "Browser check"),
    check("webcam", "Camera check"),
    check("microphone", "Microphone check"),
    check("internetSpeed", "Connection check"),
)

AFTER = (
    switch("secondReview", "Two reviewers", "A confirmed flag counts when a second, different reviewer has agreed."),
)

THRESHOLDS = (
    number("faceAbsenceSeconds", "No face", "seconds", "How long nobody is in front of the camera."),
    number("multipleFaceSeconds", "Several faces", "seconds", "How long more than one face is in front of it."),
    number("soundSeconds", "Sound", "seconds", "How long it is loud; short pauses count."),
    number(
        "soundRiseDb", "Loud", "dB", "Above the room's own level. A voice in the room is 15 to 30 above a quiet one."
    ),
    Field(
        "identityDistance",
        "Another face",
        "decimal",
        ("policy", "identityDistance"),
        "From this distance on. The same face is about 0.3 from itself, other people from 0.5 on.",
        "distance",
        *DISTANCES,
    ),
    number("pasteLength", "Pasted text", "characters", "From this length on. 0: never."),
    number("windowShare", "Small window", "percent", "Of the screen; below this the window is small. 0: never."),
    number("idleSeconds", "No input", "seconds", "How long nothing is typed, clicked or moved. 0: never."),
    number("abandonAfter", "Silence", "minutes", "After which a session that is not heard from ends.", MINUTE),
)

SECTIONS = (
    Section("basics", "Basics", "", BASICS),
    Section("watching", "Watching", "What Eye looks at while the exam runs.", WATCHING),
    Section(
        "before",
        "Before the exam",
        "A required check holds the exam back until it is well; a noted one only tells you.",
        BEFORE,
    ),
    Section("thresholds", "Thresholds", "From when on something becomes a flag.", THRESHOLDS),
    Section("after", "After the exam", "How its flags are reviewed.", AFTER),
)
FIELDS = {field.key: field for section in SECTIONS for field in section.fields}
