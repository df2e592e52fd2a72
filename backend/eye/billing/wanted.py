"""Which usage is asked for, and what that is in SQL."""

import re
from dataclasses import dataclass
from typing import Any

from eye.clock import DAY, MINUTE, lowest_id


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which usage; None narrows nothing. `since` and `until` are milliseconds UTC, the end is not part of it.

    `domain` is an id, or the entry as it was written.
    """

    since: int | None = None
    until: int | None = None
    key: str | None = None
    domain: str | None = None
    assessment: str | None = None
    candidate: str | None = None
    session: str | None = None
    meter: str | None = None

    @property
    def is_of_days(self) -> bool:
        """Whether what is kept of whole days answers it."""
        bounds = (self.since, self.until)
        return self.candidate is None and self.session is None and all(not (at or 0) % DAY for at in bounds)


_CELLS = {
    "key": "{of}.key_id = :key",
    "domain": "({of}.domain_entry = :domain or {of}.domain_id = :domain)",
    "assessment": "{of}.assessment_id = :assessment",
    "meter": "{of}.meter = :meter",
}
_DAYS = {"first_day": "{of}.day >= :first_day", "last_day": "{of}.day <= :last_day"}
_CHARGES = {
    **_CELLS,
    "candidate": "{of}.candidate_id = :candidate",
    "session": "{of}.session_id = :session",
    "since": "{of}.at >= :since",
    "until": "{of}.at < :until",
    "first_id": "{of}.id >= :first_id",
    "last_id": "{of}.id < :last_id",
}


def of_days(wanted: Wanted) -> tuple[str, dict[str, Any]]:
    """Conditions on rows of `usage_days d`: those of all days that are touched, of all candidates and sessions."""
    values = _given(wanted, _CELLS)
    if wanted.since is not None:
        values["first_day"] = wanted.since // DAY
    if wanted.until is not None:
        values["last_day"] = (wanted.until - 1) // DAY
    return _where({**_CELLS, **_DAYS}, values, "d"), values


def of_charges(wanted: Wanted, of: str = "u") -> tuple[str, dict[str, Any]]:
    """Conditions on rows of `usage`. A charge is made at the time in its id, by which indexes find it."""
    values = _given(wanted, _CHARGES)
    if wanted.since is not None:
        values["first_id"] = lowest_id("use", wanted.since - MINUTE)
    if wanted.until is not None:
        values["last_id"] = lowest_id("use", wanted.until + MINUTE)
    return _where(_CHARGES, values, of), values


def unindexed(wanted: Wanted, of: str = "u") -> tuple[str, dict[str, Any]]:
    """The same in a form that no index answers: for rows that are found by something better."""
    values = _given(wanted, _CHARGES)
    where = _where(_CHARGES, values, of)
    return re.sub(r"_id = :(key|assessment|candidate)", r"_id || '' = :\1", where), values


def _given(wanted: Wanted, conditions: dict[str, str]) -> dict[str, Any]:
    return {name: value for name in conditions if (value := getattr(wanted, name, None)) is not None}


def _where(conditions: dict[str, str], values: dict[str, Any], of: str) -> str:
    """Only texts of this file become SQL; what was asked goes in as parameters."""
    return "".join(f" and {conditions[name].format(of=of)}" for name in values)
