"""One delivery with every attempt at it; a test; and sending again, one or all of a time."""

import json

from starlette.datastructures import FormData
from starlette.responses import Response

from eye.clock import DAY, from_iso
from eye.dashboard.entrance import Halt
from eye.dashboard.keys.page import halted
from eye.dashboard.render import go, is_refresh, page
from eye.dashboard.typed import typed
from eye.dashboard.visit import Visit
from eye.dashboard.webhooks.list import PATH
from eye.dashboard.webhooks.words import WORDS
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.webhooks import store
from eye.webhooks.again import resend, resend_range, send_test
from eye.webhooks.documents import sent
from eye.webhooks.model import TYPES, may_know
from eye.webhooks.wanted import Range


async def delivery(visit: Visit) -> Response:
    asked = visit.request.path_params
    found = await visit.eye.db.read(_read, visit.organisation_id, asked["webhook_id"], asked["delivery_id"])
    if found is None:
        raise Halt(404)
    endpoint, row, attempts = found
    return page(
        visit,
        "webhooks/_attempts.html" if is_refresh(visit.request) else "webhooks/delivery.html",
        endpoint=endpoint,
        delivery=row,
        attempts=[{**one, **_request(one, row["type"], visit)} for one in attempts],
        webhooks=PATH,
        here=visit.request.url.path,
        **WORDS,
    )


def _read(tx: Tx, organisation_id: str, id: str, delivery_id: str) -> tuple[Row, Row, list[Row]] | None:
    endpoint = store.find_endpoint(tx, organisation_id, id)
    row = store.find_delivery(tx, id, delivery_id) if endpoint else None
    return (endpoint, row, store.attempts_of(tx, delivery_id)) if endpoint and row else None


def _request(attempt: Row, type: str, visit: Visit) -> dict[str, str | None]:
    """The request as a person reads it."""
    request = sent(attempt, known=may_know(visit.principal.permissions, type))
    lines = [f"{name}: {value}" for name, value in request["headers"].items()]
    body = json.dumps(request["body"], indent=2, ensure_ascii=False) if request["body"] is not None else None
    return {"headers": "\n".join(lines), "body": body}


async def submit_test(visit: Visit, form: FormData) -> Response:
    id, type = visit.request.path_params["webhook_id"], typed(form, "type")
    if type not in TYPES:
        raise Halt(404)
    made = await visit.eye.db.write(send_test, visit.principal, id, type, visit.now)
    if isinstance(made, Refusal):
        raise halted(made)
    return go(f"{PATH}/{id}/deliveries/{made['id']}")


async def submit_resending(visit: Visit, form: FormData) -> Response:
    asked = visit.request.path_params
    made = await visit.eye.db.write(resend, visit.principal, asked["webhook_id"], asked["delivery_id"], visit.now)
    if isinstance(made, Refusal):
        raise halted(made)
    return go(f"{PATH}/{asked['webhook_id']}/deliveries/{made['id']}")


async def submit_range(visit: Visit, form: FormData) -> Response:
    """Days are those of UTC, the last one included; an empty one does not narrow."""
    id = visit.request.path_params["webhook_id"]
    since, until = _day(typed(form, "from")), _day(typed(form, "to"))
    wanted = Range(since or 0, visit.now + 1 if until is None else until + DAY, typed(form, "which") == "all")
    count = await visit.eye.db.write(resend_range, visit.principal, id, wanted, visit.now)
    if isinstance(count, Refusal):
        raise halted(count)
    return go(f"{PATH}/{id}?done=resent&count={count}")


def _day(text: str) -> int | None:
    try:
        return from_iso(text[:10]) if text else None
    except ValueError:
        return None
