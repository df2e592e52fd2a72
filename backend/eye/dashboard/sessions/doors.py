"""The addresses of sessions: the list, one of them with its parts, its evidence, its reports."""

from starlette.routing import BaseRoute

from eye.dashboard.sessions.candidate_reports import candidate_reports, submit_candidate_reports, submit_link
from eye.dashboard.sessions.evidence import evidence
from eye.dashboard.sessions.list import sessions
from eye.dashboard.sessions.look import show_look
from eye.dashboard.sessions.page import session, session_events
from eye.dashboard.sessions.report import download_csv, download_json, download_zip, report
from eye.dashboard.ways import form_to, page_at

SESSIONS: list[BaseRoute] = [
    page_at("/sessions", sessions, "session.view"),
    page_at("/sessions/{session_id}", session, "session.view"),
    page_at("/sessions/{session_id}/look", show_look, "session.view"),
    page_at("/sessions/{session_id}/events", session_events, "session.view"),
    page_at("/sessions/{session_id}/report", report, "report.view"),
    page_at("/sessions/{session_id}/report.json", download_json, "report.export"),
    page_at("/sessions/{session_id}/report.csv", download_csv, "report.export"),
    page_at("/sessions/{session_id}/report.zip", download_zip, "report.export"),
    form_to("/sessions/{session_id}/candidate-link", submit_link, "report.export"),
    page_at("/media/{session_id}/{media_id}", evidence, "media.view"),
    page_at("/settings/candidate-reports", candidate_reports, "organisation.view"),
    form_to("/settings/candidate-reports", submit_candidate_reports, "organisation.update"),
]
