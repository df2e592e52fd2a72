"""Puts the parts together. Besides `cli.py` the only file that knows them all."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import obstore.store
from obstore.store import ObjectStore
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

import eye.api.docs_routes
import eye.api.sample_routes
import eye.api.widget_routes
import eye.assessments.routes
import eye.dashboard.routes
import eye.domains.routes
import eye.events.routes
import eye.keys.routes
import eye.media.routes
import eye.organisations.routes
import eye.sessions.routes
from eye.api.widget_build import load_build, publish
from eye.clock import Clock
from eye.db import Tx, Unavailable, open_database
from eye.errors import OperatorError
from eye.flags.takeover import flag_takeover
from eye.http.context import Eye
from eye.http.doorway import Doorway
from eye.http.limits import Failures
from eye.sessions.principal import Principals
from eye.sessions.sweep import sweep
from eye.settings import Secrets, Settings, read_secrets, read_settings

log = logging.getLogger("eye")

BROWSER_ROUTES: list[BaseRoute] = [
    *eye.sessions.routes.browser_routes,
    *eye.events.routes.browser_routes,
    *eye.media.routes.browser_routes,
    *eye.api.widget_routes.browser_routes,
]
SERVER_ROUTES: list[BaseRoute] = [
    *eye.organisations.routes.routes,
    *eye.keys.routes.routes,
    *eye.domains.routes.routes,
    *eye.assessments.routes.routes,
    *eye.sessions.routes.routes,
    *eye.events.routes.routes,
]
PAGES: list[BaseRoute] = [*eye.dashboard.routes.routes, *eye.api.docs_routes.routes]
BROWSER_CALLS = frozenset({"/v1/init", "/v1/events", "/v1/media", "/v1/end", "/v1/speed"})
SWEEP_SECONDS = 10


def assemble(settings: Settings, clock: Clock | None = None, failures: Failures | None = None) -> Eye:
    """Open everything these settings name. OperatorError says what an operator must mend."""
    return Eye(
        settings=settings,
        secrets=read_secrets(settings.secrets_file),
        clock=clock or Clock(),
        db=open_database(settings.database_url),
        objects=open_objects(settings.media_url),
        failures=failures or Failures(),
        flag_takeover=flag_takeover,
    )


def open_objects(url: str) -> ObjectStore:
    """The store of media and widget versions: a folder (`file://…`) or anything S3-compatible (`s3://…`)."""
    try:
        if url.startswith("file://"):
            folder = Path(url.removeprefix("file://"))
            folder.mkdir(parents=True, exist_ok=True)
            return obstore.store.LocalStore(folder)
        return obstore.store.from_url(url)
    except Exception as problem:
        raise OperatorError(
            f"EYE_MEDIA_URL is {url!r}, which cannot be opened ({problem}). Give a folder or s3://…"
        ) from problem


def create_app(parts: Eye, *, sample: bool = False) -> Starlette:
    """The ASGI application; `sample` adds the sample exam of `eye demo`."""
    routes = [*BROWSER_ROUTES, *SERVER_ROUTES, *PAGES, *(eye.api.sample_routes.routes if sample else [])]
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(Doorway, public=is_public),
            Middleware(Principals, prefix="/v1/", browser=BROWSER_CALLS),
        ],
        exception_handlers={HTTPException: _pass_on},
        lifespan=_lifespan,
    )
    app.state.eye = parts
    app.state.widget = load_build()
    return app


async def _pass_on(request: Request, problem: Exception) -> Response:
    """Leave 404 and 405 of the router to the doorway, which answers every error in one form."""
    raise problem


def is_public(path: str) -> bool:
    """Whether any website may call it and read the answer; the endpoint itself decides what it gets."""
    return path in BROWSER_CALLS or path in ("/eye-widget-init.js", "/widget.js") or path.startswith("/widget/")


def from_environment() -> Starlette:
    """The application of this environment's settings; what each worker process of `eye serve` runs."""
    return create_app(assemble(read_settings()))


def sample_from_environment() -> Starlette:
    """The same with the sample exam, for `eye demo`."""
    return create_app(assemble(read_settings()), sample=True)


@contextlib.asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    parts: Eye = app.state.eye
    await parts.db.write(check_secrets, parts.secrets)
    if app.state.widget is not None:
        await publish(app.state.widget, parts.objects)
    sweeper = asyncio.create_task(_sweep_forever(parts))
    try:
        yield
    finally:
        sweeper.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sweeper
        await parts.db.close()


async def _sweep_forever(parts: Eye) -> None:
    while True:
        try:
            await sweep(parts.db, parts.clock)
        except Unavailable as problem:
            log.warning("sweeping waits for the storage: %s", problem)
        except Exception:
            log.exception("sweeping failed")
        await asyncio.sleep(SWEEP_SECONDS)


def check_secrets(tx: Tx, secrets: Secrets) -> None:
    """Refuse to run beside processes that hold other secrets: they would not understand each other's tokens."""
    pepper, signing = secrets.fingerprint(secrets.pepper), [secrets.fingerprint(one) for one in secrets.signing]
    for name, known, ours in (("pepper", [pepper], pepper), ("signing", signing, signing[-1])):
        tx.run(
            "insert into settings (name, value) values (:name, :value) on conflict (name) do nothing",
            name=f"secrets.{name}",
            value=ours,
        )
        row = tx.one("select value from settings where name = :name", name=f"secrets.{name}")
        if row is None or row["value"] not in known:
            raise OperatorError(
                "This database was used with other secrets. Give every process the same EYE_SECRETS_FILE; "
                "if the file was lost, restore it from a backup."
            )
        tx.run("update settings set value = :value where name = :name", name=f"secrets.{name}", value=ours)
