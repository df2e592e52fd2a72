"""Another courier in a process of its own: `python -m tests.webhooks.program DATABASE FOLDER NOW`.

Each line on stdin is a round; it answers with a line when what it began is over.
"""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from eye.app import assemble
from eye.chores import courier_of
from tests.world import MovedClock, settings_for


async def carry(database_url: str, folder: Path, now: int) -> None:
    settings = replace(settings_for(database_url, folder), webhook_loopback=True)
    parts = assemble(settings, MovedClock(now))
    courier = courier_of(parts)
    say("ready")
    while await asyncio.to_thread(sys.stdin.readline):
        await courier.round()
        await courier.settle()
        say("done")
    await parts.db.close()


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(carry(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
