"""A process that sweeps: `python -m tests.faults.sweeping ADDRESS NOW` waits for a line, and prints what it ended."""

import asyncio
import sys

from eye.db import open_database
from eye.sessions.sweep import sweep
from tests.world import MovedClock


async def main(address: str, now: str) -> None:
    db = open_database(address)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    ended = await sweep(db, MovedClock(int(now)), 20)
    await db.close()
    sys.stdout.write(f"{ended}\n")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
