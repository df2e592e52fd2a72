"""A page of a test that sends heartbeats as the widget does."""

from typing import Any

from eye.clock import SECOND, iso
from tests.world import Organisation, World

BEAT = 10  # seconds


class Page:
    """One page of a session; `beat` lets ten seconds pass, in which the detectors looked as told."""

    def __init__(self, owner: Organisation, started: dict[str, Any] | None = None, **fields: Any) -> None:
        self.world: World = owner.world
        self.started = started or owner.started(**fields)
        self.seq = 0

    @property
    def id(self) -> str:
        return str(self.started["sessionId"])

    def send(self, type: str, at: int | None = None, **data: Any) -> dict[str, Any]:
        self.seq += 1
        answer = self.world.send(self.started["token"], self.world.event(self.seq, type, at=at, data=data))
        assert answer.status_code == 202, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def beat(self, times: int = 1, **looked: float) -> dict[str, Any]:
        """`looked` of ten looks by detector; the answer to the last."""
        for _ in range(times):
            self.world.clock.move(seconds=BEAT)
            answer = self.send("HEARTBEAT", windows=[self.window(name, times) for name, times in looked.items()])
        return answer

    def window(self, detector: str, looked: float, *, ago: float = BEAT, until: float = 0) -> dict[str, Any]:
        """From `ago` to `until` seconds before now."""
        now = self.world.clock.at
        return {
            "detector": detector,
            "from": iso(round(now - ago * SECOND)),
            "to": iso(round(now - until * SECOND)),
            "looked": looked,
            "expected": 10,
        }
