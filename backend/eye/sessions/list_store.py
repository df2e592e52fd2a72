"""The query of /v1/sessions: one organisation's, newest first, continued after the last id of the page before."""

from dataclasses import dataclass

from eye.clock import new_id
from eye.db import Row, Tx
from eye.sessions.store import CHARGED, COLUMNS, prefixed

RUNNING = ("created", "active", "paused")
_EXACT = {"status": "status", "mode": "mode", "assessment": "assessment_id", "candidate": "candidate_id"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Empty fields narrow nothing. `since` to before `until` is when it was created, in milliseconds UTC."""

    status: str = ""
    mode: str = ""
    assessment: str = ""
    candidate: str = ""
    since: int | None = None
    until: int | None = None
    before: str = ""


def list_sessions(tx: Tx, organisation_id: str, wanted: Wanted, limit: int) -> list[Row]:
    """With the credits charged."""
    where, values = _conditions(wanted)
    id = "s.id || ''" if wanted.status in RUNNING else "s.id"  # as an expression no index can give its order
    return tx.all(
        f"""select {prefixed(COLUMNS)}, {CHARGED}
            from sessions s
            where s.organisation_id = :organisation_id and {id} < :before{where}
            order by {id} desc limit :limit""",  # noqa: S608
        organisation_id=organisation_id,
        limit=limit,
        **values,
    )


def _conditions(wanted: Wanted) -> tuple[str, dict[str, str | int]]:
    """Only texts of this file become SQL; what was asked goes in as parameters."""
    where, values = "", dict[str, str | int]({"before": wanted.before})
    for name, column in _EXACT.items():
        if getattr(wanted, name):
            where, values[name] = f"{where} and s.{column} = :{name}", getattr(wanted, name)
    if wanted.status in RUNNING:  # the few that run have an index of their own
        where = where.replace("s.assessment_id =", "s.assessment_id || '' =") + " and s.ended_at is null"
    if wanted.candidate or (wanted.assessment and wanted.status not in RUNNING):
        where += " and s.created_at > 0"  # the indexes of these are for who says so
    if wanted.since is not None:
        where += " and s.created_at >= :since and s.id >= :first_id"
        values |= {"since": wanted.since, "first_id": _first_id(wanted.since)}
    if wanted.until is not None:
        where, values["until"] = f"{where} and s.created_at < :until", wanted.until
        # In the place of the other end: SQLite reads down from the one that stands first.
        values["before"] = min(wanted.before, _first_id(wanted.until + 8))
    return where, values


def _first_id(at: int) -> str:
    """Before every id that was made from `at` on: ids begin with their time, nine characters of it are 8 ms exact."""
    return new_id("ses", max(0, at))[: len("ses_") + 9]
