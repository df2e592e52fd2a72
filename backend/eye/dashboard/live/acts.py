"""What a live proctor does from the pages: message a candidate, pause, resume and end a session, grant an attempt."""

from collections.abc import Callable

from starlette.datastructures import FormData
from starlette.responses import Response

from eye.assessments.grant_attempt import grant_attempt
from eye.dashboard.entrance import Halt
from eye.dashboard.render import go, page
from eye.dashboard.same_site import local_path
from eye.dashboard.sessions import store as session_store
from eye.dashboard.typed import printable
from eye.dashboard.visit import Visit
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.sessions.proctor import acts as proctor
from eye.sessions.proctor import store as command_store

MOST_MESSAGES = 50


async def message(visit: Visit) -> Response:
    return await _show_message(visit, 200, _asked_back(visit), "", None)


async def submit_message(visit: Visit, form: FormData) -> Response:
    back, text = _sent_back(visit, form), _lines(form, "text")
    wrong = _why_not(text, proctor.LONGEST_MESSAGE, "Write what the candidate is to read.")
    if wrong is None:
        made = await _do(visit, proctor.message, text)
        wrong = made.detail if isinstance(made, Refusal) else None
    return await _show_message(visit, 422, back, text, wrong) if wrong else go(back)


async def _show_message(visit: Visit, status: int, back: str, text: str, wrong: str | None) -> Response:
    row, messages = await _find(visit)
    values = {"text": text, "wrong": wrong, "most": proctor.LONGEST_MESSAGE}
    return page(visit, "live/message.html", status=status, session=row, messages=messages, back=back, **values)


async def submit_pause(visit: Visit, form: FormData) -> Response:
    return await _done(visit, form, await _do(visit, proctor.pause))


async def submit_resume(visit: Visit, form: FormData) -> Response:
    return await _done(visit, form, await _do(visit, proctor.resume))


async def confirm_end(visit: Visit) -> Response:
    return await _show_end(visit, 200, _asked_back(visit), "", None)


async def submit_session_end(visit: Visit, form: FormData) -> Response:
    back, note = _sent_back(visit, form), _lines(form, "reason")
    wrong = _why_not(note, proctor.LONGEST_NOTE, "Say why; whoever looks at this session later will ask.")
    if wrong is not None:
        return await _show_end(visit, 422, back, note, wrong)
    return await _done(visit, form, await _do(visit, proctor.end, note))


async def _show_end(visit: Visit, status: int, back: str, note: str, wrong: str | None) -> Response:
    row, _ = await _find(visit)
    values = {"note": note, "wrong": wrong, "most": proctor.LONGEST_NOTE}
    return page(visit, "live/end_session.html", status=status, session=row, back=back, **values)


async def confirm_attempt(visit: Visit) -> Response:
    row, _ = await _find(visit)
    return page(visit, "live/grant_attempt.html", session=row, back=_asked_back(visit))


async def submit_attempt(visit: Visit, form: FormData) -> Response:
    row, _ = await _find(visit)
    about = visit.organisation_id, visit.member.member_id, row["candidate_id"], row["assessment_id"]
    return await _done(visit, form, await visit.eye.db.write(grant_attempt, *about, visit.now))


async def _done(visit: Visit, form: FormData, outcome: Row | Refusal) -> Response:
    if isinstance(outcome, Refusal):
        raise Halt(404) if outcome.code == "not_found" else Halt(409, outcome.detail)
    return go(_sent_back(visit, form))


async def _do(visit: Visit, verb: Callable[..., Row | Refusal], *args: str) -> Row | Refusal:
    about = visit.organisation_id, visit.member.member_id, _id(visit)
    outcome = await visit.eye.db.write(verb, *about, *args, visit.now)
    if isinstance(outcome, Refusal) and outcome.code == "not_found":
        raise Halt(404)
    return outcome


async def _find(visit: Visit) -> tuple[Row, list[Row]]:
    """The session and the newest messages to its candidate. Halt 404 where there is none."""

    def find(tx: Tx, organisation_id: str) -> tuple[Row | None, list[Row]]:
        row = session_store.session(tx, organisation_id, _id(visit))
        return row, command_store.list_messages(tx, _id(visit), MOST_MESSAGES) if row else []

    row, messages = await visit.eye.db.read(find, visit.organisation_id)
    if row is None:
        raise Halt(404)
    return row, messages


def _lines(form: FormData, name: str) -> str:
    """Several lines of text without control characters, trimmed."""
    value = form.get(name, "")
    lines = str(value).replace("\r\n", "\n").replace("\r", "\n").split("\n") if isinstance(value, str) else []
    return "\n".join(printable(line, len(line)) for line in lines).strip()


def _why_not(text: str, most: int, missing: str) -> str | None:
    if not text:
        return missing
    return f"This has {len(text):,} characters; at most {most:,} are possible." if len(text) > most else None


def _asked_back(visit: Visit) -> str:
    return local_path(visit.request.query_params.get("back"), f"/dashboard/sessions/{_id(visit)}")


def _sent_back(visit: Visit, form: FormData) -> str:
    """The page of the dashboard from which it was done; the session's own otherwise."""
    return local_path(str(form.get("back", "")), f"/dashboard/sessions/{_id(visit)}")


def _id(visit: Visit) -> str:
    return str(visit.request.path_params["session_id"])
