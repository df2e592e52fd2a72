"""Which Chromium the tests drive, how it is kept from asking anything of the internet, and what it records."""

import json
from pathlib import Path

from tools.find import chromium

LONG_TASK = 50  # milliseconds

QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]


def chromium_path() -> str:
    found = chromium()
    assert found is not None, "No Chromium was found: `make test` installs one, or set EYE_CHROMIUM."
    return str(found)


def long_tasks(trace: Path) -> list[float]:
    """Milliseconds of computing of each task that was long by the clock: one in which the page only waited for a
    processor that others used is not the guest's. In Chromium's record both durations are known."""
    events = json.loads(trace.read_text())["traceEvents"]
    page = {(e["pid"], e["tid"]) for e in events if e.get("args", {}).get("name") == "CrRendererMain"}
    tasks = [e for e in events if e["name"] == "ThreadControllerImpl::RunTask" and (e["pid"], e["tid"]) in page]
    assert tasks, "Chromium recorded nothing"
    computed = [task["tdur"] / 1_000 for task in tasks if task.get("dur", 0) / 1_000 > LONG_TASK]
    return [each for each in computed if each > LONG_TASK / 2]
