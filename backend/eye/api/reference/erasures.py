"""What is erased, and the receipts for it."""

from typing import Literal

from eye.api.reference.fields import PAGED
from eye.api.reference.operation import Answer, Operation, Operations, Page, Time

Kind = Literal["candidate", "session", "retention"]


class Erasure(Answer):
    """`retention` is what the days of an assessment have erased; the others somebody has asked for."""

    id: str
    kind: Kind
    status: Literal["pending", "done"]
    session_id: str | None
    asked_by: str
    asked_at: Time
    done_at: Time | None


class ErasedFile(Answer):
    media_id: str
    sha256: str
    bytes: int


class Totals(Answer):
    sessions: int
    events: int
    flags: int
    media: int
    messages: int
    deliveries: int


class ErasedSession(Answer):
    session_id: str
    erased_at: Time
    events: int
    flags: int
    media: int
    messages: int
    deliveries: int
    files: list[ErasedFile]


class Receipt(Answer):
    """`candidateHash` is keyed with a secret of Eye: it names nobody, and `eye verify --candidate` can try an id."""

    version: int
    id: str
    organisation_id: str
    kind: Kind
    candidate_hash: str | None
    asked_by: str
    asked_at: Time
    erased_at: Time
    totals: Totals
    sessions: list[ErasedSession]


class SignedErasure(Erasure):
    """`signature` (Ed25519, base64) is over `receipt` as JSON with sorted members and no space; null while pending."""

    receipt: Receipt | None
    signature: str | None
    public_key: str


ERASURES: Operations = {
    "DELETE /v1/candidates/{id}": Operation(
        "Erase a candidate",
        {202: SignedErasure},
        refuses=("candidate_in_session",),
        detail="The candidate is gone at once, their evidence within a minute. What was charged stays, without a name.",
    ),
    "DELETE /v1/sessions/{id}/evidence": Operation(
        "Erase the evidence of a session",
        {202: SignedErasure},
        refuses=("session_not_ended", "session_erased"),
        detail="Events, flags, media, messages and webhook deliveries. The session and its charge stay.",
    ),
    "GET /v1/erasures": Operation("List erasures", {200: Page[Erasure]}, query=PAGED, detail="Newest first."),
    "GET /v1/erasures/{id}": Operation("See an erasure with its receipt", {200: SignedErasure}),
}
