"""Sessions, what happened in them, and what people decide about it."""

from typing import Any, Literal

from eye.api.reference.fields import PAGED, body, choice, integer, name, outside_id, text, time
from eye.api.reference.operation import Answer, Operation, Operations, Page, Time
from eye.flags.decisions import DECISIONS, LONGEST_NOTE, QUEUES
from eye.flags.outcome import OUTCOMES
from eye.flags.rules import BY_TYPE, SEVERITIES
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
    late: bool
    review: Review


class Flag(FlagOfSession):
    """A `technical` flag is about equipment and lowers nobody's standing."""

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
            "type": choice(BY_TYPE),
            **_IDS,
            "sessionId": text("ses_06example"),
            "from": time("Raised at this moment or later."),
            "to": time("Raised before this moment.", "2026-02-28T00:00:00Z"),
        },
        detail="Newest first.",
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
