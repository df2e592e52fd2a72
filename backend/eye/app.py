"""Puts the parts together. Besides `cli.py` the only file that knows them all."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

import eye.api.docs_routes
import eye.api.sample_routes
import eye.api.speed_routes
import eye.api.widget_routes
import eye.assessments.candidate_routes
import eye.assessments.routes
import eye.billing.routes
import eye.dashboard.routes
import eye.domains.routes
import eye.events.routes
import eye.flags.by_hand_routes
import eye.flags.routes
import eye.keys.routes
import eye.media.evidence_routes
import eye.media.routes
import eye.operations.routes
import eye.organisations.audit.routes
import eye.organisations.members.routes
import eye.organisations.roles.routes
import eye.organisations.routes
import eye.reports.routes
import eye.retention.routes
import eye.sessions.candidate_tokens.routes
import eye.sessions.keys.routes
import eye.sessions.oauth.routes
import eye.sessions.proctor.routes
import eye.sessions.routes
import eye.webhooks.media_routes
import eye.webhooks.routes
from eye import __version__
from eye.api.etags import tagged
from eye.api.idempotency import remembered
from eye.api.widget_build import load_build
from eye.chores import begin_chores, finish_chores
from eye.clock import Clock
from eye.db import open_database
from eye.flags.takeover import flag_takeover
from eye.http.calls import Calls
from eye.http.context import Eye
from eye.http.doorway import Doorway
from eye.http.limits import Failures, Rate
from eye.http.pulse import Pulse
from eye.http.refused_starts import RefusedStarts
from eye.operations.garbage import collect_seldom
from eye.operations.logs import write_logs
from eye.operations.objects import open_objects
from eye.operations.readiness import Readiness
from eye.operations.secrets import check_secrets
from eye.organisations.mail import open_mailer
from eye.sessions.oauth.principal import Principals
from eye.settings import Settings, read_secrets, read_settings

log = logging.getLogger("eye")

BROWSER_ROUTES: list[BaseRoute] = [
    *eye.sessions.routes.browser_routes,
    *eye.events.routes.browser_routes,
    *eye.media.routes.browser_routes,
    *eye.api.widget_routes.browser_routes,
    *eye.api.speed_routes.browser_routes,
]
DIRECT = {
    "/v1/events": eye.events.routes.receive,
    "/v1/init": eye.sessions.routes.init,
}
SERVER_ROUTES: list[BaseRoute] = [
    *eye.organisations.routes.routes,
    *eye.organisations.roles.routes.routes,
    *eye.organisations.members.routes.routes,
    *eye.organisations.audit.routes.routes,
    *eye.keys.routes.routes,
    *eye.sessions.keys.routes.routes,
    *eye.domains.routes.routes,
    *eye.assessments.routes.routes,
    *eye.assessments.candidate_routes.routes,
    *eye.sessions.routes.routes,
    *eye.sessions.proctor.routes.routes,
    *eye.flags.routes.routes,
    *eye.flags.by_hand_routes.routes,
    *eye.reports.routes.routes,
    *eye.retention.routes.routes,
    *eye.sessions.candidate_tokens.routes.routes,
    *eye.events.routes.routes,
    *eye.media.evidence_routes.routes,
    *eye.billing.routes.routes,
    *eye.webhooks.routes.routes,
]
# Beside the others: its clients authenticate and its errors read as RFC 6749 says.
OAUTH_ROUTES: list[BaseRoute] = [*eye.sessions.oauth.routes.routes]
PAGES: list[BaseRoute] = [*eye.dashboard.routes.routes, *eye.api.docs_routes.routes, *eye.webhooks.media_routes.routes]
OPERATIONS: list[BaseRoute] = [*eye.operations.routes.routes]
BROWSER_CALLS = frozenset({"/v1/init", "/v1/events", "/v1/media", "/v1/end", "/v1/speed"})
LEAVE_SECONDS = 25  # a webhook under way takes ten at most
SPEED_MOST = 1_200  # a minute and address: a lecture hall of 200 behind one, six measurements each


def assemble(settings: Settings, clock: Clock | None = None, failures: Failures | None = None) -> Eye:
    """Open everything these settings name. OperatorError says what an operator must mend."""
    clock = clock or Clock()
    db = open_database(settings.database_url)
    return Eye(
        settings=settings,
        secrets=read_secrets(settings.secrets_file),
        clock=clock,
        db=db,
        objects=open_objects(settings.media_url),
        failures=failures or Failures(),
        speed_rate=Rate(SPEED_MOST),
        refused_starts=RefusedStarts(),
        calls=Calls(),
        pulse=Pulse(db.mark),
        mailer=open_mailer(settings, clock),
        flag_takeover=flag_takeover,
    )


def create_app(parts: Eye, *, sample: bool = False, chores: bool = True) -> Starlette:
    """The ASGI application; `sample` adds the sample exam of `eye demo`.

    `chores` are what it does while nobody asks: a test may want to do it itself, or nothing of the kind.
    """
    servers, samples = tagged(remembered(SERVER_ROUTES)), eye.api.sample_routes.routes if sample else []
    routes = [*BROWSER_ROUTES, *servers, *OAUTH_ROUTES, *PAGES, *OPERATIONS, *samples]
    app = _Application(routes=routes, lifespan=_lifespan)
    # Starlette would lead from /docs/ to /docs under whatever host and scheme the request claims.
    app.router.redirect_slashes = False
    app.state.eye = parts
    app.state.chores = chores
    app.state.readiness = Readiness(parts)
    app.state.widget = load_build()
    return app


class _Application(Starlette):
    """The doorway answers every error itself, so that Starlette's own last resort need not stand around it."""

    def build_middleware_stack(self) -> ASGIApp:
        routed = ExceptionMiddleware(self.router, {HTTPException: _pass_on})
        principals = Principals(routed, prefix="/v1/", browser=BROWSER_CALLS)
        return Doorway(principals, public=is_public, direct=DIRECT, tally=self.state.eye.tally)


async def _pass_on(request: Request, problem: Exception) -> Response:
    """Leave 404 and 405 of the router to the doorway, which answers every error in one form."""
    raise problem


def is_public(path: str) -> bool:
    """Whether any website may call it and read the answer; the endpoint itself decides what it gets."""
    return path in BROWSER_CALLS or path in ("/eye-widget-init.js", "/widget.js") or path.startswith("/widget/")


def from_environment() -> Starlette:
    """The application of this environment's settings; what each worker process of `eye serve` runs."""
    settings = read_settings()
    write_logs(settings.log)
    app = create_app(assemble(settings))
    collect_seldom()
    return app


def sample_from_environment() -> Starlette:
    """The same with the sample exam, for `eye demo`, where nobody reads of refused requests."""
    settings = read_settings()
    write_logs(settings.log, logging.WARNING)
    app = create_app(assemble(settings), sample=True)
    collect_seldom()
    return app


@contextlib.asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    parts: Eye = app.state.eye
    await parts.db.write(check_secrets, parts.secrets)
    tasks = await begin_chores(parts, app.state.widget) if app.state.chores else set()
    log.info("Eye %s serves", __version__)
    try:
        yield
    finally:
        log.info("Eye stops: what was accepted is answered, what is under way ends")
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=LEAVE_SECONDS)
        await finish_chores(parts)
        await parts.db.close()
        log.info("Eye has stopped")
