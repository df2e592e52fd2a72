"""The stream of the page of live sessions: what is sent when something changed, to whom, and when it ends."""

import contextlib
import queue
import re
from collections.abc import Callable, Iterator
from typing import Any

import anyio
import pytest
from starlette.requests import Request

from eye.dashboard.live import stream
from eye.dashboard.live.stream import messages
from eye.dashboard.visit import COOKIE, Visit, find_visit
from tests.dashboard.live.test_live_page import LIVE, begun, rows
from tests.dashboard.people import Person, colleague_of
from tests.world import Organisation, World

LONG = {"length": 120, "long": True, "own": False}
SOON = 15  # seconds, for what comes at once unless something is broken
REPLACED = "event: replaced\r\ndata: \r\n\r\n"


class Listener:
    """What a browser does with the stream of a page that it has just read."""

    def __init__(self, person: Person) -> None:
        address = re.search(r'hx-sse:connect="([^"]+)"', person.read(LIVE))
        assert address is not None
        self._scope: dict[str, Any] = {
            "type": "http",
            "method": "GET",
            "path": f"{LIVE}/stream",
            "query_string": address[1].partition("?")[2].encode(),
            "headers": [(b"cookie", f"{COOKIE}={person.token}".encode())],
            "client": ("127.0.0.1", 1),
            "state": {},
            "app": person.world.client.app,
        }
        self._messages: queue.Queue[str | None] = queue.Queue()
        assert person.world.client.portal is not None
        self._task = person.world.client.portal.start_task_soon(self._listen)

    async def _listen(self) -> None:
        visit = await find_visit(Request(self._scope))
        assert visit is not None
        async for message in messages(visit, anyio.Event()):
            self._messages.put(message.encode().decode())
        self._messages.put(None)

    def next(self) -> str:
        """The next message; empty when the stream has ended."""
        return self._messages.get(timeout=SOON) or ""

    def close(self) -> None:
        self._task.cancel()


Listen = Callable[[Person], Listener]


@pytest.fixture
def listen() -> Iterator[Listen]:
    """Opens streams, and closes them however the test ends."""
    with contextlib.ExitStack() as opened:
        yield lambda person: opened.enter_context(contextlib.closing(Listener(person)))


def test_at_first_all_rows_are_sent_and_then_those_that_changed(
    acme: Organisation, listen: Listen, owner: Person
) -> None:
    page, other = begun(acme, "ada", examDuration=3600), begun(acme, "bob")
    listener = listen(owner)
    page.send("PASTE", **LONG)
    first = listener.next()
    assert "1 flag" in first, "what the page shows already is not sent"
    page.send("PASTE", **LONG)
    message = listener.next()
    while "2 flags" not in message:
        message = listener.next()
    assert rows(message) == [page.id]
    assert f'hx-target="#row-{page.id}"' in message
    assert other.id not in message


def test_all_rows_are_sent_when_they_move(acme: Organisation, listen: Listen, owner: Person) -> None:
    page, other = begun(acme, "ada"), begun(acme, "bob")
    listener = listen(owner)
    page.send("MULTIPLE_FACE")
    message = listener.next()
    assert rows(message) == [page.id, other.id]
    assert 'data: <div id="live"' in message
    assert "Several faces" in message
    acme.world.end(other.started["token"])
    assert rows(listener.next()) == [page.id]


def test_what_many_are_told_is_written_once_and_carries_the_token_of_each(
    acme: Organisation, listen: Listen, owner: Person, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = begun(acme, "ada")
    people = [owner, *(colleague_of(acme, role).follow_new_link() for role in ("Owner", "Owner", "Viewer"))]
    tokens = [person.csrf for person in people]
    listeners = [listen(person) for person in people]
    page.send("MULTIPLE_FACE")
    assert all("Several faces" in listener.next() for listener in listeners)
    written, plain = [], stream._text

    def counting(visit: Visit, *views: Any) -> str:
        written.append(visit.permissions)
        return plain(visit, *views)

    monkeypatch.setattr(stream, "_text", counting)
    page.send("PASTE", **LONG)
    messages = [listener.next() for listener in listeners]
    assert all("2 flags" in message for message in messages)
    assert [[token in message for token in tokens] for message in messages] == [
        [True, False, False, False],
        [False, True, False, False],
        [False, False, True, False],
        [False, False, False, False],  # who may only look gets no form
    ]
    assert len(written) == len(set(written)) == 2
    assert not any(stream.ANYBODY in message for message in messages)


def test_silence_is_told_without_a_commit(acme: Organisation, listen: Listen, owner: Person, world: World) -> None:
    begun(acme, "ada")
    listener = listen(owner)
    world.clock.move(seconds=40)
    assert "Connection lost" in listener.next()


def test_it_ends_with_the_sign_in_and_with_the_permission(acme: Organisation, listen: Listen, world: World) -> None:
    page = begun(acme, "ada")
    viewer = colleague_of(acme, "Viewer").follow_new_link()
    listeners = [listen(viewer), listen(viewer)]
    page.send("MULTIPLE_FACE")
    assert all("Several faces" in listener.next() for listener in listeners)
    world.execute("update members set roles = '[]' where id = :id", id=viewer.member_id)
    page.send("PASTE", **LONG)
    assert [listener.next() for listener in listeners] == ["", ""]
    world.execute("update members set roles = '[\"Viewer\"]' where id = :id", id=viewer.member_id)
    listener = listen(viewer)
    page.send("PASTE", **LONG)
    assert "3 flags" in listener.next()
    world.execute("delete from sign_ins where member_id = :id", id=viewer.member_id)
    page.send("PASTE", **LONG)
    assert listener.next() == ""


def test_the_oldest_of_too_many_is_told_to_go(acme: Organisation, listen: Listen, owner: Person, world: World) -> None:
    page = begun(acme, "ada")
    listeners = [listen(owner)]
    page.send("MULTIPLE_FACE")
    listeners[0].next()
    listeners += [listen(owner) for _ in range(world.parts.streams.most)]
    page.send("PASTE", **LONG)
    said = [listener.next() for listener in listeners]
    assert said[0] == REPLACED
    assert listeners[0].next() == ""
    assert all("2 flags" in message for message in said[1:])
    assert world.parts.streams.count() == world.parts.streams.most


def test_a_strangers_stream_says_nothing_of_others(
    acme: Organisation, listen: Listen, owner: Person, stranger: Organisation, outsider: Person
) -> None:
    page = begun(acme, "ada")
    theirs, own = listen(outsider), listen(owner)
    page.send("MULTIPLE_FACE")
    assert page.id in own.next()
    stranger_page = begun(stranger, "eve")
    message = theirs.next()
    assert rows(message) == [stranger_page.id]
