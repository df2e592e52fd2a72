"""Sends mail: plain text to one person through the operator's server. A mail that fails never breaks what caused it."""

import asyncio
import logging
from datetime import UTC, datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

import aiosmtplib
import idna

from eye.clock import Clock, new_id
from eye.http.context import Mailer
from eye.settings import MailServer, Settings, mail_server

log = logging.getLogger("eye")

SECONDS = 10


def open_mailer(settings: Settings, clock: Clock) -> Mailer:
    """The mailer of these settings; without EYE_SMTP_URL one that sends nothing. SettingsError for a bad address."""
    if settings.smtp_url is None:
        return NoMailer()
    return SmtpMailer(mail_server(settings.smtp_url), urlsplit(settings.public_url).hostname or "localhost", clock)


class NoMailer:
    """What is there without EYE_SMTP_URL: whoever would send a link is shown it to copy."""

    sends = False

    async def send(self, to: str, subject: str, text: str) -> bool:
        return False


class SmtpMailer:
    """Hands each mail to `server`; `own_host` is the name it greets with, and of the sender where none is set."""

    sends = True

    def __init__(self, server: MailServer, own_host: str, clock: Clock) -> None:
        self._server = server
        self._host = own_host
        self._clock = clock

    async def send(self, to: str, subject: str, text: str) -> bool:
        try:
            async with asyncio.timeout(SECONDS):
                await self._send(to, subject, text)
        except Exception as problem:  # whatever a mail server does must not break the page that sends
            log.warning("a mail was not sent: %s", _reason(problem))
            return False
        return True

    async def _send(self, to: str, subject: str, text: str) -> None:
        server, sender, receiver = self._server, self._sender(), _address(to)
        await aiosmtplib.send(
            write(sender, receiver, subject, text, self._clock.now()),
            sender=sender.addr_spec,
            recipients=[receiver.addr_spec],
            hostname=server.host,
            port=server.port,
            use_tls=server.tls,
            start_tls=server.start_tls,
            username=server.user,
            password=server.password,
            local_hostname=self._host,
            timeout=SECONDS,
        )

    def _sender(self) -> Address:
        server = self._server
        if server.sender:
            return Address(server.sender_name or "Eye", addr_spec=server.sender)
        own = server.user if server.user and "@" in server.user else f"eye@{self._host}"
        return Address("Eye", addr_spec=own)


def write(sender: Address, receiver: Address, subject: str, text: str, now: int) -> EmailMessage:
    """The message; `now` is in milliseconds UTC. A line break in `subject` becomes a space, never a header."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = sender
    message["To"] = receiver
    message["Subject"] = " ".join("".join(sign if sign.isprintable() else " " for sign in subject).split())
    message["Date"] = format_datetime(datetime.fromtimestamp(now // 1000, UTC))
    message["Message-ID"] = f"<{new_id('mail', now)}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # no holiday note comes back (RFC 3834)
    message.set_content(text, cte="quoted-printable")
    return message


def _address(text: str) -> Address:
    """Exactly one address; ValueError or MessageError for anything else, so that nobody can add receivers."""
    mailbox, _, host = text.rpartition("@")
    known = host if host.isascii() else idna.encode(host, uts46=True).decode()
    return Address(addr_spec=f"{mailbox}@{known}")


def _reason(problem: Exception) -> str:
    """Why, without anybody's address: what servers answer often repeats it."""
    if isinstance(problem, aiosmtplib.SMTPConnectError):
        return str(problem)
    code = getattr(problem, "code", None)
    return f"{type(problem).__name__}{f' {code}' if code else ''}"
