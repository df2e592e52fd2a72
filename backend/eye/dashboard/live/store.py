"""The reading queries of the page of live sessions: which need somebody, and what the rows of one page show."""

from dataclasses import dataclass

from eye.clock import MINUTE, SECOND
from eye.db import Row, Tx

# In the order in which rows rise.
NEEDS = ("flag", "lost", "coverage", "none")
LOST = 30 * SECOND
LOW = 8_000  # hundredths of a percent
SETTLING = 2 * MINUTE  # detectors need some time to begin; before that their coverage says nothing


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which live sessions are shown; an empty `assessment` narrows nothing. Pages count from 1."""

    assessment: str = ""
    needing: bool = False
    page: int = 1


_RANKED = """select s.id, case
    when s.flag_count > 0 and exists (
      select 1 from flags f where f.session_id = s.id and f.severity = 'high' and f.review = 'waiting') then 0
    when s.activated_at is not null and s.last_seen < :lost then 1
    when s.lowest_coverage < :low and s.activated_at < :settling then 2
    else 3 end as need
  from sessions s where s.organisation_id = :org and s.mode in ('live', 'test') and s.ended_at is null"""
_OF_ASSESSMENT = " and s.assessment_id = :assessment"


def counts(tx: Tx, organisation_id: str, wanted: Wanted, now: int) -> dict[str, int]:
    """How many there are by need, on all pages, whether only those that need somebody are shown or not."""
    ranked, values = _ranked(organisation_id, wanted, now)
    rows = tx.all(f"select need, count(*) as n from ({ranked}) ranked group by need", **values)  # noqa: S608
    found = {row["need"]: int(row["n"]) for row in rows}
    return {name: found.get(need, 0) for need, name in enumerate(NEEDS)}


def page_of(tx: Tx, organisation_id: str, wanted: Wanted, now: int, on_a_page: int) -> list[Row]:
    """Those that need somebody first, then the newest, each with its newest picture."""
    ranked, values = _ranked(organisation_id, wanted, now)
    return tx.all(
        f"""with chosen as (
              select id, need from ({ranked}) ranked where need < :below
              order by need, id desc limit :limit offset :offset)
            select chosen.need, s.id, s.mode, s.status, s.created_at, s.activated_at, s.ended_at, s.last_seen,
              s.paused_at, s.paused_ms, s.ends_at, s.duration_ms, s.flag_count, s.open_flags, s.candidate_id,
              s.watched,
              a.title as assessment_title, a.attempts as attempt_limit, c.first_name, c.last_name,
              (select m.id from media m where m.session_id = s.id and m.content_type like 'image/%'
                 order by m.created_at desc limit 1) as picture_id,
              (select f.type from flags f where f.session_id = s.id and f.severity = 'high' and f.review = 'waiting'
                 order by f.id desc limit 1) as high_flag
            from chosen join sessions s on s.id = chosen.id
              join assessments a on a.organisation_id = s.organisation_id and a.id = s.assessment_id
              join candidates c on c.organisation_id = s.organisation_id and c.id = s.candidate_id
            order by chosen.need, s.id desc""",  # noqa: S608
        below=NEEDS.index("none") if wanted.needing else len(NEEDS),
        limit=on_a_page,
        offset=(wanted.page - 1) * on_a_page,
        **values,
    )


def _ranked(organisation_id: str, wanted: Wanted, now: int) -> tuple[str, dict[str, object]]:
    """Only texts of this file become SQL; what was typed goes in as parameters."""
    values: dict[str, object] = {"org": organisation_id, "lost": now - LOST, "low": LOW, "settling": now - SETTLING}
    if not wanted.assessment:
        return _RANKED, values
    return _RANKED + _OF_ASSESSMENT, {**values, "assessment": wanted.assessment}
