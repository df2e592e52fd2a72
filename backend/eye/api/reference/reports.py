"""One session with what it comes to: coverage and risk."""

from eye.api.reference.operation import Answer, Operation, Operations, Time
from eye.api.reference.sessions import Session


class Gap(Answer, rename={"start": "from", "end": "to"}):
    start: Time
    end: Time
    cause: str


class Coverage(Answer):
    """How much of the exam a detector watched: `seconds` of `of`; `share` from 0 to 1."""

    detector: str
    seconds: float
    of: float
    share: float
    reason: str | None
    gaps: list[Gap]


class RiskTerm(Answer):
    """What one flag adds: `weight` and `perMinute` for each started minute; `cap` is for all flags of its type."""

    flag_id: str
    type: str
    raised_at: Time
    cleared_at: Time | None
    minutes: int
    weight: int
    per_minute: int
    cap: int
    full_points: int
    points: int


class Risk(Answer):
    """The points of the terms sum to the score, exactly. It says where to look first, never what to conclude."""

    score: int
    policy_version: int
    terms: list[RiskTerm]


class SessionWithCoverage(Session):
    coverage: list[Coverage]
    risk: Risk


REPORTS: Operations = {
    "GET /v1/sessions/{id}": Operation("See a session with its coverage and risk", {200: SessionWithCoverage}),
}
