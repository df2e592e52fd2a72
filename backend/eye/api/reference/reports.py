"""One session with what it comes to: coverage, risk, report."""

from eye.api.reference.flags import Flag
from eye.api.reference.operation import Answer, Operation, Operations, Time
from eye.api.reference.sessions import Outcome, Session


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


class Named(Answer):
    id: str
    title: str


class Person(Answer):
    """Names are null where the platform gave none, and after they were erased."""

    id: str
    first_name: str | None
    last_name: str | None
    email: str | None


class OutcomeWithNote(Outcome):
    note: str | None


class SessionWithNote(Session):
    outcome: OutcomeWithNote | None


class CandidateAnswer(Answer):
    text: str
    at: Time


class Report(Answer):
    """`reviewed` is false as long as nobody has decided: then nothing says that the session was clean.

    `final` is true when no late evidence can come any more, a day after the end. `media` counts by content type.
    `candidateAnswer` is what the candidate wrote about the report, where they may see it.
    """

    made_at: Time
    final: bool
    reviewed: bool
    open_flags: int
    session: SessionWithNote
    assessment: Named
    candidate: Person
    coverage: list[Coverage]
    risk: Risk
    flags: list[Flag]
    media: dict[str, int]
    candidate_answer: CandidateAnswer | None


REPORTS: Operations = {
    "GET /v1/sessions/{id}/report": Operation("See the report of a session", {200: Report}),
    "GET /v1/sessions/{id}/report.csv": Operation(
        "Download the flags of a report as CSV", {200: "text/csv"}, detail="A line a flag, with its points."
    ),
    "GET /v1/sessions/{id}/report.zip": Operation(
        "Download a report with all its evidence",
        {200: "application/zip"},
        detail="Needs `media.view` too. It is sent while it is made; `evidence.csv` in it names every file.",
    ),
    "GET /v1/sessions/{id}": Operation("See a session with its coverage and risk", {200: SessionWithCoverage}),
}
