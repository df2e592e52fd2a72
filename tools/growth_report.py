"""What `make growth` writes: how long each address took on three databases, and which too long on the large one."""

import os
import platform
import time
from dataclasses import dataclass, field
from statistics import median

from eye.clock import Clock
from tools.growth_fill import LIVE

ALIKE = 0.15  # by which the sizes of two answers differ at most that show the same
REACH = 1.5


@dataclass(slots=True)
class Measured:
    """By address: the milliseconds of each round and the bytes of the answer. `events` are batches a second."""

    times: dict[str, list[float]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    events: list[float] = field(default_factory=list)


def table(title: str, sessions: int, empty: Measured, small: Measured, large: Measured) -> str:
    """A section of the page: `sessions` are those that are over in the small database."""
    lines, ratios = [], {}
    for path in large.times:
        nothing, few, many = (min(one.times[path]) for one in (empty, small, large))
        sizes = [one.sizes[path] for one in (empty, small, large)]
        ratios[path] = many / few
        shown = " / ".join(f"{one / 1000:.1f}" for one in sizes)
        lines.append(f"| `{path}` | {nothing:.1f} | {few:.1f} | {many:.1f} | {many / few:.2f} | {shown} |")
    above = [path for path, ratio in ratios.items() if ratio > REACH]
    unlike = [path for path in ratios if not _alike(small.sizes[path], large.sizes[path])]
    slowest = max(large.times, key=lambda path: min(large.times[path]))
    few, many = median(small.events), median(large.events)
    return f"""## {title}

The empty database has one session, the small one {sessions:,}; {LIVE} more run in the small and in the large one. The
quickest of all rounds, in ms, and the kilobytes of the answers.

- On the large database {len(above)} of {len(ratios)} addresses take more than {REACH} times as long{_listed(above)}.
- The answers of {len(unlike)} differ in size by more than {ALIKE:.0%}{_listed(unlike)}.
- The slowest is `{slowest}` with {min(large.times[slowest]):.0f} ms.

| address | empty | small | large | large ÷ small | kB |
| --- | ---: | ---: | ---: | ---: | --- |
{chr(10).join(lines)}

`POST /v1/events`: {few:,.0f}/s small, {many:,.0f}/s large, ratio {many / few:.2f}
(three events each, {LIVE} sessions in turn, 64 connections, medians of {len(large.events)} rounds).
"""


def _alike(few: int, many: int) -> bool:
    return abs(many - few) <= ALIKE * max(few, many)


def _listed(paths: list[str]) -> str:
    return f" ({', '.join(f'`{path}`' for path in paths)})" if paths else ""


def head() -> str:
    return f"""# What growth costs

Written by `make growth` ({platform.system()}, {platform.machine()}, {os.cpu_count()} cores, Python \
{platform.python_version()}, {time.strftime("%B %Y", time.gmtime(Clock().now() // 1000))}). The same pages and the
same stream on a large, on a small and on an empty database, in one run, in turn. *Reach*: every page within 1.5 times
of what it takes on the small one, which shows the same number of rows; the stream at 0.8 or more. What a page costs
beyond the empty database is what its rows cost to write. `{{id}}`, `{{name}}`, `{{names}}` and `{{until}}` are so
chosen on each that they find a page of rows.

"""
