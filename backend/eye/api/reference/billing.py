"""What was charged, to what, and what is left."""

from typing import Literal

from msgspec import UNSET, UnsetType

from eye.api.reference.fields import PAGED, choice, text, time
from eye.api.reference.operation import Answer, Operation, Operations, Page, Time
from eye.billing.model import METERS
from eye.billing.report_store import GROUPS

Meter = Literal["session", "minute", "assessment"]


class Quantities(Answer):
    """Units of each meter."""

    session: int
    minute: int
    assessment: int


class Usage(Answer, kw_only=True):
    """One charge, or with `reverses` what was given back for one: then `quantity` and `credits` are below zero.

    With `groupBy` it is a sum instead: `group` (a day as YYYY-MM-DD, an id, or the entry of a domain), its `name`,
    `credits`, `charges`, `sessions` (those whose first charge is among them) and `quantities`, and nothing else.
    """

    credits: int
    id: str | UnsetType = UNSET
    at: Time | UnsetType = UNSET
    meter: Meter | UnsetType = UNSET
    quantity: int | UnsetType = UNSET
    price: int | UnsetType = UNSET
    price_version: int | UnsetType = UNSET
    key_id: str | UnsetType = UNSET
    domain_id: str | UnsetType = UNSET
    domain: str | UnsetType = UNSET
    assessment_id: str | UnsetType = UNSET
    candidate_id: str | UnsetType = UNSET
    session_id: str | UnsetType = UNSET
    reverses: str | UnsetType | None = UNSET
    group: str | UnsetType = UNSET
    name: str | UnsetType | None = UNSET
    charges: int | UnsetType = UNSET
    sessions: int | UnsetType = UNSET
    quantities: Quantities | UnsetType = UNSET


class Lot(Answer):
    """Credits as they came in. Lots of a lower `priority` are used first, of equals those that expire first."""

    id: str
    credits: int
    remaining: int
    priority: int
    expires_at: Time | None
    created_at: Time
    note: str


class LedgerLine(Answer):
    """A change of the balance. Without `lotId` it is about what no lot could pay."""

    number: int
    id: str
    at: Time
    kind: Literal["grant", "charge", "expiry", "reversal"]
    credits: int
    balance: int
    usage_id: str | None
    session_id: str | None
    lot_id: str | None
    note: str


class Credits(Answer):
    """`free` is the balance without what is held for started sessions; `owed` is what running exams overran.

    `lots` are the first hundred with credits left, in the order of use; `ledger` is newest first.
    """

    balance: int
    held: int
    free: int
    owed: int
    low_credits: int
    meter: Meter
    price: int
    price_version: int
    lots: list[Lot]
    ledger: Page[LedgerLine]


_FILTERS = {
    "from": time("Charges of this moment and later."),
    "to": time("Charges before this moment.", "2026-02-28T00:00:00Z"),
    "key": text("key_06example", most=300, about="The id of a key."),
    "domain": text("exam.example.com", most=300, about="The entry of a domain, or its id."),
    "assessment": text("algebra-1", most=300, about="The id of an assessment."),
    "candidate": text("student-42", most=300, about="The id of a candidate."),
    "session": text("ses_06example", most=300, about="The id of a session."),
    "meter": choice(METERS, "What was counted."),
    "groupBy": choice(
        GROUPS, "Sums for each, instead of single charges; of candidates who was charged last comes first."
    ),
}
BILLING: Operations = {
    "GET /v1/usage": Operation(
        "List what was charged",
        {200: Page[Usage]},
        query={**PAGED, **_FILTERS},
        also="text/csv",
        detail="`Accept: text/csv` answers all of it, without pages.",
    ),
    "GET /v1/usage.csv": Operation("Download what was charged", {200: "text/csv"}, query=_FILTERS),
    "GET /v1/credits": Operation(
        "See credits, lots and the ledger",
        {200: Credits},
        query=PAGED,
        also="text/csv",
        detail="`limit` and `cursor` page through the ledger; `Accept: text/csv` answers all of that.",
    ),
}
