"""Reads the server's books by its own API, with the secret key."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterable
from typing import Any
from urllib.parse import quote

from eye.errors import OperatorError
from eye.simulate.account import Account
from eye.simulate.exam import BUSY, code_of
from eye.simulate.reconcile import Difference, Stored, compare
from eye.simulate.wire import Answer, Lost, Place, Wire

READERS = 8
TRIES = 5


class Books:
    """One connection that asks with a secret key."""

    def __init__(self, place: Place, secret_key: str) -> None:
        self._wire = Wire(place)
        self._headers = {"authorization": f"Bearer {secret_key}", "user-agent": "eye-simulate"}

    async def ask(self, path: str, method: str = "GET", body: bytes = b"") -> Answer:
        """OperatorError when nobody answers, or only that it cannot."""
        for wait in range(TRIES):
            try:
                answer = await self._wire.ask(method, path, self._headers, body)
                if answer.status not in BUSY:
                    return answer
            except Lost:
                self._wire.close()
            await asyncio.sleep(0.2 * 2**wait)
        raise OperatorError("The server stopped answering, so that its books could not be read.")

    async def items(self, path: str) -> list[dict[str, Any]]:
        return [item async for item in self._items(path)]

    async def _items(self, path: str) -> AsyncIterator[dict[str, Any]]:
        cursor: str | None = ""
        joint = "&" if "?" in path else "?"
        while cursor is not None:
            page = f"{path}{joint}limit=500" + (f"&cursor={quote(cursor)}" if cursor else "")
            answer = await self.ask(page)
            if answer.status == 404:
                return
            found = refused_with_a_sentence(answer).json()
            for item in found["items"]:
                yield item
            cursor = found["nextCursor"]

    async def of(self, account: Account) -> Stored:
        stored = Stored(sessions=await self.items(f"/v1/sessions?candidateId={quote(account.candidate_id)}"))
        session = f"/v1/sessions/{account.session_id}"
        stored.events = await self.items(f"{session}/events")
        stored.flags = await self.items(f"{session}/flags")
        stored.usage = await self.items(f"/v1/usage?session={quote(account.session_id or '')}")
        stored.media = await self.items(f"{session}/media")
        for one in stored.media:
            answer = await self.ask(f"{session}/media/{one['id']}")
            stored.content[one["id"]] = hashlib.sha256(answer.body).hexdigest() if answer.status == 200 else None
        return stored

    def close(self) -> None:
        self._wire.close()


def refused_with_a_sentence(answer: Answer) -> Answer:
    """The answer of a call that succeeded; OperatorError says in the server's own words why it did not."""
    if answer.status < 400:
        return answer
    found = answer.json()
    raise OperatorError(f"{code_of(answer)}: {found.get('detail', 'no detail')}")


async def audit(place: Place, secret_key: str, accounts: Iterable[Account], done: list[Account]) -> list[Difference]:
    """Every difference; `done` grows by each account that was looked at."""
    left = iter([account for account in accounts if account.session_id is not None])
    found: list[Difference] = []

    async def read() -> None:
        books = Books(place, secret_key)
        try:
            for account in left:
                found.extend(compare(account, await books.of(account)))
                done.append(account)
        finally:
            books.close()

    await asyncio.gather(*[read() for _ in range(READERS)])
    return found
