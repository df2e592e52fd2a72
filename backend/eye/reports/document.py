"""Reports as the API shows them."""

from typing import Any

from eye.clock import iso
from eye.reports.coverage import Coverage
from eye.reports.risk import Risk


def coverage_document(found: list[Coverage]) -> list[dict[str, Any]]:
    """Seconds to the millisecond; `share` from 0 to 1."""
    return [
        {
            "detector": one.detector,
            "seconds": one.watched_ms / 1000,
            "of": one.of_ms / 1000,
            "share": one.share,
            "reason": one.reason,
            "gaps": [{"from": iso(gap.start), "to": iso(gap.end), "cause": gap.cause} for gap in one.gaps],
        }
        for one in found
    ]


def risk_document(risk: Risk) -> dict[str, Any]:
    """The points of the terms sum to the score. `fullPoints` is what a flag gives before the cap of its type."""
    return {
        "score": risk.score,
        "policyVersion": risk.policy.version,
        "terms": [
            {
                "flagId": term.flag_id,
                "type": term.type,
                "raisedAt": iso(term.raised_at),
                "clearedAt": iso(term.cleared_at),
                "minutes": term.minutes,
                "weight": term.weight.weight,
                "perMinute": term.weight.per_minute,
                "cap": term.weight.cap,
                "fullPoints": term.full,
                "points": term.points,
            }
            for term in risk.terms
        ],
    }
