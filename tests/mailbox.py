"""A real mail server of the outside world, that keeps what it is handed."""

import asyncio
import dataclasses
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from eye.organisations.mail import open_mailer
from tests.world import World


class _Server(Controller):
    """On a port that is free, whichever it is."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


class Mailbox:
    """What arrived, in order: envelopes and the messages in them. `refuse` is what it answers instead of taking one."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.logins: list[tuple[str, str]] = []
        self.refuse: str | None = None
        self.controller = _Server(
            self, hostname="127.0.0.1", port=0, authenticator=self._login, auth_require_tls=False, enable_SMTPUTF8=False
        )

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        if self.refuse:
            return self.refuse
        self.envelopes.append(envelope)
        return "250 kept"

    def _login(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        if isinstance(data, LoginPassword):
            self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=True)

    def url(self, login: str = "", query: str = "") -> str:
        return f"smtp://{login}127.0.0.1:{self.controller.port}{query}"

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(cast(bytes, envelope.content), policy=policy.default) for envelope in self.envelopes]

    def only(self) -> EmailMessage:
        """The one message that arrived."""
        (message,) = self.messages
        return message

    def text(self) -> str:
        """What the one message says, with the line ends of a file."""
        found: str = self.only().get_content()
        return found.replace("\r\n", "\n")

    def serve(self, world: World, *, login: str = "", query: str = "") -> None:
        """From now on this Eye sends its mail here."""
        settings = dataclasses.replace(world.parts.settings, smtp_url=self.url(login, query))
        mailer = open_mailer(settings, world.clock)
        world.parts = dataclasses.replace(world.parts, settings=settings, mailer=mailer)
        world.client.app.state.eye = world.parts  # type: ignore[attr-defined]


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    found = Mailbox()
    found.controller.start()
    yield found
    found.controller.stop()
