"""The addresses of the live page, and of what a proctor does about one session."""

from starlette.routing import BaseRoute

from eye.dashboard.live.acts import (
    confirm_attempt,
    confirm_end,
    message,
    submit_attempt,
    submit_message,
    submit_pause,
    submit_resume,
    submit_session_end,
)
from eye.dashboard.live.page import live
from eye.dashboard.live.stream import live_stream
from eye.dashboard.ways import form_to, page_at

LIVE: list[BaseRoute] = [
    page_at("/live", live, "session.view"),
    page_at("/live/stream", live_stream, "session.view"),
    page_at("/sessions/{session_id}/message", message, "session.update"),
    form_to("/sessions/{session_id}/message", submit_message, "session.update"),
    form_to("/sessions/{session_id}/pause", submit_pause, "session.update"),
    form_to("/sessions/{session_id}/resume", submit_resume, "session.update"),
    page_at("/sessions/{session_id}/end", confirm_end, "session.end"),
    form_to("/sessions/{session_id}/end", submit_session_end, "session.end"),
    page_at("/sessions/{session_id}/attempt", confirm_attempt, "session.update"),
    form_to("/sessions/{session_id}/attempt", submit_attempt, "session.update"),
]
