"""One run: check, let all candidates play, compare, report."""

import asyncio
import contextlib
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field

from eye.clock import seeded
from eye.simulate.account import Account
from eye.simulate.books import Books, audit
from eye.simulate.candidate import Candidate
from eye.simulate.check import check
from eye.simulate.exam import Caller, Exam
from eye.simulate.measure import Measures
from eye.simulate.reconcile import Difference
from eye.simulate.script import write_script
from eye.simulate.show import Show
from eye.simulate.wire import read_place

GRACE = 60.0  # seconds after the end in which what is still waiting is sent
SETTLE = 1.0  # what was on its way when somebody pressed Ctrl-C has arrived by then


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line; `run` names the candidates, `minutes` are of the exam."""

    url: str
    key: str
    secret_key: str
    origin: str
    assessments: tuple[str, ...]
    candidates: int
    minutes: float
    pace: float
    seed: int
    run: str


@dataclass(slots=True)
class Outcome:
    """What came of it. `seconds` it took to play; `stopped` by Ctrl-C."""

    measures: Measures
    accounts: list[Account]
    differences: list[Difference] = field(default_factory=list)
    seconds: float = 0.0
    stopped: bool = False

    @property
    def refused(self) -> list[str]:
        """The codes with which candidates were turned away at their start."""
        return [one.refused for one in self.accounts if one.refused is not None]

    @property
    def good(self) -> bool:
        return not self.differences and not self.refused


async def simulate(wanted: Wanted, show: Show) -> Outcome:
    """Play it all and compare. OperatorError when nothing could begin."""
    place = read_place(wanted.url)
    exam = Exam(place, wanted.key, wanted.origin, wanted.assessments, wanted.run, wanted.pace)
    await _check(exam, wanted)
    exam.measures = Measures()
    candidates = [
        Candidate(exam, write_script(wanted.seed, number, wanted.minutes * 60))
        for number in range(1, wanted.candidates + 1)
    ]
    outcome = Outcome(exam.measures, [candidate.account for candidate in candidates])
    await _play(candidates, exam, wanted, outcome, show)
    done: list[Account] = []
    with show.comparing(outcome.accounts, done):
        outcome.differences = await audit(place, wanted.secret_key, outcome.accounts, done)
    return outcome


async def _check(exam: Exam, wanted: Wanted) -> None:
    books, caller = Books(exam.place, wanted.secret_key), Caller(exam, seeded(str(wanted.seed)))
    exam.give_up = asyncio.get_running_loop().time() + 10
    try:
        await check(exam, books, caller)
    finally:
        books.close()
        caller.wire.close()


async def _play(candidates: list[Candidate], exam: Exam, wanted: Wanted, outcome: Outcome, show: Show) -> None:
    loop = asyncio.get_running_loop()
    began, length = loop.time(), wanted.minutes * 60 / wanted.pace
    exam.give_up = began + length + GRACE
    tasks = [asyncio.create_task(candidate.play(began)) for candidate in candidates]
    with _ctrl_c(tasks, outcome), show.playing(exam.measures, began, length, len(candidates)):
        results = await asyncio.gather(*tasks, return_exceptions=True)
    outcome.seconds = loop.time() - began
    for result in results:
        if isinstance(result, Exception):
            raise result
    if outcome.stopped:
        await asyncio.sleep(SETTLE)


@contextlib.contextmanager
def _ctrl_c(tasks: list[asyncio.Task[None]], outcome: Outcome) -> Iterator[None]:
    """Ctrl-C stops the candidates where they are; what they did so far is compared all the same."""

    def stop() -> None:
        outcome.stopped = True
        for task in tasks:
            task.cancel()

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, stop)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
