"""`GET /media/{token}`: the evidence behind a signed link, as it stands in a webhook."""

import obstore
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.errors import Refused
from eye.http.context import context
from eye.media import store
from eye.webhooks.media_link import read_link

HEADERS = {
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    # Whatever the bytes are, they get no script, no form and no origin of ours.
    "content-security-policy": "sandbox; default-src 'none'",
    # The platform's own pages may show it.
    "cross-origin-resource-policy": "cross-origin",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
}


async def show(request: Request) -> Response:
    eye = context(request)
    link = read_link(eye.secrets.signing, request.path_params["token"], eye.clock.now())
    if link is None:
        raise Refused("not_found", "This link is not valid any more. Each delivery of the webhook carries a fresh one.")
    row = await eye.db.read(store.find, *link)
    if row is None:
        raise _deleted()
    try:
        found = await obstore.get_async(eye.objects, row["path"])
    except FileNotFoundError:
        raise _deleted() from None
    kind = str(row["content_type"])
    ending = kind.partition("/")[2]
    headers = {**HEADERS, "content-type": kind, "content-disposition": f'inline; filename="{link[1]}.{ending}"'}
    return Response(bytes(await found.bytes_async()), headers=headers)


def _deleted() -> Refused:
    return Refused("not_found", "This evidence was deleted.")


routes = [Route("/media/{token}", show, methods=["GET"])]
