"""What the page of live sessions shows: its rows, how many need somebody, and what of that changed."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from eye.dashboard.live import store as live_store
from eye.dashboard.live.store import NEEDS, Wanted
from eye.dashboard.person import candidate_name
from eye.dashboard.sessions.coverage_lines import DETECTORS
from eye.dashboard.typed import printable
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


@dataclass(frozen=True, slots=True)
class View:
    """Everything of one page but the time: how much of that is left, the browser counts by itself.

    `etag` tells two of them apart; it is made once, since many people may be looking.
    """

    wanted: Wanted
    counts: dict[str, int]
    lines: list[Line]
    etag: str

    @property
    def needing(self) -> int:
        return sum(self.counts.values()) - self.counts["none"]

    @property
    def total(self) -> int:
        return self.needing if self.wanted.needing else sum(self.counts.values())

    @property
    def pages(self) -> dict[str, Any]:
        """This page's address and those beside it, and the number of its first row."""
        number = self.wanted.page
        return {
            "here": address(self.wanted, number),
            "first": (number - 1) * ON_A_PAGE + 1,
            "before": address(self.wanted, number - 1) if number > 1 else None,
            "after": address(self.wanted, number + 1) if number * ON_A_PAGE < self.total else None,
        }


def see(tx: Tx, organisation_id: str, wanted: Wanted, now: int) -> View:
    counts = live_store.counts(tx, organisation_id, wanted, now)
    rows = live_store.page_of(tx, organisation_id, wanted, now, ON_A_PAGE)
    lines = [_line(row, now) for row in rows]
    shown = [wanted, counts, [asdict(line) for line in lines]]
    return View(wanted, counts, lines, hashlib.sha256(repr(shown).encode()).hexdigest()[:24])


def changed_lines(old: View, new: View) -> list[Line] | None:
    """The rows that read otherwise; None where rows came, went or moved, so that all are shown anew."""
    if [line.id for line in old.lines] != [line.id for line in new.lines] or old.pages != new.pages:
        return None
    if bool(old.total) != bool(new.total):
        return None
    return [line for line, before in zip(new.lines, old.lines, strict=True) if line != before]


def wanted_of(asked: QueryParams) -> Wanted:
    number = asked.get("page", "1")
    known = number.isascii() and number.isdigit() and len(number) <= 4 and 1 <= int(number) <= MOST_PAGES
    return Wanted(
        assessment=printable(asked.get("assessment", "")),
        needing=asked.get("needing") == "1",
        page=int(number) if known else 1,
    )


def address(wanted: Wanted, number: int, path: str = "/dashboard/live", **more: str) -> str:
    fields = {
        "assessment": wanted.assessment,
        "needing": "1" if wanted.needing else "",
        "page": str(number) if number > 1 else "",
        **more,
    }
    given = urlencode({name: value for name, value in fields.items() if value})
    return f"{path}?{given}" if given else path


def _line(row: Row, now: int) -> Line:
    detector, share = min(coverage_by_detector(row).items(), key=lambda one: one[1], default=("", None))
    need = NEEDS[row["need"]]
    ends_at, running = exam_ends_at(row), row["paused_at"] is None
    left = row["ends_at"] - row["paused_at"] if not running and row["duration_ms"] is not None else None
    return Line(
        id=row["id"],
        mode=row["mode"],
        status=row["status"],
        name=candidate_name(row),
        assessment_title=row["assessment_title"],
        limited=row["attempt_limit"] is not None,
        need=NEED_BADGES.get(need),
        connectivity=None if need == "lost" else connectivity_badge(row, now),  # its badge says so already
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
