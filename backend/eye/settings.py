"""The only file that reads the environment, and the secrets that are made on the first start."""

import hashlib
import ipaddress
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eye.errors import OperatorError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


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


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this environment. OperatorError names the variable that cannot be read."""
    data = Path(environment.get("EYE_DATA") or "eye-data").absolute()
    return Settings(
        data=data,
        database_url=environment.get("EYE_DATABASE_URL") or f"sqlite:///{data / 'eye.db'}",
        media_url=environment.get("EYE_MEDIA_URL") or f"file://{data / 'media'}",
        public_url=_public_url(environment.get("EYE_PUBLIC_URL") or "http://localhost:8000"),
        secrets_file=Path(environment.get("EYE_SECRETS_FILE") or data / "secrets.json").absolute(),
        trusted_proxies=_networks(environment.get("EYE_TRUSTED_PROXIES") or ""),
        registration=_switch("EYE_REGISTRATION", environment.get("EYE_REGISTRATION")),
        smtp_url=environment.get("EYE_SMTP_URL") or None,
        webhook_loopback=_switch("EYE_WEBHOOK_LOOPBACK", environment.get("EYE_WEBHOOK_LOOPBACK")),
    )


def _public_url(text: str) -> str:
    if not text.startswith(("http://", "https://")) or any(sign in text for sign in "?# "):
        raise OperatorError(f"EYE_PUBLIC_URL is {text!r}; give the address people use, such as https://eye.example.com")
    return text.rstrip("/")


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as problem:
        raise OperatorError(
            f"EYE_TRUSTED_PROXIES: {problem}. Give addresses or networks, such as 10.0.0.0/8,127.0.0.1"
        ) from problem


def _switch(name: str, text: str | None) -> bool:
    if text in (None, "", "0", "off", "no", "false"):
        return False
    if text in ("1", "on", "yes", "true"):
        return True
    raise OperatorError(f"{name} is {text!r}; give on or off")


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
        found = json.loads(path.read_text())
        return Secrets(tuple(map(str, found["signing"])), str(found["pepper"]))
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise OperatorError(
            f"{path} cannot be read as Eye's secrets ({problem}). Restore it from a backup; "
            "with new secrets every API key and running session stops being valid."
        ) from problem


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
        raise OperatorError(
            f"{path.parent} cannot be written ({problem.strerror}). "
            "Set EYE_DATA to a folder that this user may write to."
        ) from problem
