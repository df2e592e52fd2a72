"""Flags, and what people decide about them."""

from typing import Literal

from eye.api.reference.fields import PAGED, Schema, body, choice, integer, name, outside_id, switch, text, time
from eye.api.reference.operation import Answer, Operation, Operations, Page, Time
from eye.flags.by_hand import LARGEST, LONGEST_DESCRIPTION, TYPE
from eye.flags.decisions import DECISIONS, LONGEST_NOTE, QUEUES
from eye.flags.rules import SEVERITIES

Mode = Literal["live", "test"]


class Review(Answer):
    """What stands about a flag. `version` counts its decisions."""

    state: str
    by: str | None
    first_by: str | None
    at: Time | None
    note: str | None
    version: int


class _Flag(Answer):
    id: str
    type: str
    severity: Literal["low", "medium", "high"]
    description: str
    raised_at: Time
    cleared_at: Time | None
    gen: int
    seq: int
    media_id: str | None
    raised_by: str | None
    late: bool
    review: Review


class FlagOfSession(_Flag):
    cursor: str


class Flag(_Flag):
    """A `technical` flag is about equipment and lowers nobody's standing.

    `raisedBy` is the key or the member that raised it by hand, and null for Eye's own rules.
    """

    session_id: str
    assessment_id: str
    candidate_id: str
    mode: Mode
    technical: bool


class Decision(Answer):
    decision: str
    state: str
    by: str | None
    at: Time
    note: str | None


class FlagWithHistory(Flag):
    history: list[Decision]


VERSION = integer(0, 0, about="The version you saw; if somebody was faster, nothing is changed.")
_TYPE = {
    "type": "string",
    "pattern": f"^{TYPE.pattern.removesuffix(chr(92) + 'Z')}$",
    "description": "One of Eye's, or your own. CUSTOM where it is left out.",
    "examples": ["CUSTOM"],
}
BASE64: Schema = {
    "type": "string",
    "contentEncoding": "base64",
    "description": f"A file of at most {LARGEST:,} bytes: JPEG, PNG, WebP, WebM audio, Ogg, WAV, MP3, M4A.",
    "examples": ["iVBORw0KGgo="],
}
NOTE = text("Looked at the pictures: a second screen.", most=LONGEST_NOTE)
IDS = {"assessmentId": outside_id("algebra-1"), "candidateId": outside_id("student-42")}

FLAGS: Operations = {
    "GET /v1/flags": Operation(
        "List flags",
        {200: Page[Flag]},
        query={
            **PAGED,
            "state": choice(QUEUES, "The list it stands in."),
            "severity": choice(SEVERITIES),
            "type": _TYPE,
            "technical": switch("With technical flags; left out by default.", example=False),
            **IDS,
            "sessionId": text("ses_06example"),
            "from": time("Raised at this moment or later."),
            "to": time("Raised before this moment.", "2026-02-28T00:00:00Z"),
        },
        detail="Newest first. Technical flags are shown when technical, state or type asks for them.",
    ),
    "POST /v1/flags": Operation(
        "Raise a flag",
        {201: Flag},
        body(
            "NewFlag",
            {"sessionId": name("ses_06example")},
            {
                "type": _TYPE,
                "severity": choice(SEVERITIES, "That of the type, if Eye knows it; else medium.", example="medium"),
                "description": text(
                    "Two answers are word for word those of another candidate.",
                    most=LONGEST_DESCRIPTION,
                    about="What a reviewer reads. Required for a type that Eye does not know.",
                ),
                "raisedAt": time("Now where it is left out, or the end of the session."),
                "clearedAt": time("The end of an interval; a moment where it is left out.", "2026-01-31T09:00:20Z"),
                "mediaId": text("shot_1", most=64, about="Evidence that the session has."),
                "media": BASE64,
            },
            example={
                "sessionId": "ses_06example",
                "type": "SAME_ANSWERS",
                "severity": "medium",
                "description": "Two answers are word for word those of another candidate.",
                "raisedAt": "2026-01-31T09:00:00Z",
            },
        ),
        refuses=("session_erased", "flag_limit_reached", "media_type_not_allowed", "not_found"),
        detail="From your own server: it is reviewed, told by webhook and counted like any other.",
    ),
    "GET /v1/flags/{id}": Operation("See a flag with every decision about it", {200: FlagWithHistory}),
    "POST /v1/flags/{id}/review": Operation(
        "Decide about a flag",
        {200: Flag},
        body("ReviewWanted", {"decision": choice(DECISIONS)}, {"note": NOTE, "version": VERSION}),
        refuses=("flag_reviewed_meanwhile", "flag_needs_another_reviewer"),
    ),
    "DELETE /v1/flags/{id}/review": Operation(
        "Take the last decision about a flag back",
        {200: Flag},
        query={"version": VERSION},
        refuses=("flag_reviewed_meanwhile",),
    ),
}
