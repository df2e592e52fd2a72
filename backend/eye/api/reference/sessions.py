"""Sessions, what happened in them, and what people decide about it."""

from typing import Any, Literal

from eye.api.reference.fields import PAGED, body, choice, name, time
from eye.api.reference.flags import IDS, NOTE, VERSION, FlagOfSession, Mode
from eye.api.reference.operation import Answer, Operation, Operations, Page, Time
from eye.flags.outcome import OUTCOMES
from eye.sessions.proctor.acts import LONGEST_MESSAGE
from eye.sessions.proctor.acts import LONGEST_NOTE as LONGEST_REASON

Status = Literal["created", "active", "paused", "ended"]


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


SESSIONS: Operations = {
    "GET /v1/sessions": Operation(
        "List sessions",
        {200: Page[Session]},
        query={
            **PAGED,
            "status": choice(("created", "active", "paused", "ended"), example="ended"),
            "mode": choice(("live", "test")),
            **IDS,
            "from": time("Created at this moment or later."),
            "to": time("Created before this moment.", "2026-02-28T00:00:00Z"),
        },
        detail="Newest first.",
    ),
    "GET /v1/sessions/{id}/events": Operation(
        "List the events of a session", {200: Page[Event]}, query=PAGED, detail="In the order in which they happened."
    ),
    "GET /v1/sessions/{id}/flags": Operation(
        "List the flags of a session",
        {200: Page[FlagOfSession]},
        query=PAGED,
        detail="In the order in which they were raised.",
    ),
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
        body("OutcomeWanted", {"outcome": choice([*OUTCOMES, None])}, {"note": NOTE, "version": VERSION}),
        refuses=("flags_open", "session_not_ended", "changed_meanwhile"),
    ),
}
