"""The only file that reads the environment, and the secrets that are made on the first start."""

import hashlib
import ipaddress
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import getaddresses
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
LOOPBACK: tuple[Network, ...] = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))


class SettingsError(Exception):
    """A variable or a file that an operator must mend. The message says which, and how."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator can set; README.md lists each with its default."""

    data: Path
    database_url: str
    media_url: str
    public_url: str
    secrets_file: Path
    trusted_proxies: tuple[Network, ...] = ()
    registration: bool = False
    smtp_url: str | None = None
    webhook_loopback: bool = False
    metrics_from: tuple[Network, ...] = LOOPBACK
    log: str | None = None


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this environment. SettingsError names the variable that cannot be read."""
    data = Path(environment.get("EYE_DATA") or "eye-data").absolute()
    return Settings(
        data=data,
        database_url=environment.get("EYE_DATABASE_URL") or f"sqlite:///{data / 'eye.db'}",
        media_url=environment.get("EYE_MEDIA_URL") or f"file://{data / 'media'}",
        public_url=_public_url(environment.get("EYE_PUBLIC_URL") or "http://localhost:8000"),
        secrets_file=Path(environment.get("EYE_SECRETS_FILE") or data / "secrets.json").absolute(),
        trusted_proxies=_networks("EYE_TRUSTED_PROXIES", environment.get("EYE_TRUSTED_PROXIES") or ""),
        registration=_switch("EYE_REGISTRATION", environment.get("EYE_REGISTRATION")),
        smtp_url=_smtp_url(environment.get("EYE_SMTP_URL")),
        webhook_loopback=_switch("EYE_WEBHOOK_LOOPBACK", environment.get("EYE_WEBHOOK_LOOPBACK")),
        metrics_from=_networks("EYE_METRICS_FROM", environment.get("EYE_METRICS_FROM") or "") or LOOPBACK,
        log=_log(environment.get("EYE_LOG")),
    )


def assume_public_url(url: str) -> None:
    """What EYE_PUBLIC_URL is for this process and its workers where the operator set none."""
    if not os.environ.get("EYE_PUBLIC_URL"):
        os.environ["EYE_PUBLIC_URL"] = url


def environment_with(more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a program that is started, with `more` in it."""
    return {**os.environ, **more}


def _public_url(text: str) -> str:
    if not _is_address(text):
        raise SettingsError(f"EYE_PUBLIC_URL is {text!r}; give the address people use, such as https://eye.example.com")
    return text.rstrip("/")


def _is_address(text: str) -> bool:
    if not text.isprintable() or any(sign in text for sign in "?#@ "):
        return False
    try:
        found = urlsplit(text)
        return found.scheme in ("http", "https") and bool(found.hostname) and found.port != 0
    except ValueError:
        return False


def _log(text: str | None) -> str | None:
    if text in (None, "", "json", "text"):
        return text or None
    raise SettingsError(f"EYE_LOG is {text!r}; give json or text")


def _networks(name: str, text: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as problem:
        raise SettingsError(f"{name}: {problem}. Give addresses or networks, such as 10.0.0.0/8,127.0.0.1") from problem


def _switch(name: str, text: str | None) -> bool:
    if text in (None, "", "0", "off", "no", "false"):
        return False
    if text in ("1", "on", "yes", "true"):
        return True
    raise SettingsError(f"{name} is {text!r}; give on or off")


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in.

    `tls` speaks TLS from the first byte. `start_tls` turns to it later: True must, None when the server offers it,
    False never. `sender` is the address that mails come from, `sender_name` how it is called.
    """

    host: str
    port: int
    tls: bool
    start_tls: bool | None
    user: str | None
    password: str | None
    sender: str | None
    sender_name: str | None


def _smtp_url(text: str | None) -> str | None:
    if text:
        mail_server(text)
    return text or None


def mail_server(url: str) -> MailServer:
    """What EYE_SMTP_URL says. SettingsError, which never repeats the password in it, if it cannot be read."""
    try:
        return _mail_server(url)
    except (ValueError, IndexError, MessageError):
        raise SettingsError(
            "EYE_SMTP_URL cannot be read. Give smtp://user:password@host:587, or smtps://… for TLS from the start, "
            "and the sender as ?from=eye@example.com. Write signs such as @ : / ? # in the password as %40 and so on."
        ) from None


def _mail_server(url: str) -> MailServer:
    found = urlsplit(url)
    host, user = found.hostname or "", unquote(found.username or "") or None
    asked, _, sender = found.query.partition("=")
    plain = (
        url.isprintable() and " " not in url and "&" not in sender and found.path in ("", "/") and not found.fragment
    )
    if not (plain and host and found.scheme in ("smtp", "smtps") and found.port != 0 and asked in ("", "from")):
        raise ValueError(url)
    (name, address), *others = getaddresses([unquote(sender)]) or [("", "")]
    if asked and (others or not unquote(sender).isprintable() or "@" not in Address(name, addr_spec=address).addr_spec):
        raise ValueError(sender)
    tls, near = found.scheme == "smtps", host in ("localhost", "127.0.0.1", "::1")
    # Neither a password nor its mails go through a network that an eavesdropper could talk out of TLS.
    start_tls = False if tls or near else (True if user else None)
    port = found.port or (465 if tls else 587 if user else 25)
    return MailServer(
        host, port, tls, start_tls, user, unquote(found.password or "") or None, address or None, name or None
    )


@dataclass(frozen=True, slots=True)
class Secrets:
    """`signing` goes from oldest to newest, the last one signs; `pepper` keys the hashes of API keys."""

    signing: tuple[str, ...]
    pepper: str

    def fingerprint(self, secret: str) -> str:
        """What may be kept in the database to recognise a secret without knowing it."""
        return hashlib.sha256(b"eye fingerprint " + secret.encode()).hexdigest()[:32]


def read_secrets(path: Path) -> Secrets:
    """The secrets in `path`, made with mode 0600 where the file does not exist yet."""
    _make(path)
    try:
        return _secrets(json.loads(path.read_text()))
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise SettingsError(
            f"{path} cannot be read as Eye's secrets ({problem}). Restore it from a backup; "
            "with new secrets every API key and running session stops being valid."
        ) from problem


def _secrets(found: dict[str, Any]) -> Secrets:
    signing, pepper = found["signing"], found["pepper"]
    if not signing or not isinstance(signing, list) or not all(isinstance(text, str) for text in [*signing, pepper]):
        raise ValueError("it must hold texts, at least one of them to sign with")
    return Secrets(tuple(signing), pepper)


def _make(path: Path) -> None:
    fresh = {"signing": [secrets.token_urlsafe(32)], "pepper": secrets.token_urlsafe(32)}
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            return
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(fresh, file)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # two processes may start at once: the first one's secrets stay
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    except OSError as problem:
        raise SettingsError(
            f"{path.parent} cannot be written ({problem.strerror}). "
            "Set EYE_DATA to a folder that this user may write to."
        ) from problem
