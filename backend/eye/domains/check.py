"""Whether a request may come from where it comes: asked in the database on every request, never remembered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from eye.db import Row, Tx
from eye.domains import store
from eye.domains.entry import stored_entry
from eye.domains.judge import judge
from eye.domains.origin import read_origin
from eye.errors import Refusal


@dataclass(frozen=True, slots=True)
class Allowed:
    """The domain that allows a request, with the texts of its entry and of the request's origin.

    `seen_at` (milliseconds UTC) is when it last let a page start, as far as that was noted.
    """

    domain_id: str
    entry: str
    origin: str
    seen_at: int | None = field(default=None, compare=False)


def check_origin(tx: Tx, organisation_id: str, origin_values: Sequence[str]) -> Allowed | Refusal:
    """Judge the values of all Origin header fields of a request by what the organisation has registered."""
    return judge_origin(lambda: store.entries(tx, organisation_id), origin_values)


def judge_origin(domains: Callable[[], Sequence[Row]], origin_values: Sequence[str]) -> Allowed | Refusal:
    """The same by the rows of `store.entries`, which are asked for only where the origin can be read."""
    origin = read_origin(origin_values)
    if isinstance(origin, Refusal):
        return origin
    registered = {stored_entry(row["entry"]): row for row in domains()}
    found = judge(tuple(registered), origin)
    if isinstance(found, Refusal):
        return found
    domain = registered[found]
    return Allowed(domain["id"], found.text, origin.text, domain["last_seen_at"])


def check_origin_again(tx: Tx, organisation_id: str, origin_values: Sequence[str]) -> Allowed | Refusal:
    """As `check_origin`, for a session that was let in: its origin is what is not allowed, also without any domain."""
    found = check_origin(tx, organisation_id, origin_values)
    if isinstance(found, Refusal) and found.code == "no_domains_registered":
        return replace(found, code="origin_not_allowed")
    return found
