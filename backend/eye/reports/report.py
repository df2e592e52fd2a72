"""The report of one session: everything that it comes to, read in one go, for a page, for JSON, CSV and ZIP."""

from dataclasses import dataclass
from typing import Any

from eye.clock import iso
from eye.db import Row, Tx
from eye.flags import outcome_store
from eye.flags import store as flags
from eye.flags.document import flag_document
from eye.flags.review_store import Wanted, count_open, list_flags
from eye.http.csv_lines import csv_line
from eye.reports import answer_store
from eye.reports import report_store as store
from eye.reports.coverage import Coverage, coverage_of
from eye.reports.document import coverage_document, risk_document
from eye.reports.policies import find_versions
from eye.reports.risk import Risk, risk_of
from eye.sessions.document import document
from eye.sessions.model import LATE
from eye.sessions.store import find_charged

MOST_FLAGS = 10_000
COLUMNS = (
    "sessionId",
    "assessmentId",
    "candidateId",
    "outcome",
    "flagId",
    "type",
    "severity",
    "technical",
    "raisedAt",
    "clearedAt",
    "points",
    "review",
    "reviewedBy",
    "reviewedAt",
    "note",
    "mediaId",
    "description",
)


@dataclass(frozen=True, slots=True)
class Report:
    """`flags` by time, each as `list_flags` shows it; `outcome` has no outcome as long as nobody has decided.

    `media` counts the evidence by content type; `answer` is what the candidate wrote about it, `{text, at}`.
    """

    session: Row
    names: Row
    outcome: Row
    open_flags: int
    coverage: list[Coverage]
    risk: Risk
    flags: list[Row]
    media: dict[str, int]
    answer: Row | None
    made_at: int

    @property
    def reviewed(self) -> bool:
        return self.outcome["outcome"] is not None

    @property
    def final(self) -> bool:
        """Whether no late evidence can come any more."""
        ended = self.session["ended_at"]
        return ended is not None and self.made_at > ended + LATE


def read_report(tx: Tx, organisation_id: str, id: str, now: int) -> Report | None:
    """None where the organisation has no such session."""
    session, outcome = find_charged(tx, organisation_id, id), outcome_store.find(tx, organisation_id, id)
    names = store.names(tx, organisation_id, id)
    if session is None or outcome is None or names is None:
        return None
    policy = find_versions(tx, organisation_id).valid_for(session["created_at"])
    found = list_flags(tx, organisation_id, Wanted(session=id), MOST_FLAGS)
    return Report(
        session,
        names,
        outcome,
        count_open(tx, id),
        coverage_of(session, now),
        risk_of(policy, flags.of_session(tx, id), now),
        sorted(found, key=lambda flag: (flag["raised_at"], flag["id"])),
        store.count_media(tx, id),
        answer_store.answer(tx, id),
        now,
    )


def report_document(report: Report) -> dict[str, Any]:
    """`reviewed` is false as long as nobody has decided: then nothing in it says that a session was clean."""
    session = document(report.session, report.made_at)
    outcome = {**session["outcome"], "note": report.outcome["outcome_note"]} if report.reviewed else None
    answer = report.answer
    return {
        "madeAt": iso(report.made_at),
        "final": report.final,
        "reviewed": report.reviewed,
        "openFlags": report.open_flags,
        "session": {**session, "outcome": outcome},
        "assessment": {"id": report.session["assessment_id"], "title": report.names["assessment_title"]},
        "candidate": {
            "id": report.session["candidate_id"],
            "firstName": report.names["first_name"],
            "lastName": report.names["last_name"],
            "email": report.names["email"],
        },
        "coverage": coverage_document(report.coverage),
        "risk": risk_document(report.risk),
        "flags": [flag_document(flag) for flag in report.flags],
        "media": report.media,
        "candidateAnswer": answer and {"text": answer["text"], "at": iso(answer["at"])},
    }


def report_csv(report: Report) -> str:
    """One line a flag, with its points."""
    points = {term.flag_id: term.points for term in report.risk.terms}
    lines = [csv_line(COLUMNS)]
    for flag in map(flag_document, report.flags):
        review = flag["review"]
        row = {
            **flag,
            "flagId": flag["id"],
            "outcome": report.outcome["outcome"] or "not reviewed",
            "technical": "yes" if flag["technical"] else "no",
            "points": points.get(flag["id"], 0),
            "review": review["state"],
            "reviewedBy": review["by"],
            "reviewedAt": review["at"],
            "note": review["note"],
        }
        lines.append(csv_line(row[name] for name in COLUMNS))
    return "".join(lines)
