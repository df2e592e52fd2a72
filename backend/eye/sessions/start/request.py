"""What a page sends to `POST /v1/init`, read field by field before any question to the database."""

import re
from dataclasses import dataclass
from typing import Any

from eye.assessments.model import LONGEST
from eye.errors import Refusal, Refused
from eye.http.fields import Fields, wrong
from eye.keys.model import KeyText, read_key
from eye.sessions.candidate_tokens import token as candidate_tokens
from eye.sessions.candidate_tokens.token import CandidateToken, read_candidate_token
from eye.sessions.token import SessionToken, read_token

_START_ID = re.compile(r"[A-Za-z0-9_-]{16,64}\Z")
# What templates leave behind, as the widget knows it; in this case only, since there are people whose name is Null.
_UNFILLED = re.compile(
    r"(undefined|null|None|NaN|\[object Object\]|%[A-Za-z_]+%)\Z|.*(\{\{.*\}\}|\$\{.*\}|<%.*%>|\{%.*%\})", re.S
)


@dataclass(frozen=True, slots=True)
class Start:
    """A start as asked for. `session` is a resume's token where it is genuine; `host` what the page says in words.

    `candidate_token` is a value even where it is bad: whether that matters, the organisation decides.
    """

    key: KeyText
    assessment_id: str
    candidate_id: str
    start_id: str | None
    session: SessionToken | None
    candidate_token: CandidateToken | Refusal | None
    ai_proctoring: bool | None
    facial_recognition: bool | None
    duration_ms: int | None
    host: dict[str, str]


def read_start(found: dict[str, Any], secrets: tuple[str, ...], now: int) -> Start:
    """Refused with the code of the first field that is wrong."""
    fields = Fields(found)
    key = _key(fields)
    features = fields.inner("features")
    return Start(
        key=key,
        assessment_id=fields.outside_id("assessmentId"),
        candidate_id=fields.outside_id("candidateId"),
        host=_host(fields),
        duration_ms=fields.seconds("examDuration", most=LONGEST),
        ai_proctoring=features.switch("aiProctoring"),
        facial_recognition=features.switch("facialRecognition"),
        start_id=_start_id(fields),
        session=_session(fields, secrets, now),
        candidate_token=_candidate_token(fields, secrets, now),
    )


def _key(fields: Fields) -> KeyText:
    text = fields.found.get("apiKey")
    if text is None or text == "":
        raise Refused("key_missing", "apiKey is missing; copy it from Settings → API & Integrations.", field="apiKey")
    if not isinstance(text, str):
        raise Refused("key_malformed", "apiKey must be a text.", field="apiKey")
    key = read_key(text)
    if isinstance(key, Refusal):
        raise Refused(key.code, key.detail, field="apiKey")
    return key


def _host(fields: Fields) -> dict[str, str]:
    sizes = {
        "assessmentTitle": 200,
        "candidateEmail": 254,
        "candidateFirstName": 100,
        "candidateLastName": 100,
        "candidateImageUrl": 2000,
        "institutionName": 200,
    }
    found = {name: _filled(fields, name, most) for name, most in sizes.items()}
    return {name: text for name, text in found.items() if text is not None}


def _filled(fields: Fields, name: str, most: int) -> str | None:
    text = fields.text(name, most=most)
    if text is not None and _UNFILLED.match(text):
        raise wrong(name, f"is {text[:60]!r}: the page's template did not fill it in")
    return text


def _start_id(fields: Fields) -> str | None:
    text = fields.text("startId", most=64)
    if text is not None and not _START_ID.match(text):
        raise wrong("startId", "must have 16 to 64 characters of A-Z, a-z, 0-9, _ and -")
    return text


def _session(fields: Fields, secrets: tuple[str, ...], now: int) -> SessionToken | None:
    """A token that is stale or not ours counts as none: a page with an old storage must still be able to start."""
    if not fields.has("sessionToken"):
        return None
    try:
        return read_token(secrets, fields.found["sessionToken"], now)
    except Refused:
        return None


def _candidate_token(fields: Fields, secrets: tuple[str, ...], now: int) -> CandidateToken | Refusal | None:
    text = _filled(fields, "candidateToken", candidate_tokens.LONGEST)
    return None if text is None else read_candidate_token(secrets, text, now)
