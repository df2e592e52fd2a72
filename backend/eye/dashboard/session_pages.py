"""The addresses of sessions: lists, one of them with its parts, its report, and what a proctor does about it."""

from starlette.routing import BaseRoute

from eye.dashboard.candidate_reports_page import submit_link
from eye.dashboard.look import show_look
from eye.dashboard.outcome_page import submit_outcome
from eye.dashboard.proctor_page import (
    confirm_attempt,
    confirm_end,
    message,
    submit_attempt,
    submit_message,
    submit_pause,
    submit_resume,
    submit_session_end,
)
from eye.dashboard.report_page import download_csv, download_json, download_zip, report
from eye.dashboard.session_page import session, session_events
from eye.dashboard.sessions_page import sessions
from eye.dashboard.ways import form_to as _form
from eye.dashboard.ways import page_at as _page

SESSION_PAGES: list[BaseRoute] = [
    _page("/sessions", sessions, "session.view"),
    _page("/sessions/{session_id}", session, "session.view"),
    _page("/sessions/{session_id}/look", show_look, "session.view"),
    _page("/sessions/{session_id}/events", session_events, "session.view"),
    _page("/sessions/{session_id}/report", report, "report.view"),
    _page("/sessions/{session_id}/report.json", download_json, "report.export"),
    _page("/sessions/{session_id}/report.csv", download_csv, "report.export"),
    _page("/sessions/{session_id}/report.zip", download_zip, "report.export"),
    _form("/sessions/{session_id}/candidate-link", submit_link, "report.export"),
    _page("/sessions/{session_id}/message", message, "session.update"),
    _form("/sessions/{session_id}/message", submit_message, "session.update"),
    _form("/sessions/{session_id}/pause", submit_pause, "session.update"),
    _form("/sessions/{session_id}/resume", submit_resume, "session.update"),
    _page("/sessions/{session_id}/end", confirm_end, "session.end"),
    _form("/sessions/{session_id}/end", submit_session_end, "session.end"),
    _page("/sessions/{session_id}/attempt", confirm_attempt, "session.update"),
    _form("/sessions/{session_id}/attempt", submit_attempt, "session.update"),
    _form("/sessions/{session_id}/outcome", submit_outcome, "flag.review"),
]
