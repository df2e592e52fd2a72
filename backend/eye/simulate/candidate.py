"""Plays one script: a page of the exam as the server sees it, with its queue, its clock and its troubles."""

import asyncio
import hashlib
from typing import Any

import msgspec

from eye.clock import from_iso, iso
from eye.simulate.account import Account, Page, Sent
from eye.simulate.exam import Caller, Exam, code_of
from eye.simulate.script import Act, Report, Script

MOST = 100  # events in one request
CORRECTED = 300.0  # seconds by which a page's clock may be wrong before the server corrects its times
UNKNOWN = "EVENT_OF_TOMORROW"
BOUNDARY = "eye-simulate-7d1f"


class Candidate:
    """`account` tells afterwards what was sent and what was acknowledged."""

    def __init__(self, exam: Exam, script: Script) -> None:
        self.exam, self.script, self.chance = exam, script, script.chance
        self.caller = Caller(exam, script.chance)
        assessment = exam.assessments[script.number % len(exam.assessments)]
        self.account = Account(f"sim-{exam.run}-{script.number:05}", assessment)
        self._media: list[tuple[str, bytes]] = []
        self._server, self._heard, self._beaten = 0, 0.0, 0
        self._offline_until = -1.0
        self._starts, self._over = 0, False

    async def play(self, began: float) -> None:
        """From the start to the end; `began` is when, on the loop's clock, the run did."""
        await self._sleep_until(began + self.script.start / self.exam.pace)
        self._began = asyncio.get_running_loop().time()
        try:
            if await self._open():
                self.exam.measures.live += 1
                try:
                    await self._sit()
                finally:
                    self.exam.measures.live -= 1
        finally:
            self.caller.wire.close()

    async def _sit(self) -> None:
        for act in self.script.acts:
            await self._sleep_until(self._began + act.at / self.exam.pace)
            if self._over:
                return
            await self._do(act)
        if self._offline_until >= 0:
            await self._sleep_until(self._began + self._offline_until / self.exam.pace)
            self._come_back()
        await self._flush()

    async def _do(self, act: Report | Act) -> None:
        if 0 <= self._offline_until <= act.at:
            self._come_back()
        if isinstance(act, Report):
            for number, (type, data) in enumerate(act.events):
                self._report(type, data, act.shows if number == 0 else None)
            await self._flush()
        elif act.do == "beat":
            self._report("HEARTBEAT", self._beat())
            await self._flush()
        elif act.do == "offline":
            self.exam.measures.did["offline spells"] += 1
            self._report("NETWORK_LOST", {})
            self._offline_until = act.at + act.seconds
        elif act.do == "finish":
            await self._finish(act.how)
        elif self._offline_until < 0:
            await {"reload": self._reload, "other_tab": self._other_tab, "take_over": self._take_over}[act.do]()

    def _come_back(self) -> None:
        self._offline_until = -1.0
        self._report("NETWORK_BACK", {"offlineSeconds": 10})

    # Starts

    async def _open(self) -> bool:
        if self.script.skew:
            self.exam.measures.did["wrong clocks"] += 1
        return await self._init(None, lose=self.script.lost_start)

    async def _init(self, token: str | None, *, lose: bool = False) -> bool:
        body = self._start(token)
        if lose:
            await self.caller.throw_away("/v1/init", body)
        answer, tries = await self.caller.ask("/v1/init", body)
        if answer is None or answer.status not in (200, 201):
            self.account.refused = self.account.refused or (code_of(answer) if answer else "no_answer")
            return False
        found = answer.json()
        self._hear(found["serverTime"])
        if self.account.pages:
            self.account.pages[-1].until, self.account.pages[-1].sure = self._server, tries == 1 and not lose
        self.account.session_id, self.account.mode = found["sessionId"], found["mode"]
        self.account.pages.append(Page(found["gen"], found["token"], abs(self.script.skew) > CORRECTED))
        self._beaten = self._beaten or self._server
        return True

    def _start(self, token: str | None) -> bytes:
        self._starts += 1
        first, last = self.script.first_name, self.script.last_name
        body = {
            "apiKey": self.exam.key,
            "assessmentId": self.account.assessment_id,
            "candidateId": self.account.candidate_id,
            "candidateFirstName": first,
            "candidateLastName": last,
            "candidateEmail": f"{first}.{last}.{self.script.number}@candidates.example".lower(),
            "startId": f"sim-{self.exam.run}-{self.script.number:06}-{self._starts:03}",
            "features": {"aiProctoring": True, "facialRecognition": False},
        }
        return msgspec.json.encode(body if token is None else {**body, "sessionToken": token})

    async def _reload(self) -> None:
        """What the page before had not sent waits in the browser, and goes with its own token after the resume."""
        self.exam.measures.did["reloads"] += 1
        self._report("TAB_FOCUS_CHANGE", {"focused": True})
        before = self.account.pages[-1]
        if await self._init(before.token, lose=self.chance.random() < 0.1):
            await self._send(before)

    async def _other_tab(self) -> None:
        """Another tab without the session's token is told to wait, and changes nothing."""
        self.exam.measures.did["duplicate tabs"] += 1
        await self.caller.ask("/v1/init", self._start(None))

    async def _take_over(self) -> None:
        """Another tab with the session's token goes on; the first one learns of it with what it sends next."""
        self.exam.measures.did["tabs that took over"] += 1
        before = self.account.pages[-1]
        self._report("COPY", {"length": 7})
        if await self._init(before.token):
            self._report("COPY", {"length": 8}, page=before)
            await self._send(before)

    async def _finish(self, how: str) -> None:
        if how == "event":
            self._report("END_PROCTORING", {})
        await self._flush()
        if how == "request" and self._offline_until < 0:
            body = {"token": self.account.pages[-1].token, "reason": "host"}
            await self.caller.ask("/v1/end", msgspec.json.encode(body))

    # What is reported

    def _report(
        self, type: str, data: dict[str, Any], shows: int | str | None = None, page: Page | None = None
    ) -> None:
        page = page or self.account.pages[-1]
        seq, media_id = page.next_seq, None
        if shows is not None:
            media_id = f"m{page.gen}_{seq}"
            content = self.exam.evidence(
                shows, self.script.number, self.chance, f"{self.account.session_id}.{media_id}"
            )
            self._media.append((media_id, content))
        page.next_seq += 1
        at = self._now() + round(self.script.skew * 1000)
        page.waiting.append(Sent(seq, type, at, data, media_id, rejected=type == UNKNOWN))

    def _beat(self) -> dict[str, Any]:
        start, end = self._beaten, self._now()
        self._beaten = end
        looks = {"face": max(1, (end - start) // 500), "microphone": max(1, (end - start) // 100)}
        share = 0.2 if self.chance.random() < 0.05 else 1.0
        return {
            "windows": [
                {"detector": name, "from": iso(start), "to": iso(end), "looked": int(share * count), "expected": count}
                for name, count in looks.items()
            ]
        }

    def _now(self) -> int:
        """The server's time, carried on by this machine's clock, as the widget does."""
        return self._server + int((asyncio.get_running_loop().time() - self._heard) * 1000)

    def _hear(self, server_time: str) -> None:
        self._server, self._heard = from_iso(server_time), asyncio.get_running_loop().time()

    # What is sent

    async def _flush(self) -> None:
        if self._offline_until >= 0:
            return
        await self._send(self.account.pages[-1])
        while self._media:
            await self._upload(*self._media.pop(0))

    async def _send(self, page: Page) -> None:
        while page.waiting:
            batch = page.waiting[:MOST]
            for event in batch:
                page.sent[event.seq] = event
            body = msgspec.json.encode({"token": page.token, "events": [_event(one) for one in batch]})
            if self.chance.random() < self.script.trouble:
                await self.caller.throw_away("/v1/events", body)
            answer, _ = await self.caller.ask("/v1/events", body)
            if answer is None:
                return
            if answer.status == 202:
                self._take(page, answer.json())
            else:
                page.waiting.clear()
                self._over = self._over or page is self.account.pages[-1]

    def _take(self, page: Page, found: dict[str, Any]) -> None:
        self._hear(found["serverTime"])
        for one in found["rejected"]:
            self.exam.measures.codes["/v1/events", one["code"]] += 1
            page.sent[one["seq"]].rejected = True
        self.account.flags.update(one["flagId"] for one in found["flags"])
        page.acknowledge(found["acked"], superseded=bool(found.get("superseded")), ended=bool(found.get("ended")))
        if found.get("ended"):
            self._over = True
        elif page is self.account.pages[-1]:
            for command in found["commands"]:
                self._report("COMMAND_DONE", {"id": command["id"]})

    async def _upload(self, media_id: str, content: bytes) -> None:
        checksum = hashlib.sha256(content).hexdigest()
        self.account.media_sent[media_id] = checksum
        body = _form({"token": self.account.pages[-1].token, "mediaId": media_id, "sha256": checksum}, content)
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        if self.chance.random() < self.script.trouble:
            await self.caller.throw_away("/v1/media", body, kind)
        answer, _ = await self.caller.ask("/v1/media", body, kind)
        if answer is not None and answer.status in (201, 202):
            self.account.media[media_id] = checksum

    async def _sleep_until(self, moment: float) -> None:
        await asyncio.sleep(max(0.0, moment - asyncio.get_running_loop().time()))


def _event(sent: Sent) -> dict[str, Any]:
    found = {"seq": sent.seq, "type": sent.type, "at": iso(sent.at), "data": sent.data}
    return found if sent.media_id is None else {**found, "mediaId": sent.media_id}


def _form(fields: dict[str, str], content: bytes) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    parts.append(f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="evidence"\r\n\r\n')
    return "".join(parts).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
