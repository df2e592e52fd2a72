"""Mail through a real mail server: its headers, what cannot be smuggled into it, and that it never breaks anything."""

import logging
import socket
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import anyio
import pytest

from eye.clock import Clock
from eye.http.context import Mailer
from eye.organisations import letters
from eye.organisations.mail import SECONDS, open_mailer
from eye.settings import Settings, SettingsError, mail_server, read_settings
from tests.mailbox import Mailbox
from tests.world import NINE_O_CLOCK, MovedClock


def _settings(**environment: str) -> Settings:
    return read_settings({"EYE_PUBLIC_URL": "https://eye.example.com", **environment})


def _mailer(url: str) -> Mailer:
    return open_mailer(_settings(EYE_SMTP_URL=url), MovedClock())


def _send(url: str, to: str = "ada@school.example", subject: str = "A subject", text: str = "A text\n") -> bool:
    return anyio.run(_mailer(url).send, to, subject, text)


def test_a_mail_arrives_with_its_headers(mailbox: Mailbox) -> None:
    assert _send(mailbox.url(query="?from=eye@example.com"))
    message = mailbox.only()
    assert message["From"] == "Eye <eye@example.com>"
    assert message["To"] == "ada@school.example"
    assert message["Subject"] == "A subject"
    assert parsedate_to_datetime(message["Date"]).timestamp() * 1000 == NINE_O_CLOCK
    assert message["Message-ID"].startswith("<mail_")
    assert message["Message-ID"].endswith("@example.com>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert mailbox.text() == "A text\n"
    assert mailbox.envelopes[0].mail_from == "eye@example.com"


def test_every_mail_has_an_id_of_its_own(mailbox: Mailbox) -> None:
    assert _send(mailbox.url())
    assert _send(mailbox.url())
    first, second = (message["Message-ID"] for message in mailbox.messages)
    assert first != second


def test_the_sender_is_called_as_the_operator_says(mailbox: Mailbox) -> None:
    assert _send(mailbox.url(query="?from=Exams%20%28N%C3%B8rd%29%20%3Cexams@school.example%3E"))
    assert mailbox.only()["From"].addresses[0].addr_spec == "exams@school.example"
    assert mailbox.only()["From"].addresses[0].display_name.startswith("Exams")


def test_without_a_sender_it_is_the_user_or_the_public_address(mailbox: Mailbox) -> None:
    assert _send(mailbox.url())
    assert _send(mailbox.url(login="eye%40mail.example:p%40ss%2Fword@"))
    assert [message["From"] for message in mailbox.messages] == ["Eye <eye@eye.example.com>", "Eye <eye@mail.example>"]
    assert mailbox.logins == [("eye@mail.example", "p@ss/word")]


def test_letters_of_every_language_and_long_links_arrive_whole(mailbox: Mailbox) -> None:
    text = f"Grüße, 你好\nhttps://eye.example.com/dashboard/link/{'x' * 200}\n.\nafter a lonely dot\n"
    assert _send(mailbox.url(), subject="Zugang für Müller & Söhne", text=text)
    assert mailbox.only()["Subject"] == "Zugang für Müller & Söhne"
    assert mailbox.text() == text


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x85", "\0", "\v"])
def test_a_subject_becomes_no_header(mailbox: Mailbox, end: str) -> None:
    assert _send(mailbox.url(), subject=f"Hello{end}Bcc: eve@evil.example{end}{end}text")
    message = mailbox.only()
    assert message["Subject"] == "Hello Bcc: eve@evil.example text"
    assert message["Bcc"] is None
    assert mailbox.envelopes[0].rcpt_tos == ["ada@school.example"]


@pytest.mark.parametrize(
    "to",
    [
        "",
        "ada",
        "@",
        "ada@",
        "@school.example",
        "ada@school.example, eve@evil.example",
        "ada@school.example\r\nBcc: eve@evil.example",
        "ada@school.example>\r\nRCPT TO:<eve@evil.example",
        "Ada <ada@school.example>",
        "a da@school.example",
        "ada@\x00school.example",
    ],
)
def test_an_address_that_is_not_exactly_one_gets_nothing(mailbox: Mailbox, to: str) -> None:
    assert not _send(mailbox.url(), to=to)
    assert mailbox.envelopes == []


def test_a_host_of_other_letters_is_written_as_mail_wants_it(mailbox: Mailbox) -> None:
    assert _send(mailbox.url(), to="ada@schüle.example")
    assert mailbox.envelopes[0].rcpt_tos == ["ada@xn--schle-mva.example"]


def test_without_a_mail_server_nothing_is_sent_and_that_is_said() -> None:
    mailer = open_mailer(_settings(), Clock())
    assert not mailer.sends
    assert anyio.run(mailer.send, "ada@school.example", "A subject", "A text") is False


def test_a_server_that_refuses_is_logged_without_anybodys_address(
    mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox.refuse = "550 no such person: ada@school.example"
    assert not _send(mailbox.url())
    assert "a mail was not sent: SMTPDataError 550" in caplog.text
    assert "ada" not in caplog.text


def test_a_server_that_is_not_there_breaks_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert not _send(f"smtp://127.0.0.1:{closed.getsockname()[1]}")
    assert "a mail was not sent: Error connecting to 127.0.0.1" in caplog.text
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server that takes connections and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_server_that_is_silent_is_given_up(silent: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert SECONDS == 10
    monkeypatch.setattr("eye.organisations.mail.SECONDS", 0.2)
    assert not _send(f"smtp://127.0.0.1:{silent}")


def test_a_password_goes_only_through_tls() -> None:
    assert mail_server("smtp://eye:secret@mail.example.com").start_tls is True
    assert mail_server("smtps://eye:secret@mail.example.com").tls is True
    assert mail_server("smtp://mail.example.com").start_tls is None
    assert mail_server("smtp://eye:secret@localhost").start_tls is False


def test_a_port_is_the_usual_one_unless_it_is_given() -> None:
    ports = [mail_server(url).port for url in ("smtp://h", "smtp://u:p@h", "smtps://h", "smtp://h:2525")]
    assert ports == [25, 587, 465, 2525]


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.com",
        "mail.example.com:25",
        "http://mail.example.com",
        "smtp://",
        "smtp://user:s3cret@",
        "smtp://user:s3cret/x@mail.example.com",
        "smtp://mail.example.com:0",
        "smtp://mail.example.com:99999",
        "smtp://mail.example.com/path",
        "smtp://mail.example.com?to=eye@example.com",
        "smtp://mail.example.com?from=",
        "smtp://mail.example.com?from=eye",
        "smtp://mail.example.com?from=a@b.example,c@d.example",
        "smtp://mail.example.com?from=a@b.example%0d%0aBcc:c@d.example",
        "smtp://mail.example.com?from=a@b.example&from=c@d.example",
        "smtp://mail example.com",
        "smtp://[::1",
    ],
)
def test_a_setting_that_cannot_be_read_is_named_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match=r"EYE_SMTP_URL cannot be read\. Give smtp://") as caught:
        _settings(EYE_SMTP_URL=url)
    assert "s3cret" not in str(caught.value)


def test_a_name_writes_no_line_of_its_own_into_an_invitation() -> None:
    letter = letters.invitation("https://eye.example.com/x", "Acme\n\nWin now: http://evil.example", "Eve\r\nBcc: x")
    assert "Acme Win now: http://evil.example" in letter.text
    assert "\nWin" not in letter.text
    assert "Eve Bcc: x invites you" in letter.text
    assert "\n" not in letter.subject
