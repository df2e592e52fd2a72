"""Settings → Webhooks: the endpoints that hear of what happens, and a new one, whose secret is shown once."""

from typing import Any

from starlette.datastructures import FormData
from starlette.responses import Response

from eye.dashboard import store
from eye.dashboard.render import page
from eye.dashboard.visit import Visit
from eye.dashboard.webhooks.form import Sent, Wrong, fields_of, read_form, wrong_of
from eye.dashboard.webhooks.words import WORDS
from eye.db import Row, Tx
from eye.errors import Refusal, Refused
from eye.webhooks import store as webhooks
from eye.webhooks.endpoints import Told, create_endpoint
from eye.webhooks.model import MODES, MOST_ENDPOINTS, TYPES
from eye.webhooks.wanted import read_new

PATH = "/dashboard/settings/webhooks"
FORM: dict[str, Any] = {"kinds": TYPES, "modes": MODES, "webhooks": PATH}


async def list_webhooks(visit: Visit) -> Response:
    rows, counts = await visit.eye.db.read(_find, visit.organisation_id)
    return page(visit, "webhooks/webhooks.html", rows=rows, counts=counts, limit=MOST_ENDPOINTS, webhooks=PATH, **WORDS)


def _find(tx: Tx, organisation_id: str) -> tuple[list[Row], dict[str, dict[str, int]]]:
    rows = webhooks.list_endpoints(tx, organisation_id)
    counts = webhooks.counts_by_endpoint(tx, organisation_id)
    return rows, {row["id"]: counts.get(row["id"], webhooks.NO_DELIVERIES) for row in rows}


async def new_webhook(visit: Visit) -> Response:
    return await _page(visit, 200, Sent(), None)


async def _page(visit: Visit, status: int, sent: Sent, wrong: Wrong | None) -> Response:
    domains = await visit.eye.db.read(store.domains, visit.organisation_id)
    return page(visit, "webhooks/new_webhook.html", status=status, sent=sent, wrong=wrong, domains=domains, **FORM)


async def submit_new_webhook(visit: Visit, form: FormData) -> Response:
    sent = read_form(form)
    try:
        wanted = read_new(fields_of(sent), loopback=visit.eye.settings.webhook_loopback)
    except Refused as refused:
        return await _page(visit, 422, sent, wrong_of(refused.refusal))
    made = await visit.eye.db.write(create_endpoint, visit.principal, wanted, visit.eye.secrets.pepper, visit.now)
    if isinstance(made, Refusal):
        return await _page(visit, 422 if "field" in made.fields else 409, sent, wrong_of(made))
    return shown_once(visit, made, rotated=False)


def shown_once(visit: Visit, made: Told, *, rotated: bool) -> Response:
    """The only answer that holds a secret."""
    return page(
        visit, "webhooks/webhook_once.html", endpoint=made.endpoint, secret=made.secret, rotated=rotated, webhooks=PATH
    )
