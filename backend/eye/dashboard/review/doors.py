"""The addresses of reviewing: the queue, one flag, several at once, the outcome of a session."""

from starlette.routing import BaseRoute

from eye.dashboard.review.dismissal import confirm_dismissal, submit_dismissal
from eye.dashboard.review.flag import flag, submit_review, submit_undo
from eye.dashboard.review.outcome import submit_outcome
from eye.dashboard.review.queue import flags
from eye.dashboard.ways import form_to, page_at

REVIEW: list[BaseRoute] = [
    page_at("/flags", flags, "flag.view"),
    page_at("/flags/dismiss", confirm_dismissal, "flag.review"),
    form_to("/flags/dismiss", submit_dismissal, "flag.review"),
    page_at("/flags/{flag_id}", flag, "flag.view"),
    form_to("/flags/{flag_id}/review", submit_review, "flag.review"),
    form_to("/flags/{flag_id}/undo", submit_undo, "flag.review"),
    form_to("/sessions/{session_id}/outcome", submit_outcome, "flag.review"),
]
