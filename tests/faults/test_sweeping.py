"""Two processes sweep the same sessions at the same moment: each session ends once, and is told of once."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from eye.clock import MINUTE
from tests.world import World

ROOT = Path(__file__).parents[2]
SESSIONS = 120


def test_two_processes_end_each_session_once(world: World, database_url: str) -> None:
    school = world.organisation("School", credits=SESSIONS)
    for n in range(SESSIONS):
        school.started(candidateId=f"c{n}")
    assert school.wallet == {"balance": SESSIONS, "held": SESSIONS}
    later = world.clock.at + 61 * MINUTE  # not by the clock of this process, which sweeps by itself
    command = [sys.executable, "-m", "tests.faults.sweeping", database_url, str(later)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    both = [subprocess.Popen(command, cwd=ROOT, text=True, **pipes) for _ in range(2)]  # type: ignore[call-overload]
    for process in both:
        assert process.stdout.readline() == "ready\n"
    for process in both:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [int(process.communicate(timeout=60)[0]) for process in both]
    assert sum(said) == SESSIONS
    told = world.read(lambda tx: tx.all("select session_id from outbox where type = 'session.ended'"))
    assert set(Counter(row["session_id"] for row in told).values()) == {1}
    assert len(told) == SESSIONS
    assert school.wallet == {"balance": SESSIONS, "held": 0}
