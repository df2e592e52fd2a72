"""What the widget calls from the exam page. Bodies are JSON sent as text/plain, which spares the preflight."""

from typing import Any, Literal

from eye.api.reference.fields import body, choice, integer, name, object_of, outside_id, switch, text
from eye.api.reference.flags import Mode
from eye.api.reference.operation import Answer, Operation, Operations, Time
from eye.api.reference.sessions import Features, Status
from eye.assessments.model import LONGEST, Policy
from eye.events.batch import LAST_SEQ, MOST
from eye.events.types import REJECTIONS, TYPES
from eye.sessions.proctor.commands import Command

PLAIN = "text/plain"
BINARY = "application/octet-stream"
FORM = "multipart/form-data"
KEY = (
    "key_missing",
    "key_malformed",
    "key_unknown",
    "key_expired",
    "key_revoked",
    "key_secret_in_browser",
    "key_wrong_kind",
    "key_inactive",
    "organisation_suspended",
)
ORIGIN = (
    "origin_malformed",
    "origin_missing",
    "origin_null",
    "origin_not_allowed",
    "origin_scheme_or_port",
    "no_domains_registered",
)
TOKEN = ("session_token_invalid", "session_token_expired", *ORIGIN)


class Started(Answer):
    """`resumed`: the session had been opened before. `heartbeatSeconds` is how often the page reports."""

    session_id: str
    token: str
    expires_at: Time
    server_time: Time
    resumed: bool
    exam_ends_at: Time | None
    features: Features
    heartbeat_seconds: int
    policy: Policy
    gen: int
    mode: Mode
    status: Status


class Rejected(Answer):
    seq: int
    code: str


class Raised(Answer):
    """`eventId` is the event that raised it."""

    seq: int
    event_id: str
    flag_id: str
    type: str


class Taken(Answer):
    """`acked` is the highest `seq` that is stored for good; `commands` come again until they are reported as done."""

    acked: int
    server_time: Time
    exam_ends_at: Time | None
    commands: list[Command]
    rejected: list[Rejected]
    flags: list[Raised]
    ended: bool = False
    superseded: bool = False


class MediaTaken(Answer):
    media_id: str
    server_time: Time
    ended: bool = False


class Ended(Answer):
    status: Literal["ended"]
    ended_at: Time
    end_reason: str


_TOKEN = name("eyJ2IjoxfQ.example", most=1024, about="The session token that the start gave.")
_EVENT = object_of(
    {
        "seq": integer(1, 1, LAST_SEQ, "Counts from 1, greater than the one before."),
        "type": choice(TYPES, example="TAB_FOCUS_CHANGE"),
        "at": {"type": "string", "format": "date-time", "examples": ["2026-01-31T09:00:00.000Z"]},
    },
    {
        "data": {"type": "object", "examples": [{"focused": False}]},
        "mediaId": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$", "examples": ["picture-1"]},
    },
)
_START = body(
    "Start",
    {
        "apiKey": name("eye_pk_live_…", about="A publishable key."),
        "assessmentId": outside_id("algebra-1"),
        "candidateId": outside_id("student-42"),
    },
    {
        "assessmentTitle": text("Algebra, first term"),
        "candidateEmail": text("ada@student.example", most=254),
        "candidateFirstName": text("Ada", most=100),
        "candidateLastName": text("Lovelace", most=100),
        "candidateImageUrl": text("https://exams.northfield.example/ada.jpg", most=2000),
        "institutionName": text("Northfield College"),
        "examDuration": {
            "type": "number",
            "minimum": 1,
            "maximum": LONGEST,
            "examples": [3600],
            "description": "Seconds.",
        },
        "features": object_of({}, {"aiProctoring": switch(), "facialRecognition": switch(example=False)}),
        "candidateToken": text("…", most=2048, about="From your own server."),
        "sessionToken": text("…", most=2048, about="Of the session to go on with."),
        "startId": {
            "type": "string",
            "pattern": "^[A-Za-z0-9_-]{16,64}$",
            "examples": ["Zk3vQ1mR8sT0bN5xW7yD2a"],
            "description": "Chosen at random before the first request: the same one gets the same session again.",
        },
    },
    media=PLAIN,
)


def _form() -> dict[str, Any]:
    file = {"type": "string", "format": "binary", "description": "An image or audio, at most 2 MiB."}
    return {
        "token": _TOKEN,
        "mediaId": name("picture-1", most=64),
        "sha256": {"type": "string", "pattern": "^[0-9A-Fa-f]{64}$", "examples": ["0" * 64]},
        "file": file,
    }


BROWSER: Operations = {
    "POST /v1/init": Operation(
        "Start or resume a session",
        {201: Started, 200: Started},
        _START,
        refuses=(
            *KEY,
            *ORIGIN,
            "candidate_token_required",
            "candidate_token_invalid",
            "candidate_token_expired",
            "candidate_token_mismatch",
            "candidate_token_used",
            "credits_exhausted",
            "assessment_not_open",
            "assessment_not_found",
            "session_ended",
            "session_active_elsewhere",
            "attempts_exhausted",
        ),
        detail="The publishable key stands in the body; the Origin header must be that of a registered domain.",
    ),
    "POST /v1/events": Operation(
        "Report events",
        {202: Taken},
        body(
            "Batch",
            {"token": _TOKEN, "events": {"type": "array", "items": _EVENT, "maxItems": MOST}},
            media=PLAIN,
        ),
        refuses=(*TOKEN, "session_superseded", "session_ended"),
        detail="A bad event in a batch that can be read is listed in `rejected` ("
        + ", ".join(f"`{code}`" for code in REJECTIONS)
        + ") and holds up no other.",
    ),
    "POST /v1/media": Operation(
        "Send an image or sound",
        {201: MediaTaken, 202: MediaTaken},
        body("Media", _form(), media=FORM),
        refuses=(*TOKEN, "session_ended", "media_conflict", "media_limit_reached", "media_type_not_allowed"),
        detail="202 after the end of the session. The same file may be sent again.",
    ),
    "POST /v1/end": Operation(
        "End a session",
        {200: Ended},
        body("End", {"token": _TOKEN}, {"reason": choice(("host", "candidate"))}, media=PLAIN),
        refuses=(*TOKEN, "session_superseded"),
        detail="Ending it twice is harmless.",
    ),
    "GET /v1/speed": Operation(
        "Fetch bytes to measure the connection",
        {200: BINARY},
        query={"bytes": integer(100_000, 1, 512_000)},
    ),
    "POST /v1/speed": Operation(
        "Send bytes to measure the connection", {204: None}, body("Bytes", media=BINARY, may_be_empty=True)
    ),
}
