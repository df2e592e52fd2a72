"""Assessments, candidates, and the tokens that candidates start with."""

from typing import Literal

from msgspec import UNSET, UnsetType

from eye.api.reference.fields import (
    PAGED,
    Schema,
    body,
    choice,
    decimal,
    integer,
    name,
    object_of,
    or_null,
    outside_id,
    switch,
    text,
    texts,
    time,
)
from eye.api.reference.operation import Answer, Operation, Operations, Page, Time
from eye.assessments.accommodations import RELAXED, Accommodation
from eye.assessments.model import CHECK, DISTANCES, LONGEST, LONGEST_CONSENT, SETTING, Policy
from eye.assessments.signals import SIGNALS
from eye.assessments.wanted import CHECKS, MOST_ATTEMPTS, NUMBERS, SWITCHES
from eye.sessions.candidate_tokens.token import LEAST_SECONDS, MOST_SECONDS


class Settings(Answer):
    """`host` leaves it to the page that starts."""

    ai_proctoring: Literal["on", "off", "host"]
    facial_recognition: Literal["on", "off", "host"]


class Assessment(Answer):
    """`examDuration` in seconds; null leaves it to the page. `attempts`: null for as many as one likes."""

    id: str
    title: str
    exam_duration: float | None
    attempts: int | None
    opens_at: Time | None
    closes_at: Time | None
    features: Settings
    policy: Policy
    created_at: Time
    archived_at: Time | None


class Candidate(Answer):
    id: str
    first_name: str | None
    last_name: str | None
    email: str | None
    created_at: Time


class CandidateAccommodations(Answer):
    candidate_id: str
    everywhere: Accommodation
    assessments: dict[str, Accommodation]


class Attempts(Answer):
    """`attempts` is how many the candidate may use now, `granted` how many of them beyond the assessment's own."""

    candidate_id: str
    assessment_id: str
    attempts: int
    granted: int


class CandidateToken(Answer, kw_only=True):
    """Hand `token` to your page, which gives it to `init` as `candidateToken`."""

    token: str | UnsetType = UNSET
    secret_shown: bool = False
    expires_at: Time


def _number(wanted: str) -> Schema:
    least, most = NUMBERS[wanted]
    default = getattr(Policy(), _snake(wanted))
    return integer(least if default is None else default, least, most)


def _snake(wanted: str) -> str:
    return "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in wanted)


_OFF = texts(["copy", "context-menu"], "Signals that are not watched.", choices=SIGNALS)
_POLICY = object_of(
    {},
    {
        **{wanted: _number(wanted) for wanted in NUMBERS},
        **{wanted: switch(example=getattr(Policy(), _snake(wanted))) for wanted in SWITCHES},
        "identityDistance": decimal(0.5, *DISTANCES),
        "consentText": text("Be alone in the room.", most=LONGEST_CONSENT),
        "checks": object_of({}, {one: choice(CHECK, example="noted") for one in CHECKS}),
        "off": _OFF,
    },
)
_FIELDS = {
    "title": name("Algebra, first term"),
    "examDuration": {"type": "number", "minimum": 1, "maximum": LONGEST, "examples": [3600], "description": "Seconds."},
    "attempts": integer(2, 1, MOST_ATTEMPTS),
    "opensAt": time(),
    "closesAt": time("After opensAt.", "2026-01-31T12:00:00Z"),
    "features": object_of({}, {one: choice(SETTING, example="host") for one in ("aiProctoring", "facialRecognition")}),
    "policy": _POLICY,
}
_OPTIONAL = {one: schema for one, schema in _FIELDS.items() if one != "title"}
_ID = outside_id("algebra-1", "Your own id of it.")
_RELAXED = object_of({}, {"off": _OFF, **{wanted: _number(wanted) for wanted in RELAXED}})

_PERSON = {"firstName": text("Ada"), "lastName": text("Lovelace"), "email": text("ada@northfield.example")}

ASSESSMENTS: Operations = {
    "GET /v1/assessments": Operation(
        "List assessments",
        {200: Page[Assessment]},
        query={**PAGED, "archived": switch("Those that are archived, in place of the others.", example=False)},
        detail="By id.",
    ),
    "POST /v1/assessments": Operation(
        "Create an assessment",
        {201: Assessment},
        body("NewAssessment", {"id": _ID, "title": _FIELDS["title"]}, _OPTIONAL),
        refuses=("assessment_duplicate",),
    ),
    "GET /v1/assessments/{id}": Operation("See an assessment", {200: Assessment}),
    "PATCH /v1/assessments/{id}": Operation(
        "Change an assessment",
        {200: Assessment},
        body("AssessmentChange", optional=_FIELDS),
        detail="What is left out stays; null brings the default back. Running sessions keep what they began with.",
    ),
    "POST /v1/assessments/{id}/duplicate": Operation(
        "Copy an assessment under another id",
        {201: Assessment},
        body("AssessmentCopy", {"id": outside_id("algebra-2")}, {**_FIELDS}),
        refuses=("assessment_duplicate",),
    ),
    "POST /v1/assessments/{id}/archive": Operation(
        "Archive an assessment", {200: Assessment}, detail="No session of it starts any more; running ones go on."
    ),
    "POST /v1/assessments/{id}/restore": Operation("Bring an archived assessment back", {200: Assessment}),
}
CANDIDATES: Operations = {
    "GET /v1/candidates": Operation("List candidates", {200: Page[Candidate]}, query=PAGED, detail="By id."),
    "POST /v1/candidates": Operation(
        "Add a candidate",
        {201: Candidate},
        body("NewCandidate", {"id": outside_id("student-42", "Your own id of them.")}, _PERSON),
        refuses=("candidate_duplicate",),
        detail="Not needed for a start, which adds whom it does not know; but what a server says stands first.",
    ),
    "GET /v1/candidates/{id}": Operation("See a candidate", {200: Candidate}),
    "PATCH /v1/candidates/{id}": Operation(
        "Correct what is known of a candidate",
        {200: Candidate},
        body("CandidateChange", optional=_PERSON),
        detail="What is left out stays; null empties it.",
    ),
    "GET /v1/candidates/{id}/accommodations": Operation(
        "See what is relaxed for a candidate", {200: CandidateAccommodations}
    ),
    "PUT /v1/candidates/{id}/accommodations": Operation(
        "Say what is relaxed for a candidate",
        {200: CandidateAccommodations},
        body(
            "AccommodationsWanted",
            optional={
                "everywhere": _RELAXED,
                "assessments": {
                    "type": "object",
                    "additionalProperties": or_null(_RELAXED),
                    "examples": [{"algebra-1": {"off": ["idle"], "faceAbsenceSeconds": 10}}],
                    "description": "By the id of an assessment.",
                },
            },
        ),
        detail="What is left out holds no longer. Counts from the next session on.",
    ),
    "POST /v1/candidates/{id}/attempts": Operation(
        "Grant a candidate another attempt",
        {201: Attempts},
        body("AttemptGranted", {"assessmentId": _ID}),
        refuses=("attempts_unlimited", "attempt_limit_reached"),
    ),
    "POST /v1/candidate-tokens": Operation(
        "Make the token that one candidate starts with",
        {201: CandidateToken},
        body(
            "NewCandidateToken",
            {"assessmentId": _ID, "candidateId": outside_id("student-42", "Your own id of the candidate.")},
            {
                "origin": text("https://exams.northfield.example", most=300, about="Only from this website."),
                "expiresIn": integer(600, LEAST_SECONDS, MOST_SECONDS, "Seconds."),
            },
        ),
        detail="For one assessment and one candidate; it starts one session.",
    ),
}
