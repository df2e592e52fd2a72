"""Carries the outbox to the endpoints, forever: shares it out, then delivers what is due.

Every process runs one; leases keep them apart. An endpoint has a few attempts under way in each, so that one that is
slow holds up nobody else.
"""

import asyncio
import logging
from collections import Counter

from eye.db import Unavailable
from eye.http.context import Eye
from eye.webhooks import queue, store
from eye.webhooks.deliver import Ready, attempt, claim
from eye.webhooks.post import SECONDS, Poster
from eye.webhooks.share import BATCH, share_out
from eye.webhooks.tell_members import tell_members

log = logging.getLogger("eye")

ARRIVALS_EVERY = 10  # rounds
LOOK_EVERY = 0.2  # seconds; a fact is tried well within a second of its commit, whichever process wrote it
AT_ONCE = 128
AT_ONCE_EACH = 4


class Courier:
    """`run` goes on until it is cancelled; `round` and `settle` are its parts."""

    def __init__(self, eye: Eye, poster: Poster) -> None:
        self._eye = eye
        self._poster = poster
        self._running: set[asyncio.Task[None]] = set()
        self._each: Counter[str] = Counter()
        self._rounds = 0

    async def run(self) -> None:
        try:
            while True:
                try:
                    more = await self.round()
                except Unavailable as problem:
                    log.warning("webhooks wait for the storage: %s", problem)
                    more = False
                except Exception:
                    log.exception("sharing out webhooks failed")
                    more = False
                await asyncio.sleep(0 if more else LOOK_EVERY)
        finally:
            # What is under way ends by itself in time; cut off, it would be sent twice.
            await self.settle()

    async def round(self) -> bool:
        """Share out, and begin what is due. Whether there may be more at once."""
        eye, shared = self._eye, 0
        now = eye.clock.now()
        if await eye.db.read(queue.waiting, now) or await self._arrived():
            shared = await eye.db.write(share_out, now)
        for endpoint_id in await eye.db.read(store.due_endpoints, now):
            room = min(AT_ONCE_EACH - self._each[endpoint_id], AT_ONCE - len(self._running))
            if room > 0:
                for ready in await eye.db.write(claim, endpoint_id, room, now):
                    self._begin(ready)
        return shared == BATCH

    async def _arrived(self) -> bool:
        """Whether evidence is there that flags were told without; asked less often, since nobody waits for it."""
        self._rounds += 1
        return self._rounds % ARRIVALS_EVERY == 1 and bool(await self._eye.db.read(queue.arrived, 1))

    async def settle(self) -> None:
        """Wait for what is under way."""
        if self._running:
            await asyncio.wait(self._running, timeout=2 * SECONDS)

    def _begin(self, ready: Ready) -> None:
        self._each[ready.endpoint["id"]] += 1
        task = asyncio.create_task(self._deliver(ready))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _deliver(self, ready: Ready) -> None:
        try:
            disabled = await attempt(self._eye, self._poster, ready)
            if disabled is not None:
                await tell_members(self._eye, disabled)
        except Unavailable as problem:
            log.warning("a webhook delivery waits for the storage: %s", problem)
        except Exception:
            log.exception("a webhook delivery failed")
        finally:
            self._each[ready.endpoint["id"]] -= 1
            self._each += Counter()  # forget those with nothing under way
