"""Settings → Candidate tokens: whether starts need one, which share has one already, and how a server mints them."""

from starlette.datastructures import FormData
from starlette.responses import Response

from eye.clock import DAY, HOUR
from eye.dashboard import store
from eye.dashboard.entrance import Halt
from eye.dashboard.integration.minting_snippet import minting
from eye.dashboard.keys.list import EXAMPLE_ASSESSMENT
from eye.dashboard.render import go, page
from eye.dashboard.typed import typed
from eye.dashboard.visit import Visit
from eye.db import Row, Tx
from eye.organisations.identity import MODES, change_identity
from eye.organisations.store import find_organisation
from eye.sessions.start import counts as starts_store

PATH = "/dashboard/settings/candidate-tokens"
DAYS = 7
MOST = 50
SENTENCES = {
    "off": ("Off", "Every page with your key and on your domains may start. A token that is not good is ignored."),
    "report": (
        "Report",
        "Everything still starts; a start without a token, or with a bad one, is noted here.",
    ),
    "required": (
        "Required",
        "Only a page with a good token starts. A leaked key and a forged website start nothing and cost nothing.",
    ),
}


async def candidate_tokens(visit: Visit) -> Response:
    found, totals, rows, example = await visit.eye.db.read(_find, visit.organisation_id, visit.now)
    return page(
        visit,
        "integration/candidate_tokens.html",
        identity=found["identity"],
        sentences=SENTENCES,
        totals={name: totals.get(name, 0) for name in ("signed", "unsigned", "invalid")},
        starts=sum(totals.values()),
        rows=rows,
        most=MOST,
        days=DAYS,
        snippet=minting(visit.eye.settings.public_url, example),
    )


def _find(tx: Tx, organisation_id: str, now: int) -> tuple[Row, dict[str, int], list[Row], str]:
    found = find_organisation(tx, organisation_id)
    if found is None:
        raise Halt(404)
    first = (now - DAYS * DAY) // HOUR
    assessments = store.assessments(tx, organisation_id)
    return (
        found,
        starts_store.by_identity(tx, organisation_id, first),
        starts_store.by_origin(tx, organisation_id, first, MOST),
        assessments[0]["id"] if assessments else EXAMPLE_ASSESSMENT,
    )


async def submit_identity(visit: Visit, form: FormData) -> Response:
    mode = typed(form, "identity")
    if mode not in MODES:
        raise Halt(422, f"The choice is one of {', '.join(MODES)}. Go back and choose again.")
    await visit.eye.db.write(change_identity, visit.principal, mode, visit.now)
    return go(f"{PATH}?done={mode}")
