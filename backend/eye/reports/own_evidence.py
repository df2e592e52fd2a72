"""The addresses by which the page of a candidate's report shows the evidence of its flags. Each opens one file of one
session for a quarter of an hour; whether it still does is read from the organisation and the session, each time."""

from typing import Any

from eye.clock import MINUTE, SECOND
from eye.reports.candidate_link import CandidateLink
from eye.sessions import signing

VERSION = 1
PURPOSE = f"eye.report.evidence.v{VERSION}"
LASTS = 15 * MINUTE
LONGEST = 1_024


def sign_evidence(secrets: tuple[str, ...], link: CandidateLink, media_id: str, now: int) -> str:
    """`link` is the one that the page was opened with: the file is closed together with it."""
    times = {"made": link.made_at, "iat": now // SECOND, "exp": (now + LASTS) // SECOND}
    return signing.sign(secrets, PURPOSE, {"v": VERSION, "sid": link.session_id, "mid": media_id, **times})


def read_evidence(secrets: tuple[str, ...], text: Any, now: int) -> tuple[CandidateLink, str] | None:
    """The link that it was shown by and the id of the file; None for what is not of this Eye, or whose time is over."""
    found = signing.read(secrets, PURPOSE, text, LONGEST, now)
    if found is None or found.get("v") != VERSION or signing.is_over(found, now):
        return None
    return CandidateLink(found["sid"], found["made"], evidence=True), found["mid"]
