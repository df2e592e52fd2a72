"""What all candidates of a run share: where they go, who they are called, how fast time runs, what is measured."""

import asyncio
from dataclasses import dataclass, field

from eye.clock import Chance, seeded, stopwatch
from eye.simulate.measure import Measures
from eye.simulate.picture import picture, sound, tagged
from eye.simulate.wire import Answer, Lost, Place, Wire

BUSY = {429, 500, 502, 503, 504}  # the server, or a proxy before it, says: later
FIRST_WAIT, LONGEST_WAIT = 0.25, 5.0
TEXT = "text/plain;charset=UTF-8"
LOOKS = 48  # a picture takes a while to draw, so a large class shares them


@dataclass(slots=True)
class Exam:
    """`pace` 10 makes ten seconds of an exam one. `give_up` is when, on the loop's clock, nobody tries again."""

    place: Place
    key: str
    origin: str
    assessments: tuple[str, ...]
    run: str
    pace: float
    measures: Measures = field(default_factory=Measures)
    give_up: float = float("inf")
    drawn: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def evidence(self, shows: int | str, whose: int, chance: Chance, tag: str) -> bytes:
        """A file of its own: a picture with `shows` people, the first of whom is the candidate, or a sound."""
        if shows == "sound":
            return sound(chance, tag.encode())
        look = (int(shows), whose % LOOKS)
        if look not in self.drawn:
            self.drawn[look] = picture(seeded(f"look {look[1]}"), look[0])
        return tagged(self.drawn[look], tag.encode())


class Caller:
    """Asks as a page of a candidate does, and again when there was no answer, as the widget does."""

    def __init__(self, exam: Exam, chance: Chance) -> None:
        self.exam = exam
        self.wire = Wire(exam.place)
        self._chance = chance
        self._headers = {"origin": exam.origin, "user-agent": "eye-simulate", "accept": "*/*"}

    async def ask(self, path: str, body: bytes, kind: str = TEXT) -> tuple[Answer | None, int]:
        """The answer and after how many tries; None when nobody answered before the end of it all."""
        wait, tries = FIRST_WAIT, 0
        loop = asyncio.get_running_loop()
        while True:
            answer, tries = await self._once(path, body, kind), tries + 1
            if answer is not None and answer.status not in BUSY:
                return answer, tries
            asked = float(answer.json().get("retryAfter") or 0) if answer is not None else 0.0
            pause = max(asked, wait * self._chance.uniform(0.5, 1))
            if loop.time() + pause > self.exam.give_up:
                return None, tries
            await asyncio.sleep(pause)
            wait = min(wait * 2, LONGEST_WAIT)

    async def throw_away(self, path: str, body: bytes, kind: str = TEXT) -> None:
        """Send it and lose the answer: unread, or by a connection that breaks before it comes."""
        self.exam.measures.did["lost answers"] += 1
        if self._chance.random() < 0.5:
            await self._once(path, body, kind)
            return
        try:
            await self.wire.hang_up("POST", path, {**self._headers, "content-type": kind}, body)
        except Lost:
            self.exam.measures.codes[path, "no_answer"] += 1

    async def _once(self, path: str, body: bytes, kind: str) -> Answer | None:
        measures, began = self.exam.measures, stopwatch()
        try:
            answer = await self.wire.ask("POST", path, {**self._headers, "content-type": kind}, body)
        except Lost:
            measures.codes[path, "no_answer"] += 1
            return None
        measures.took(path, stopwatch() - began)
        if answer.status >= 400:
            measures.codes[path, code_of(answer)] += 1
        return answer


def code_of(answer: Answer) -> str:
    """What a refusal calls itself; the status where a proxy refused."""
    found = answer.json()
    return str(found.get("code") or answer.status) if isinstance(found, dict) else str(answer.status)
