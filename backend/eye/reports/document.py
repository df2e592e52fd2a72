"""Reports as the API shows them."""

from typing import Any

from eye.clock import iso
from eye.reports.coverage import Coverage


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
