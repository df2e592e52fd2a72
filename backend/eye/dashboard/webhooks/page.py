"""One webhook endpoint: what was delivered to it, changing it, a test, sending again, a new secret, an end."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.responses import Response

from eye.clock import SECOND
from eye.dashboard.entrance import Halt
from eye.dashboard.render import go, is_refresh, page
from eye.dashboard.typed import printable, typed
from eye.dashboard.visit import Visit
from eye.dashboard.webhooks.form import Sent, Wrong, fields_of, of_endpoint, read_form, wrong_of
from eye.dashboard.webhooks.list import FORM, PATH, shown_once
from eye.dashboard.webhooks.words import WORDS
from eye.db import Row, Tx
from eye.errors import Refusal, Refused
from eye.http.fields import Fields
from eye.http.pages import FIRST
from eye.webhooks import store
from eye.webhooks.disable import disable_endpoint, enable_endpoint
from eye.webhooks.endpoints import change_endpoint, delete_endpoint, rotate_secret
from eye.webhooks.model import KEPT
from eye.webhooks.wanted import DEFAULT_OVERLAP, OVERLAPS, read_change, read_overlap

ON_A_PAGE = 25
STATUSES = {"": "All", "delivered": "Delivered", "pending": "Waiting", "failed": "Given up", "missed": "Missed"}


@dataclass(frozen=True, slots=True)
class Found:
    """An endpoint with a page of its deliveries, and how many it has of each status."""

    endpoint: Row
    deliveries: list[Row]
    counts: dict[str, int]


async def webhook(visit: Visit) -> Response:
    found = await _find(visit)
    if is_refresh(visit.request):
        return page(visit, "webhooks/_deliveries.html", **_log(visit, found), **WORDS)
    return _page(visit, found, 200, of_endpoint(found.endpoint), None)


def _page(visit: Visit, found: Found, status: int, sent: Sent, wrong: Wrong | None) -> Response:
    return page(
        visit,
        "webhooks/webhook.html",
        status=status,
        sent=sent,
        wrong=wrong,
        chosen=of_endpoint(found.endpoint).types,
        undelivered=found.counts["failed"] + found.counts["missed"],
        resent=printable(visit.request.query_params.get("count", ""), 9),
        kept_days=KEPT // (24 * 3_600 * SECOND),
        **_log(visit, found),
        **FORM,
        **WORDS,
    )


def _log(visit: Visit, found: Found) -> dict[str, Any]:
    path, status, before = f"{PATH}/{found.endpoint['id']}", _status(visit), _before(visit)
    shown = found.deliveries[:ON_A_PAGE]
    return {
        "endpoint": found.endpoint,
        "path_here": path,
        "rows": shown,
        "counts": found.counts,
        "statuses": STATUSES,
        "narrowed": status,
        "here": _address(path, status, before),
        "older": _address(path, status, shown[-1]["id"]) if len(found.deliveries) > ON_A_PAGE else None,
        "newest": _address(path, status, "") if before else None,
    }


def _status(visit: Visit) -> str:
    status = visit.request.query_params.get("status", "")
    return status if status in STATUSES else ""


def _before(visit: Visit) -> str:
    return printable(visit.request.query_params.get("before", ""))


def _address(path: str, status: str, before: str) -> str:
    given = urlencode({name: value for name, value in {"status": status, "before": before}.items() if value})
    return f"{path}?{given}" if given else path


async def _find(visit: Visit) -> Found:
    id = visit.request.path_params["webhook_id"]
    found = await visit.eye.db.read(_read, visit.organisation_id, id, _before(visit) or FIRST, _status(visit))
    if found is None:
        raise Halt(404)
    return found


def _read(tx: Tx, organisation_id: str, id: str, before: str, status: str) -> Found | None:
    endpoint = store.find_endpoint(tx, organisation_id, id)
    if endpoint is None:
        return None
    rows = store.list_deliveries(tx, id, before, ON_A_PAGE + 1, status)
    return Found(endpoint, rows, store.counts(tx, id))


async def submit_webhook(visit: Visit, form: FormData) -> Response:
    found, sent = await _find(visit), read_form(form)
    try:
        if not sent.types:
            raise Refused("param_invalid", "types is empty; choose at least one.", field="types")
        wanted = read_change(fields_of(sent), loopback=visit.eye.settings.webhook_loopback)
    except Refused as refused:
        return _page(visit, found, 422, sent, wrong_of(refused.refusal))
    made = await visit.eye.db.write(change_endpoint, visit.principal, found.endpoint["id"], wanted, visit.now)
    if isinstance(made, Refusal):
        return _page(visit, found, 422, sent, wrong_of(made))
    return go(f"{PATH}/{found.endpoint['id']}?done=changed")


async def submit_disabling(visit: Visit, form: FormData) -> Response:
    return await _switch(visit, disable_endpoint, "disabled")


async def submit_enabling(visit: Visit, form: FormData) -> Response:
    return await _switch(visit, enable_endpoint, "enabled")


async def _switch(visit: Visit, verb: Any, done: str) -> Response:
    id = visit.request.path_params["webhook_id"]
    made = await visit.eye.db.write(verb, visit.principal, id, visit.now)
    if isinstance(made, Refusal):
        raise Halt(404)
    return go(f"{PATH}/{id}?done={done}")


async def webhook_rotation(visit: Visit) -> Response:
    return await _rotation(visit, str(DEFAULT_OVERLAP // SECOND), 200, None)


async def _rotation(visit: Visit, overlap: str, status: int, wrong: Wrong | None) -> Response:
    found = await _find(visit)
    overlaps = {str(length // SECOND): words for length, words in OVERLAPS.items()}
    return page(
        visit,
        "webhooks/rotate_webhook.html",
        status=status,
        endpoint=found.endpoint,
        overlaps=overlaps,
        overlap=overlap,
        wrong=wrong,
        webhooks=PATH,
    )


async def submit_webhook_rotation(visit: Visit, form: FormData) -> Response:
    text = typed(form, "overlap")
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text
    try:
        overlap = read_overlap(Fields({"overlap": seconds}))
    except Refused as refused:
        return await _rotation(visit, text, 422, Wrong("overlap", refused.refusal.detail))
    id, pepper = visit.request.path_params["webhook_id"], visit.eye.secrets.pepper
    made = await visit.eye.db.write(rotate_secret, visit.principal, id, overlap, pepper, visit.now)
    if isinstance(made, Refusal):
        raise Halt(404)
    return shown_once(visit, made, rotated=True)


async def confirm_webhook_deletion(visit: Visit) -> Response:
    found = await _find(visit)
    return page(
        visit, "webhooks/delete_webhook.html", endpoint=found.endpoint, waiting=found.counts["pending"], webhooks=PATH
    )


async def submit_webhook_deletion(visit: Visit, form: FormData) -> Response:
    id = visit.request.path_params["webhook_id"]
    if await visit.eye.db.write(delete_endpoint, visit.principal, id, visit.now) is not None:
        raise Halt(404)
    return go(f"{PATH}?done=deleted")
