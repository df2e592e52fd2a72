"""What every route receives: the parts that `app.py` put together."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from obstore.store import ObjectStore
from starlette.requests import Request
from starlette.responses import Response

from eye.clock import Clock
from eye.db import Database
from eye.errors import Refusal
from eye.http.calls import Calls
from eye.http.limits import Failures, Quota, Rate
from eye.http.problems import problem
from eye.http.pulse import Pulse
from eye.http.refused_starts import RefusedStarts
from eye.http.streams import Streams
from eye.http.tally import Tally
from eye.settings import Secrets, Settings


class Mailer(Protocol):
    """Plain text to one person. Nobody waits for more than 10 s, and `send` never raises."""

    @property
    def sends(self) -> bool:
        """False where the operator set no mail server: links are shown to copy instead."""
        ...

    async def send(self, to: str, subject: str, text: str) -> bool:
        """Whether the mail server took it; where it did not, show the link to copy."""
        ...


@dataclass(frozen=True, slots=True)
class Eye:
    """One running Eye. `flag_takeover(tx, session, now)` is made by `flags`, which `sessions` may not import."""

    settings: Settings
    secrets: Secrets
    clock: Clock
    db: Database
    objects: ObjectStore
    failures: Failures
    speed_rate: Rate
    refused_starts: RefusedStarts
    calls: Calls
    mailer: Mailer
    pulse: Pulse
    flag_takeover: Callable[..., Any]
    streams: Streams = field(default_factory=Streams)
    tally: Tally = field(default_factory=Tally)

    @property
    def docs(self) -> str:
        """Where the error codes are explained."""
        return f"{self.settings.public_url}/docs/errors"


def context(request: Request) -> Eye:
    """The Eye that serves this request: that of the application, unless the request brings its own."""
    eye: Eye = request.scope.get("eye") or request.app.state.eye
    return eye


def refuse(request: Request, refusal: Refusal) -> Response:
    """A refusal as the problem document of this request; its code goes to the log and to the metrics."""
    request.scope["state"]["refused"] = refusal.code
    return problem(refusal, request_id=request_id(request), docs=context(request).docs)


def request_id(request: Request) -> str:
    """The id under which this request can be found again; every problem shows it."""
    return str(request.scope["state"]["request_id"])


def note_caller(request: Request, organisation_id: str, key_id: str | None) -> None:
    """Who asks, for the log."""
    request.scope["state"]["caller"] = organisation_id, key_id


def note_quotas(request: Request, quotas: Callable[[], list[Quota]]) -> None:
    """What the answer says about limits; `quotas` is asked when it begins."""
    request.scope["state"]["quotas"] = quotas
