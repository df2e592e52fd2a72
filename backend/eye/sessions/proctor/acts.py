"""What a live proctor does to a session: message its candidate, pause and resume it, end it. Each is audited.

The session changes at once, whether its page can be reached or not; the page hears of it with its next answer.
"""

from typing import Any

from eye.clock import new_id
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.organisations.audit import log as audit
from eye.sessions import store
from eye.sessions.end import end_session, settle
from eye.sessions.proctor import store as command_store
from eye.sessions.proctor.commands import MOST_OPEN, Command, commands_text, read_commands, with_command
from eye.sessions.watched import with_pause

LONGEST_MESSAGE = 1_000  # characters
LONGEST_NOTE = 500  # characters
UNKNOWN = Refusal("not_found", "There is no such session.")


def message(tx: Tx, organisation_id: str, actor: str, session_id: str, text: str, now: int) -> Row | Refusal:
    """The command; its candidate reads `text` as soon as their page answers. `command_limit_reached` at 20 unread."""
    session = _running(tx, organisation_id, session_id, now)
    if isinstance(session, Refusal):
        return session
    if len(read_commands(session["commands"])) >= MOST_OPEN:
        detail = f"{MOST_OPEN} messages wait for this candidate's page already; it is not there to show them."
        return Refusal("command_limit_reached", detail)
    command = _command(tx, session, actor, "message", {"text": text}, now)
    # Without the text, which may be about a person; it stands with the session.
    audit.record(tx, organisation_id, actor, "session.message", session_id, {"characters": len(text)}, now)
    return {"id": command.id, "session_id": session_id, "text": text, "created_at": now, "done_at": None}


def pause(tx: Tx, organisation_id: str, actor: str, session_id: str, now: int) -> Row | Refusal:
    """The session as it is afterwards; pausing again changes nothing."""
    session = _running(tx, organisation_id, session_id, now)
    if isinstance(session, Refusal) or session["paused_at"] is not None:
        return session
    if session["activated_at"] is None:
        return Refusal("session_not_active", "Monitoring has not begun in this session: there is nothing to pause yet.")
    session = {**session, "status": "paused", "paused_at": now}
    command_store.save_pause(tx, session)
    _command(tx, session, actor, "pause", {}, now)
    audit.record(tx, organisation_id, actor, "session.pause", session_id, {}, now)
    return session


def resume(tx: Tx, organisation_id: str, actor: str, session_id: str, now: int) -> Row | Refusal:
    """The session as it is afterwards: its end moved by the time that it was paused. Resuming again changes nothing."""
    session = _running(tx, organisation_id, session_id, now)
    if isinstance(session, Refusal) or session["paused_at"] is None:
        return session
    paused = max(0, now - session["paused_at"])  # a clock that went back must not lengthen what is charged
    session = {
        **session,
        "status": "active",
        "watched": with_pause(session["watched"], session["paused_at"], now),
        "paused_at": None,
        "paused_ms": session["paused_ms"] + paused,
        "resumed_at": now,
        "ends_at": session["ends_at"] + paused,
    }
    command_store.save_pause(tx, session)
    _command(tx, session, actor, "resume", {}, now)
    audit.record(tx, organisation_id, actor, "session.resume", session_id, {"pausedSeconds": paused // 1000}, now)
    return session


def end(tx: Tx, organisation_id: str, actor: str, session_id: str, note: str, now: int) -> Row | Refusal:
    """The session as it is afterwards; one that has ended stays as it ended. `note` is why, in the proctor's words."""
    session = _settled(tx, organisation_id, session_id, now)
    if isinstance(session, Refusal) or session["ended_at"] is not None:
        return session
    ended = end_session(tx, session, now, "proctor", now)
    command_store.set_end_note(tx, session_id, note)
    audit.record(tx, organisation_id, actor, "session.end", session_id, {}, now)
    return {**ended, "end_note": note}


def _settled(tx: Tx, organisation_id: str, session_id: str, now: int) -> Row | Refusal:
    session = store.hold_of(tx, organisation_id, session_id)
    return UNKNOWN if session is None else settle(tx, session, now)


def _running(tx: Tx, organisation_id: str, session_id: str, now: int) -> Row | Refusal:
    session = _settled(tx, organisation_id, session_id, now)
    if isinstance(session, Refusal) or session["ended_at"] is None:
        return session
    return Refusal("session_ended", "This session has ended.", {"endReason": session["end_reason"]})


def _command(tx: Tx, session: Row, actor: str, type: str, data: dict[str, Any], now: int) -> Command:
    command = Command(new_id("cmd", now), type, data)
    command_store.insert(tx, session["id"], actor, command, now)
    open, taken_back = with_command(read_commands(session["commands"]), command)
    command_store.set_withdrawn(tx, taken_back, now)
    command_store.set_commands(tx, session["id"], commands_text(open))
    return command
