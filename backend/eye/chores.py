"""What an Eye does while nobody asks: it ends sessions, delivers webhooks, erases, counts and tidies up."""

import asyncio
import itertools
import logging
import ssl

from obstore.exceptions import BaseError

from eye.api.idempotency_store import tidy_all as tidy_idempotency
from eye.api.widget_build import Build, publish
from eye.assessments.import_candidates import import_all, tidy_imports
from eye.billing.credits import expire_due as expire_credits
from eye.billing.warn import warn_all as warn_of_credits
from eye.db import Unavailable
from eye.errors import first_line
from eye.http.context import Eye
from eye.keys.calls import flush_calls
from eye.keys.refused import flush
from eye.keys.warn import warn_all
from eye.operations.rounds import calmly, repeat
from eye.organisations.tidy import tidy_all
from eye.reports.hours import count_all
from eye.reports.ready import tell_ready
from eye.reports.score import score_stale
from eye.retention.erase import Eraser
from eye.sessions.sweep import charge_silent, forget, sweep
from eye.webhooks.courier import Courier
from eye.webhooks.post import Poster
from eye.webhooks.tidy import tidy_all as tidy_webhooks

log = logging.getLogger("eye")

SWEEP_SECONDS = 10
FLUSH_SECONDS = 2
MINUTE_SECONDS = 60
IMPORT_SECONDS = 1
TIDY_ROUNDS = 6
PUBLISH_SECONDS = 5


async def begin_chores(parts: Eye, build: Build | None) -> set[asyncio.Task[None]]:
    """The tasks in which it works until they are cancelled.

    Returns once `build`, the widget, is in the media store, or after `PUBLISH_SECONDS`.
    """
    tasks = {
        asyncio.create_task(_sweep_forever(parts)),
        asyncio.create_task(repeat(FLUSH_SECONDS, lambda: _flush(parts))),
        asyncio.create_task(repeat(MINUTE_SECONDS, lambda: _each_minute(parts))),
        asyncio.create_task(repeat(IMPORT_SECONDS, lambda: _import(parts))),
        asyncio.create_task(repeat(SWEEP_SECONDS, lambda: _erase(parts))),
        asyncio.create_task(courier_of(parts).run()),
    }
    if build is not None:
        publishing = asyncio.create_task(_publish(build, parts))
        # A media store that does not answer must not keep the exams of this moment from starting.
        await asyncio.wait({publishing}, timeout=PUBLISH_SECONDS)
        tasks.add(publishing)
    return tasks


def courier_of(parts: Eye) -> Courier:
    """Who delivers this Eye's webhooks."""
    return Courier(parts, Poster(parts.settings.webhook_loopback, ssl.create_default_context()))


async def _publish(build: Build, parts: Eye) -> None:
    while True:
        try:
            return await publish(build, parts.objects)
        except (BaseError, OSError) as problem:
            log.warning("the widget waits to be copied into the media store: %s", first_line(problem))
        await asyncio.sleep(SWEEP_SECONDS)


async def finish_chores(parts: Eye) -> None:
    """Write what was only counted so far."""
    await _flush(parts)
    await _flush_calls(parts)


async def _flush(parts: Eye) -> None:
    """Write the refused starts that were counted; what cannot be written now waits for the next time."""
    await calmly("counting refused starts", flush(parts.db, parts.refused_starts))


async def _import(parts: Eye) -> None:
    await calmly("importing candidates", import_all(parts.db, parts.clock.now()))


async def _erase(parts: Eye) -> None:
    """Apart: it may take long, and no exam ends later for it."""
    eraser = Eraser(parts.db, parts.objects, parts.secrets.pepper, parts.clock.now())
    await calmly("erasing", eraser.run())


async def _each_minute(parts: Eye) -> None:
    """Count what happened in the hours that are over, and mail what members should know. Apart: mail may be slow."""
    now = parts.clock.now()
    await _flush_calls(parts)
    await calmly("counting hours", count_all(parts.db, now))
    public_url = parts.settings.public_url
    await calmly("mailing alerts", warn_all(parts.db, parts.mailer, public_url, now))
    await calmly("mailing about credits", warn_of_credits(parts.db, parts.mailer, public_url))


async def _flush_calls(parts: Eye) -> None:
    await calmly("counting calls", flush_calls(parts.db, parts.calls, parts.clock.now()))


async def _sweep_forever(parts: Eye) -> None:
    for round in itertools.count():
        try:
            await sweep(parts.db, parts.clock)
            await score_stale(parts.db, parts.clock.now())
            await tell_ready(parts.db, parts.clock.now())
            await charge_silent(parts.db, parts.clock)
            await expire_credits(parts.db, parts.clock)
            if round % TIDY_ROUNDS == 0:
                await tidy_all(parts.db, parts.clock.now())
                await forget(parts.db, parts.clock.now())
                await tidy_webhooks(parts.db, parts.clock.now())
                await tidy_idempotency(parts.db, parts.clock.now())
                await tidy_imports(parts.db, parts.clock.now())
        except Unavailable as problem:
            log.warning("sweeping waits for the storage: %s", problem)
        except Exception:
            log.exception("sweeping failed")
        await asyncio.sleep(SWEEP_SECONDS)
