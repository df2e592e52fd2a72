"""/v1/webhooks: endpoints, their secrets, what was delivered to them, and sending again."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.db import Row, Tx
from eye.errors import Refusal, Refused
from eye.http.bodies import answer, read_body, read_object
from eye.http.context import context, refuse
from eye.http.fields import Fields
from eye.http.pages import page, read_page
from eye.organisations.principal import Principal, needs, principal_of
from eye.webhooks import store
from eye.webhooks.again import resend, resend_range, send_test
from eye.webhooks.disable import disable_endpoint, enable_endpoint
from eye.webhooks.documents import attempt_document, delivery_document, endpoint_document
from eye.webhooks.endpoints import Told, change_endpoint, create_endpoint, delete_endpoint, rotate_secret
from eye.webhooks.model import may_know
from eye.webhooks.wanted import read_change, read_new, read_overlap, read_range, read_type

LIMIT = 64 * 1024
STATUSES = ("pending", "delivered", "failed", "missed")
UNKNOWN = Refusal("not_found", "There is no such webhook endpoint.")


@needs("webhook.view")
async def list_all(request: Request) -> Response:
    """All of them; an organisation has a handful."""
    eye = context(request)
    rows = await eye.db.read(store.list_endpoints, principal_of(request).organisation_id)
    now = eye.clock.now()
    return answer({"items": [endpoint_document(row, now) for row in rows], "nextCursor": None})


@needs("webhook.view")
async def show(request: Request) -> Response:
    eye = context(request)
    row = await eye.db.read(store.find_endpoint, principal_of(request).organisation_id, request.path_params["id"])
    return _answer(request, row or UNKNOWN)


@needs("webhook.create")
async def create(request: Request) -> Response:
    eye = context(request)
    now, wanted = eye.clock.now(), read_new(await _fields(request), loopback=eye.settings.webhook_loopback)
    made = await eye.db.write(create_endpoint, principal_of(request), wanted, eye.secrets.pepper, now)
    return _once(request, made, 201)


@needs("webhook.update")
async def change(request: Request) -> Response:
    eye, id = context(request), request.path_params["id"]
    wanted = read_change(await _fields(request), loopback=eye.settings.webhook_loopback)
    return _answer(request, await eye.db.write(change_endpoint, principal_of(request), id, wanted, eye.clock.now()))


@needs("webhook.delete")
async def delete(request: Request) -> Response:
    eye, id = context(request), request.path_params["id"]
    refusal = await eye.db.write(delete_endpoint, principal_of(request), id, eye.clock.now())
    return refuse(request, refusal) if refusal else Response(status_code=204)


@needs("webhook.update")
async def rotate(request: Request) -> Response:
    eye, id = context(request), request.path_params["id"]
    overlap = read_overlap(await _fields(request))
    made = await eye.db.write(rotate_secret, principal_of(request), id, overlap, eye.secrets.pepper, eye.clock.now())
    return _once(request, made, 200)


@needs("webhook.update")
async def disable(request: Request) -> Response:
    eye, id = context(request), request.path_params["id"]
    return _answer(request, await eye.db.write(disable_endpoint, principal_of(request), id, eye.clock.now()))


@needs("webhook.update")
async def enable(request: Request) -> Response:
    eye, id = context(request), request.path_params["id"]
    return _answer(request, await eye.db.write(enable_endpoint, principal_of(request), id, eye.clock.now()))


@needs("webhook.update")
async def try_out(request: Request) -> Response:
    """202: the delivery is on its way; look it up by its id."""
    eye, id = context(request), request.path_params["id"]
    type = read_type(await _fields(request))
    made = await eye.db.write(send_test, principal_of(request), id, type, eye.clock.now())
    return refuse(request, made) if isinstance(made, Refusal) else answer(delivery_document(made), 202)


@needs("webhook.update")
async def again(request: Request) -> Response:
    eye, id = context(request), request.path_params["id"]
    wanted = read_range(await _fields(request))
    count = await eye.db.write(resend_range, principal_of(request), id, wanted, eye.clock.now())
    return refuse(request, count) if isinstance(count, Refusal) else answer({"deliveries": count}, 202)


@needs("webhook.update")
async def one_again(request: Request) -> Response:
    eye, asked = context(request), request.path_params
    made = await eye.db.write(resend, principal_of(request), asked["id"], asked["delivery"], eye.clock.now())
    return refuse(request, made) if isinstance(made, Refusal) else answer(delivery_document(made), 202)


@needs("webhook.view")
async def deliveries(request: Request) -> Response:
    """Newest first; `status` narrows."""
    eye, asked, status = context(request), read_page(request), request.query_params.get("status", "")
    if status not in ("", *STATUSES):
        raise Refused("param_invalid", f"status must be one of {', '.join(STATUSES)}.", field="status")
    of = principal_of(request).organisation_id
    rows = await eye.db.read(_deliveries, of, request.path_params["id"], asked.before, asked.limit + 1, status)
    if rows is None:
        return refuse(request, UNKNOWN)
    return answer(page([delivery_document(row) for row in rows], asked))


def _deliveries(tx: Tx, organisation_id: str, id: str, before: str, limit: int, status: str) -> list[Row] | None:
    if store.find_endpoint(tx, organisation_id, id) is None:
        return None
    return store.list_deliveries(tx, id, before, limit, status)


@needs("webhook.view")
async def delivery(request: Request) -> Response:
    """With its attempts, the newest first."""
    eye, asked = context(request), request.path_params
    found = await eye.db.read(_delivery, principal_of(request), asked["id"], asked["delivery"])
    return refuse(request, Refusal("not_found", "There is no such delivery.")) if found is None else answer(found)


def _delivery(tx: Tx, asker: Principal, id: str, delivery_id: str) -> dict[str, Any] | None:
    row = store.find_delivery(tx, id, delivery_id) if store.find_endpoint(tx, asker.organisation_id, id) else None
    if row is None:
        return None
    known = may_know(asker.permissions, row["type"])
    attempts = [attempt_document(one, known=known) for one in store.attempts_of(tx, delivery_id)]
    return {**delivery_document(row), "attempts": attempts}


async def _fields(request: Request) -> Fields:
    """The body; one that is empty wants nothing in particular."""
    return Fields(read_object(await read_body(request, LIMIT) or b"{}"))


def _answer(request: Request, outcome: Row | Refusal) -> Response:
    if isinstance(outcome, Refusal):
        return refuse(request, outcome)
    return answer(endpoint_document(outcome, context(request).clock.now()))


def _once(request: Request, made: Told | Refusal, status: int) -> Response:
    """The only answers that hold a secret."""
    if isinstance(made, Refusal):
        return refuse(request, made)
    now = context(request).clock.now()
    return answer({**endpoint_document(made.endpoint, now), "secret": made.secret}, status)


routes = [
    Route("/v1/webhooks", list_all, methods=["GET"]),
    Route("/v1/webhooks", create, methods=["POST"]),
    Route("/v1/webhooks/{id}", show, methods=["GET"]),
    Route("/v1/webhooks/{id}", change, methods=["PATCH"]),
    Route("/v1/webhooks/{id}", delete, methods=["DELETE"]),
    Route("/v1/webhooks/{id}/rotate", rotate, methods=["POST"]),
    Route("/v1/webhooks/{id}/disable", disable, methods=["POST"]),
    Route("/v1/webhooks/{id}/enable", enable, methods=["POST"]),
    Route("/v1/webhooks/{id}/test", try_out, methods=["POST"]),
    Route("/v1/webhooks/{id}/resend", again, methods=["POST"]),
    Route("/v1/webhooks/{id}/deliveries", deliveries, methods=["GET"]),
    Route("/v1/webhooks/{id}/deliveries/{delivery}", delivery, methods=["GET"]),
    Route("/v1/webhooks/{id}/deliveries/{delivery}/resend", one_again, methods=["POST"]),
]
