"""`/report/evidence/{ticket}`: one picture or sound of a candidate's own report, for who has that report open."""

from starlette.requests import Request
from starlette.responses import Response

from eye.dashboard.account.guessing import address_of, limits_of, too_often
from eye.dashboard.sessions.evidence import file_of
from eye.db import Row, Tx
from eye.http.context import context
from eye.media import store
from eye.reports import answer_store
from eye.reports.candidate_link import CandidateLink, is_open
from eye.reports.own_evidence import read_evidence


async def own_evidence(request: Request) -> Response:
    """The same empty answer whatever the reason: nobody but a page of ours asks."""
    eye = context(request)
    now = eye.clock.now()
    found = read_evidence(eye.secrets.signing, request.path_params["ticket"], now)
    if found is None:
        return Response(status_code=404)
    limit, address, session_id = limits_of(request).evidence, address_of(request), found[0].session_id
    seconds = limit.wait(address, session_id, now)
    if seconds:
        return too_often(Response(status_code=429), seconds)
    limit.tried(address, session_id, now)
    row = await eye.db.read(_find, *found)
    return (await file_of(eye, row) if row else None) or Response(status_code=404)


def _find(tx: Tx, link: CandidateLink, media_id: str) -> Row | None:
    row = answer_store.find(tx, link.session_id)
    return store.find(tx, link.session_id, media_id) if row is not None and is_open(row, link) else None
