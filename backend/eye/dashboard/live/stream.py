"""What keeps the page of live sessions true: server-sent events, each the rows that changed, or all when they moved."""

from collections.abc import AsyncIterator
from dataclasses import replace

import anyio
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from eye.clock import SECOND, new_secret
from eye.dashboard.live.view import View, changed_lines, see, wanted_of
from eye.dashboard.render import HEADERS, part
from eye.dashboard.visit import Visit, find_visit
from eye.db import Unavailable
from eye.http.pulse import CALM_SECONDS

PERMISSION = "session.view"
LEAVE_SECONDS = 2 * CALM_SECONDS  # by then the pulse has beaten, and the stream has seen that it is to end
ANYBODY = new_secret(43)  # stands for the form token of whoever looks; nobody can know it and write it into a name
ASKED_AGAIN = 10 * SECOND  # so often at least: is this person still signed in, and may they see this


async def live_stream(visit: Visit) -> Response:
    """It ends when its member may no longer look, and with `replaced` when they opened too many newer ones."""
    closing = anyio.Event()
    return EventSourceResponse(
        messages(visit, closing), headers=HEADERS, shutdown_event=closing, shutdown_grace_period=LEAVE_SECONDS
    )


async def messages(visit: Visit, closing: anyio.Event) -> AsyncIterator[ServerSentEvent]:
    """The id of each is what the page shows after it; who comes back with it is sent only what is new since."""
    eye, organisation_id = visit.eye, visit.organisation_id
    wanted = wanted_of(visit.request.query_params)
    known = visit.request.headers.get("last-event-id") or visit.request.query_params.get("shown", "")

    async def look() -> View:
        return await eye.db.read(see, organisation_id, wanted, eye.clock.now())

    shown, beat = None, -1
    with eye.streams.open(str(visit.member.member_id)) as stream:
        async with eye.pulse.listening():
            while True:
                beat = await eye.pulse.after(beat)
                if closing.is_set():
                    return
                if stream.replaced:
                    yield ServerSentEvent(event="replaced", data="")
                    return
                try:
                    view = await eye.pulse.shared((organisation_id, wanted), look)
                    now = eye.clock.now()
                    fresh = view.etag == (shown.etag if shown else known)
                    if not fresh or now - visit.now >= ASKED_AGAIN:
                        again = await find_visit(visit.request)
                        if again is None or not again.may(PERMISSION):
                            return
                        shown = shown if again.permissions == visit.permissions else None
                        visit = again
                except Unavailable:
                    return  # the page asks again, and says so until it is answered
                if not fresh:
                    yield ServerSentEvent(await _changes(visit, shown, view), id=view.etag)
                shown = view


async def _changes(visit: Visit, shown: View | None, view: View) -> str:
    """Written once for all who may see the same and saw the same before, with the form token of each put in."""
    anybody = replace(visit, member=replace(visit.member, csrf=ANYBODY))

    async def write() -> str:
        return _text(anybody, shown, view)

    alike = (visit.organisation_id, visit.permissions, view.wanted, shown and shown.etag, view.etag)
    return (await visit.eye.pulse.shared(alike, write)).replace(ANYBODY, visit.member.csrf)


def _text(visit: Visit, shown: View | None, view: View) -> str:
    lines = changed_lines(shown, view) if shown else None
    if lines is None:
        return part(visit, "live/_live.html", view=view, **view.pages)
    return part(visit, "live/_live_changes.html", view=view, lines=lines, **view.pages)
