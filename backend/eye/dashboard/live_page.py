"""The sessions in progress, those that need somebody on top. The page asks for changes again and again by itself."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from eye.dashboard import live_store, store
from eye.dashboard.coverage_lines import DETECTORS
from eye.dashboard.live_store import NEEDS, Wanted
from eye.dashboard.person import candidate_name
from eye.dashboard.render import is_refresh, page
from eye.dashboard.typed import printable
from eye.dashboard.visit import Visit
from eye.dashboard.words import Badge, connectivity_badge, flag_title, spelt_out
from eye.db import Row, Tx
from eye.events.lowest import coverage_by_detector
from eye.sessions.model import exam_ends_at

ON_A_PAGE = 100
MOST_PAGES = 1_000
NEED_BADGES = {
    "flag": Badge("High flag", "bad"),
    "lost": Badge("Connection lost", "bad"),
    "coverage": Badge("Low coverage", "warn"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """What one row shows. `ends_at` is None without an end; `left` are the milliseconds left of a paused exam."""

    id: str
    mode: str
    status: str
    name: str
    assessment_title: str
    limited: bool
    need: Badge | None
    connectivity: Badge | None
    high_flag: str | None
    going_on: list[str]
    flag_count: int
    coverage: str
    coverage_of: str
    picture_id: str | None
    ends_at: int | None
    left: int | None


async def live(visit: Visit) -> Response:
    wanted = _wanted(visit)
    counts, rows, assessments = await visit.eye.db.read(_find, visit.organisation_id, wanted, visit.now)
    lines = [_line(row, visit.now) for row in rows]
    total = sum(counts.values()) - (counts["none"] if wanted.needing else 0)
    etag = _etag(visit, [wanted, counts, assessments], lines)
    if is_refresh(visit.request) and visit.request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={"etag": etag, "cache-control": "no-store"})
    return page(
        visit,
        "_live.html" if is_refresh(visit.request) else "live.html",
        lines=lines,
        counts=counts,
        needing=sum(counts.values()) - counts["none"],
        total=total,
        first=(wanted.page - 1) * ON_A_PAGE + 1,
        assessments=assessments,
        filter=wanted,
        etag=etag,
        here=_address(wanted, wanted.page),
        before=_address(wanted, wanted.page - 1) if wanted.page > 1 else None,
        after=_address(wanted, wanted.page + 1) if wanted.page * ON_A_PAGE < total else None,
    )


Found = tuple[dict[str, int], list[Row], list[Row]]


def _find(tx: Tx, organisation_id: str, wanted: Wanted, now: int) -> Found:
    counts = live_store.counts(tx, organisation_id, wanted, now)
    rows = live_store.page_of(tx, organisation_id, wanted, now, ON_A_PAGE)
    return counts, rows, store.assessments(tx, organisation_id)


def _line(row: Row, now: int) -> Line:
    detector, share = min(coverage_by_detector(row).items(), key=lambda one: one[1], default=("", None))
    ends_at, running = exam_ends_at(row), row["paused_at"] is None
    left = row["ends_at"] - row["paused_at"] if not running and row["duration_ms"] is not None else None
    return Line(
        id=row["id"],
        mode=row["mode"],
        status=row["status"],
        name=candidate_name(row),
        assessment_title=row["assessment_title"],
        limited=row["attempt_limit"] is not None,
        need=NEED_BADGES.get(NEEDS[row["need"]]),
        connectivity=connectivity_badge(row, now),
        high_flag=flag_title(row["high_flag"]) if row["high_flag"] else None,
        going_on=_going_on(row["open_flags"]),
        flag_count=row["flag_count"],
        coverage="–" if share is None else f"{share // 100} %",
        coverage_of=DETECTORS.get(detector, spelt_out(detector)),
        picture_id=row["picture_id"],
        ends_at=ends_at,
        left=left,
    )


def _going_on(open_flags: str) -> list[str]:
    """What the flags are called that nothing has cleared yet; some types carry a detector after a colon."""
    return sorted({flag_title(type.partition(":")[0]) for type in json.loads(open_flags)})


def _etag(visit: Visit, about: Sequence[Any], lines: list[Line]) -> str:
    """Of everything that is shown but the time: how much of that is left, the page counts by itself."""
    shown = [sorted(visit.permissions), about, [asdict(line) for line in lines]]
    return f'"{hashlib.sha256(repr(shown).encode()).hexdigest()[:24]}"'


def _wanted(visit: Visit) -> Wanted:
    asked = visit.request.query_params
    number = asked.get("page", "1")
    known = number.isascii() and number.isdigit() and len(number) <= 4 and 1 <= int(number) <= MOST_PAGES
    return Wanted(
        assessment=printable(asked.get("assessment", "")),
        needing=asked.get("needing") == "1",
        page=int(number) if known else 1,
    )


def _address(wanted: Wanted, number: int) -> str:
    fields = {
        "assessment": wanted.assessment,
        "needing": "1" if wanted.needing else "",
        "page": str(number) if number > 1 else "",
    }
    given = urlencode({name: value for name, value in fields.items() if value})
    return f"/dashboard/live?{given}" if given else "/dashboard/live"
