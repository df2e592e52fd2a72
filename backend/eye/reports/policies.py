"""Risk policies of an organisation: which version is valid for a session, and making a new one."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from eye.db import Row, Tx
from eye.errors import Refusal
from eye.organisations import store as organisations
from eye.organisations.audit import log as audit
from eye.organisations.principal import Principal
from eye.reports import policy_store as store
from eye.reports.risk import PUBLISHED, PUBLISHED_POLICY, Policy, Table, Weight

_decoder = msgspec.json.Decoder(dict[str, Weight])
MOST_VERSIONS = 200


@dataclass(frozen=True, slots=True)
class Version:
    """`applies_from`: it is valid for sessions that were opened then or later (milliseconds UTC).

    `member` or `key_name` is who made it, as they are called now.
    """

    policy: Policy
    applies_from: int
    created_at: int | None = None
    member: str | None = None
    key_name: str | None = None


FIRST = Version(PUBLISHED_POLICY, 0)


@dataclass(frozen=True, slots=True)
class Versions:
    """All versions of one organisation, the newest first."""

    all: Sequence[Version]

    @property
    def current(self) -> Version:
        return self.all[0]

    def valid_for(self, opened_at: int) -> Policy:
        """The newest one that is valid for a session that was opened then."""
        return next(one.policy for one in self.all if one.applies_from <= opened_at)


def find_versions(tx: Tx, organisation_id: str) -> Versions:
    return Versions([*map(_version, store.list_versions(tx, organisation_id)), FIRST])


def _version(row: Row) -> Version:
    policy = Policy(row["version"], _decoder.decode(row["rules"]))
    return Version(policy, row["applies_from"], row["created_at"], row["member"], row["key_name"])


def save_policy(tx: Tx, principal: Principal, table: Table, seen: int, *, past: bool, now: int) -> Policy | Refusal:
    """A new version, valid from now on or, with `past`, for every session; `seen` is the version it was made from."""
    organisations.lock(tx, principal.organisation_id)
    before = find_versions(tx, principal.organisation_id).current.policy
    if before.version != seen:
        return Refusal("changed_meanwhile", "Somebody else has changed the risk policy; look at it again.")
    if before.version - PUBLISHED >= MOST_VERSIONS:
        return Refusal("param_invalid", f"An organisation can make {MOST_VERSIONS} versions of its risk policy.")
    made = Policy(before.version + 1, table)
    row = {
        "organisation_id": principal.organisation_id,
        "version": made.version,
        "rules": msgspec.json.encode(table).decode(),
        "applies_from": 0 if past else now,
        "spread": "" if past else None,
        "created_at": now,
        "created_by": str(principal.actor),
    }
    store.insert_version(tx, row)
    changed = audit.changed(_lines(before.table), _lines(table))
    data = {"version": made.version, "pastSessions": past, **changed}
    about = principal.organisation_id
    audit.record(tx, about, principal.actor, "risk.policy.update", about, data, now)
    return made


def _lines(table: Table) -> dict[str, str]:
    """`3 + 2 a minute, at most 30`, for the audit log."""
    return {name: f"{row.weight} + {row.per_minute} a minute, at most {row.cap}" for name, row in table.items()}
