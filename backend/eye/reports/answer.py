"""What a candidate answers to the report of their own session, for those who decide about it."""

from eye.db import Tx
from eye.errors import Refusal
from eye.organisations.audit import log as audit
from eye.reports import answer_store as store
from eye.reports.candidate_link import CandidateLink, is_open

CANDIDATE = "candidate"
LONGEST = 4_000  # characters


def answer_report(tx: Tx, link: CandidateLink, text: str, now: int) -> Refusal | None:
    """Keep `text` in place of what was answered before; empty takes it back.

    `not_found` where the link opens nothing, `changed_meanwhile` when the outcome is decided.
    """
    session = store.hold(tx, link.session_id)
    if session is None or not is_open(session, link):
        return Refusal("not_found", "This link opens nothing.")
    if session["outcome"] is not None:
        return Refusal("changed_meanwhile", "The outcome is decided; an answer can no longer be changed.")
    before = store.answer(tx, session["id"])
    if text == (before["text"] if before else ""):
        return None
    if text:
        store.put(tx, session["id"], session["organisation_id"], text, now)
    else:
        store.remove(tx, session["id"])
    # Without the text, which is about a person; it stands with the session.
    data = {"characters": len(text)}
    audit.record(tx, session["organisation_id"], CANDIDATE, "session.answer", session["id"], data, now)
    return None
