"""Sessions, what happened in them, and what people decide about it."""

from typing import Any, Literal

from eye.api.reference.fields import PAGED, Schema, body, choice, integer, name, outside_id, switch, text, time
from eye.api.reference.operation import Answer, Operation, Operations, Page, Time
from eye.flags.by_hand import LARGEST, LONGEST_DESCRIPTION, TYPE
from eye.flags.decisions import DECISIONS, LONGEST_NOTE, QUEUES
from eye.flags.outcome import OUTCOMES
from eye.flags.rules import SEVERITIES
from eye.sessions.proctor import LONGEST_MESSAGE
from eye.sessions.proctor import LONGEST_NOTE as LONGEST_REASON

Status = Literal["created", "active", "paused", "ended"]
Mode = Literal["live", "test"]


class Features(Answer):
    ai_proctoring: bool
    facial_recognition: bool


class Charge(Answer):
    credits: int
    at: Time


class Outcome(Answer):
    """What a reviewer decided about a session."""

    outcome: str
    by: str | None
    at: Time | None


class Session(Answer):
    """`connectivity` is derived from when the page was last heard; `host` is what the page said about itself.

    `outcome` is null as long as nobody has decided, `charge` until monitoring began, and always for a test session.
    """

    id: str
    mode: Mode
    assessment_id: str
    candidate_id: str
    attempt: int
    status: Status
    end_reason: str | None
    end_note: str | None
    outcome: Outcome | None
    connectivity: str | None
    created_at: Time
    activated_at: Time | None
    exam_ends_at: Time | None
    paused_at: Time | None
    ended_at: Time | None
    erase_at: Time | None
    erased_at: Time | None
    last_seen_at: Time | None
    origin: str | None
    domain: str | None
    key_id: str | None
    identified: str | None
    identified_code: str | None
    features: Features
    host: dict[str, Any]
    gen: int
    event_count: int
    rejected_count: int
    flag_count: int
    charge: Charge | None


class Event(Answer):
    """`gen` counts the pages of a session, `seq` the events of a page. `late` came after the end."""

    id: str
    cursor: str
    gen: int
    seq: int
    type: str
    at: Time
    original_at: str | None
    received_at: Time
    data: dict[str, Any]
    media_id: str | None
    late: bool


class Media(Answer):
    """An image or audio file. `late` came after the end of its session."""

    id: str
    content_type: str
    size: int
    sha256: str
    late: bool
    created_at: Time


class Review(Answer):
    """What stands about a flag. `version` counts its decisions."""

    state: str
    by: str | None
    first_by: str | None
    at: Time | None
    note: str | None
    version: int


class FlagOfSession(Answer):
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


class Flag(FlagOfSession):
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


class OutcomeOfSession(Answer):
    """`outcome` is null as long as nobody has decided."""

    session_id: str
    outcome: str | None
    by: str | None
    at: Time | None
    note: str | None
    version: int
    open_flags: int


class Message(Answer):
    """`doneAt` is when the candidate's page showed it."""

    id: str
    session_id: str
    text: str
    created_at: Time
    done_at: Time | None


class SessionState(Answer):
    id: str
    status: Status
    paused_at: Time | None
    exam_ends_at: Time | None
    ended_at: Time | None
    end_reason: str | None
    end_note: str | None


_VERSION = integer(0, 0, about="The version you saw; if somebody was faster, nothing is changed.")
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
_NOTE = text("Looked at the pictures: a second screen.", most=LONGEST_NOTE)
_IDS = {"assessmentId": outside_id("algebra-1"), "candidateId": outside_id("student-42")}

SESSIONS: Operations = {
    "GET /v1/sessions": Operation(
        "List sessions",
        {200: Page[Session]},
        query={**PAGED, "status": choice(("created", "active", "paused", "ended"), example="ended"), **_IDS},
        detail="Newest first.",
    ),
    "GET /v1/sessions/{id}/events": Operation(
        "List the events of a session", {200: Page[Event]}, query=PAGED, detail="In the order in which they happened."
    ),
    "GET /v1/sessions/{id}/flags": Operation("List the flags of a session", {200: Page[FlagOfSession]}),
    "GET /v1/sessions/{id}/media": Operation(
        "List the media of a session", {200: Page[Media]}, query=PAGED, detail="In the order of their ids."
    ),
    "GET /v1/sessions/{id}/media/{media}": Operation("Fetch the bytes of a media", {200: "image/*"}, also="audio/*"),
    "POST /v1/sessions/{id}/messages": Operation(
        "Send the candidate a message",
        {201: Message},
        body("NewMessage", {"text": name("Please turn on the light.", most=LONGEST_MESSAGE)}),
        refuses=("session_ended", "session_not_active", "command_limit_reached"),
    ),
    "POST /v1/sessions/{id}/pause": Operation(
        "Pause a session",
        {200: SessionState},
        refuses=("session_ended", "session_not_active", "command_limit_reached"),
        detail="The time of the pause is added to the end.",
    ),
    "POST /v1/sessions/{id}/resume": Operation(
        "Resume a paused session",
        {200: SessionState},
        refuses=("session_ended", "session_not_active", "command_limit_reached"),
    ),
    "POST /v1/sessions/{id}/end": Operation(
        "End a session",
        {200: SessionState},
        body("ProctorEnd", {"reason": name("The candidate left the room.", most=LONGEST_REASON)}),
        refuses=("session_ended",),
    ),
    "PUT /v1/sessions/{id}/outcome": Operation(
        "Decide about a session",
        {200: OutcomeOfSession},
        body("OutcomeWanted", {"outcome": choice([*OUTCOMES, None])}, {"note": _NOTE, "version": _VERSION}),
        refuses=("flags_open", "session_not_ended", "changed_meanwhile"),
    ),
}
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
            **_IDS,
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
        body("ReviewWanted", {"decision": choice(DECISIONS)}, {"note": _NOTE, "version": _VERSION}),
        refuses=("flag_reviewed_meanwhile", "flag_needs_another_reviewer"),
    ),
    "DELETE /v1/flags/{id}/review": Operation(
        "Take the last decision about a flag back",
        {200: Flag},
        query={"version": _VERSION},
        refuses=("flag_reviewed_meanwhile",),
    ),
}
