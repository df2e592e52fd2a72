"""What a session comes to, decided on its page."""

from starlette.datastructures import FormData
from starlette.responses import Response

from eye.dashboard.entrance import Halt
from eye.dashboard.render import go, page
from eye.dashboard.review.flag import note_of, version_of
from eye.dashboard.review.words import ways
from eye.dashboard.typed import typed
from eye.dashboard.visit import Visit
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.flags import outcome_store
from eye.flags.outcome import OUTCOMES, Outcome, decide_outcome
from eye.flags.review_store import count_open

WITHDRAW = "withdraw"


def find_outcome(tx: Tx, organisation_id: str, session_id: str) -> Row | None:
    """What stands about a session, with `open`, the flags that still wait."""
    row = outcome_store.find(tx, organisation_id, session_id)
    return None if row is None else {**row, "open": count_open(tx, session_id)}


async def submit_outcome(visit: Visit, form: FormData) -> Response:
    id, typed_outcome = visit.request.path_params["session_id"], typed(form, "outcome")
    if typed_outcome not in (*OUTCOMES, WITHDRAW):
        raise Halt(422, "Choose clean, suspicious or violation.")
    note = note_of(form)
    wanted = Outcome(None if typed_outcome == WITHDRAW else typed_outcome, note or None, version_of(form))
    made = await visit.eye.db.write(decide_outcome, visit.principal, id, wanted, visit.now)
    if not isinstance(made, Refusal):
        return go(f"/dashboard/sessions/{id}#outcome")
    found = await visit.eye.db.read(find_outcome, visit.organisation_id, id)
    if found is None:
        raise Halt(404)
    values = {"outcome": found, "refusal": made, "note": note, **ways(visit.member.member_id)}
    return page(visit, "review/outcome.html", status=409, **values)
