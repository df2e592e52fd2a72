"""The page docs/benchmarks.md and its chart."""

import os
import platform
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from importlib.metadata import version
from pathlib import Path
from statistics import median

DOCS = Path(__file__).parent.parent / "docs"
INTRODUCTION = """\
# Benchmarks

What `make bench` measured last. Machines differ and are shared, so speed is a ratio measured in one run: requests a
second against those of an empty Starlette endpoint on the same server settings, with the same load tool, in the same
round. One worker, 64 connections, every answer given after the data is on disk. Nothing fails on a timing.

![Shares of an empty endpoint, with what is to be reached and what is aimed at](benchmarks.svg)
"""
AFTERWARDS = """\
`make bench` runs it again, `make bench OPTIONS="--rounds 1 --seconds 2"` faster (`--help` lists them). Growth is
measured by a command of its own, `make growth`. Where the time goes is told in [performance](performance.md).
"""


@dataclass(frozen=True, slots=True)
class Measure:
    """`values`, one a round, in `unit`; `rates` are requests a second. `lower`: less is better."""

    name: str
    unit: str
    values: list[float]
    reach: float
    aim: float
    rates: list[float] = field(default_factory=list)
    lower: bool = False

    @property
    def middle(self) -> float:
        return median(self.values)

    @property
    def verdict(self) -> str:
        for limit, word in ((self.aim, "aim"), (self.reach, "reached")):
            if self.middle <= limit if self.lower else self.middle >= limit:
                return word
        return "**missed**"


@dataclass(slots=True)
class Run:
    rounds: int
    seconds: int
    note: str
    load_before: float = field(default_factory=lambda: os.getloadavg()[0])
    measures: list[Measure] = field(default_factory=list)


def write(run: Run) -> None:
    table = "\n".join(_table(run.measures))
    print(f"\n{table}")
    (DOCS / "benchmarks.md").write_text(f"{INTRODUCTION}\n{table}\n\n{_circumstances(run)}\n\n{AFTERWARDS}")
    (DOCS / "benchmarks.svg").write_text(_chart([one for one in run.measures if one.rates]))


def _table(measures: list[Measure]) -> Iterator[str]:
    yield "| what | unit | median | spread | per second | reach | aim | |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |"
    for one in measures:
        spread = f"{_spelt(min(one.values))}–{_spelt(max(one.values))}" if len(one.values) > 1 else ""
        rate = f"{median(one.rates):,.0f}" if one.rates else ""
        cells = one.name, one.unit, _spelt(one.middle), spread, rate, _spelt(one.reach), _spelt(one.aim), one.verdict
        yield f"| {' | '.join(cells)} |"


def _spelt(value: float) -> str:
    return f"{value:.3f}" if 0 < value < 1 else f"{value:,.0f}"


def _circumstances(run: Run) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("starlette", "uvicorn", "uvloop", "psycopg"))
    parts = [
        f"{datetime.now(UTC):%Y-%m-%d}, {run.rounds} alternating rounds of {run.seconds} s; the spread is from the",
        f"lowest round to the highest. {os.cpu_count()} processors ({_processor()}) shared by load tool,",
        f"server and database; Linux {platform.release()}, Python {platform.python_version()}, {_postgres()},",
        f"{packages}.",
        f"Load of the machine before the run: {run.load_before:.1f}. {run.note}".strip(),
    ]
    return "\n".join(parts)


def _processor() -> str:
    found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    return found[1] if found else platform.machine()


def _postgres() -> str:
    said = subprocess.run(["pg_config", "--version"], capture_output=True, text=True, check=False).stdout.split()
    return " ".join(said[:2]) or "PostgreSQL"


STYLE = """
text { font: 14px system-ui, sans-serif; fill: #1f2933; }
.small { font-size: 12px; fill: #52606d; }
.bar { fill: #2f6fde; }
.value { fill: #ffffff; font-weight: 600; }
.spread { stroke: #1f2933; stroke-width: 1.5; }
.reach { stroke: #b45309; stroke-width: 2; }
.aim { stroke: #15803d; stroke-width: 2; stroke-dasharray: 4 3; }
@media (prefers-color-scheme: dark) {
  text { fill: #e4e7eb; }
  .small { fill: #9aa5b1; }
  .bar { fill: #6ea0ff; }
  .value { fill: #0b1220; }
  .spread { stroke: #e4e7eb; }
  .reach { stroke: #fbbf24; }
  .aim { stroke: #4ade80; }
}
"""
LEFT, WIDTH, ROW, TOP = 200, 720, 44, 40


def _chart(measures: list[Measure]) -> str:
    """A bar for each, a line from its lowest round to its highest, and marks for what is to be reached."""
    most = max(max(one.aim, *one.values) for one in measures) * 1.1
    height = TOP + ROW * len(measures) + 10
    shapes = "".join(_bar(one, TOP + ROW * at, (WIDTH - LEFT - 70) / most) for at, one in enumerate(measures))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img"><title>Shares of an empty endpoint</title><style>{STYLE}</style>{_legend()}{shapes}</svg>\n'
    )


def _legend() -> str:
    return (
        f'<line class="reach" x1="{LEFT}" y1="10" x2="{LEFT}" y2="24"/>'
        f'<text class="small" x="{LEFT + 8}" y="22">reach</text>'
        f'<line class="aim" x1="{LEFT + 70}" y1="10" x2="{LEFT + 70}" y2="24"/>'
        f'<text class="small" x="{LEFT + 78}" y="22">aim</text>'
    )


def _bar(one: Measure, y: int, scale: float) -> str:
    def x(value: float) -> str:
        return f"{LEFT + value * scale:.1f}"

    low, high, name = x(min(one.values)), x(max(one.values)), escape(one.name.replace("`", ""))
    return (
        f'<text x="{LEFT - 12}" y="{y + 19}" text-anchor="end">{name}</text>'
        f'<rect class="bar" x="{LEFT}" y="{y + 4}" width="{one.middle * scale:.1f}" height="22" rx="2"/>'
        f'<line class="spread" x1="{low}" y1="{y + 15}" x2="{high}" y2="{y + 15}"/>'
        f'<line class="reach" x1="{x(one.reach)}" y1="{y}" x2="{x(one.reach)}" y2="{y + 30}"/>'
        f'<line class="aim" x1="{x(one.aim)}" y1="{y}" x2="{x(one.aim)}" y2="{y + 30}"/>'
        f'<text class="value" x="{LEFT + 8}" y="{y + 20}">{one.middle:.3f}</text>'
    )
