"""A school that takes webhooks at `https://hooks.example.com/eye`, and the courier that carries them there."""

import ssl
from collections.abc import Iterator
from typing import Any

import pytest

from eye.billing.credits import grant
from eye.clock import Clock
from eye.db import Row
from eye.webhooks.courier import Courier
from tests.webhooks.outside import PUBLIC, Outside
from tests.webhooks.receiver import Receiver, Request, receiver
from tests.world import Organisation, World

HOST = "hooks.example.com"
URL = f"https://{HOST}/eye"


class Hooks:
    """`round` is one of the courier's: share out what happened, and deliver what is due now."""

    def __init__(self, world: World, acme: Organisation, outside: Outside, school: Receiver) -> None:
        self.world, self.acme, self.outside, self.school = world, acme, outside, school
        self.courier = Courier(world.parts, outside.poster())

    def endpoint(self, url: str = URL, **fields: Any) -> dict[str, Any]:
        """A new one, with its secret."""
        answer = self.acme.call("POST", "/v1/webhooks", {"url": url, **fields})
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def round(self) -> list[Request]:
        """What the school received in it."""
        assert self.world.client.portal is not None
        before = len(self.school.received)
        self.world.client.portal.call(self._round)
        return self.school.received[before:]

    async def _round(self) -> None:
        await self.courier.round()
        await self.courier.settle()

    def flag(self, candidate: str = "ada", **more: Any) -> dict[str, Any]:
        """Start an exam in which the page is left; the answer to the start."""
        start = self.acme.started(candidateId=candidate)
        sent = self.world.send(start["token"], self.world.event(1, "TAB_NOT_FOCUS", **more))
        assert sent.status_code == 202, sent.text
        return start

    def show(self, endpoint: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self.acme.get(f"/v1/webhooks/{endpoint['id']}").json()
        return found

    def deliveries(self, endpoint: dict[str, Any], query: str = "") -> list[dict[str, Any]]:
        """Newest first."""
        found: list[dict[str, Any]] = self.acme.get(f"/v1/webhooks/{endpoint['id']}/deliveries{query}").json()["items"]
        return found

    def delivery(self, endpoint: dict[str, Any]) -> dict[str, Any]:
        """The newest one with its attempts."""
        id = self.deliveries(endpoint)[0]["id"]
        found: dict[str, Any] = self.acme.get(f"/v1/webhooks/{endpoint['id']}/deliveries/{id}").json()
        return found

    def attempts(self) -> list[Row]:
        """All of them, the oldest first."""
        return self.world.rows(
            "select at, outcome, status, answer, duration_ms, request from webhook_attempts order by id"
        )


@pytest.fixture
def outside() -> Outside:
    return Outside()


@pytest.fixture
def school(outside: Outside) -> Iterator[Receiver]:
    with receiver(outside.certificate(HOST)) as found:
        outside.names[HOST] = [[PUBLIC]]
        outside.servers[PUBLIC] = found.port
        yield found


@pytest.fixture
def hooks(world: World, acme: Organisation, outside: Outside, school: Receiver) -> Hooks:
    # Receivers refuse what was signed more than five minutes ago by their own clock.
    world.clock.at = Clock().now()
    acme.add_domain(HOST)
    world.write(grant, acme.id, 100, "for these tests", world.clock.at)
    return Hooks(world, acme, outside, school)


@pytest.fixture
def wrong_certificate(outside: Outside) -> ssl.SSLContext:
    return outside.certificate("other.example.com")


__all__ = ["HOST", "URL", "Hooks"]
