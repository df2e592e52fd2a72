"""POST /v1/flags: the platform's own server raises a flag."""

import base64
import binascii
import hashlib
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.clock import new_id
from eye.errors import Refusal, Refused
from eye.flags.by_hand import (
    CUSTOM,
    LARGEST,
    LONGEST_DESCRIPTION,
    TYPE,
    UNKNOWN,
    Evidence,
    Raise,
    default_description,
    default_severity,
    raise_by_hand,
)
from eye.flags.document import flag_document
from eye.flags.rules import SEVERITIES
from eye.http.bodies import answer, read_body, read_object
from eye.http.context import context, refuse
from eye.http.fields import Fields, wrong
from eye.media.content import content_type
from eye.media.files import put_file
from eye.media.receive import MEDIA_ID, evidence_path
from eye.organisations.principal import needs, principal_of
from eye.sessions import store as sessions

LIMIT = LARGEST * 4 // 3 + 16 * 1024


@needs("flag.create")
async def create(request: Request) -> Response:
    eye, principal, now = context(request), principal_of(request), context(request).clock.now()
    fields = Fields(read_object(await read_body(request, LIMIT)))
    content = _content(fields)
    wanted = _wanted(fields, lambda: _evidence(content, principal.organisation_id, fields.found["sessionId"], now))
    if wanted.evidence is not None:
        # Looked at before the bytes are stored, so that an unknown session leaves no file behind.
        if await eye.db.read(sessions.find, principal.organisation_id, wanted.session_id) is None:
            return refuse(request, UNKNOWN)
        await put_file(eye.objects, wanted.evidence.path, content)
    made = await eye.db.write(raise_by_hand, principal, wanted, now)
    if not isinstance(made, Refusal):
        return answer(flag_document(made), 201)
    if wanted.evidence is not None:
        await eye.objects.delete_async(wanted.evidence.path)
    return refuse(request, made)


def _wanted(fields: Fields, evidence: Callable[[], Evidence | None]) -> Raise:
    session_id, type = fields.required_text("sessionId"), _type(fields)
    description = fields.text("description", most=LONGEST_DESCRIPTION, lines=True) or default_description(type)
    if description is None:
        raise Refused("param_missing", f"description is missing; say what a {type} is.", field="description")
    return Raise(
        session_id,
        type,
        fields.choice("severity", SEVERITIES) or default_severity(type),
        description,
        fields.time("raisedAt"),
        fields.time("clearedAt"),
        _media_id(fields),
        evidence(),
    )


def _type(fields: Fields) -> str:
    type = fields.text("type") or CUSTOM
    if not TYPE.match(type):
        raise wrong("type", "must have 1 to 64 characters of A-Z, 0-9 and _, and begin with a letter")
    return type


def _media_id(fields: Fields) -> str | None:
    media_id = fields.text("mediaId")
    if media_id is not None and not MEDIA_ID.match(media_id):
        raise wrong("mediaId", "must have 1 to 64 characters of A-Z, a-z, 0-9, _ and -")
    if media_id is not None and fields.has("media"):
        raise wrong("media", "and mediaId were both sent; send the file, or the id of one that the session has")
    return media_id


def _content(fields: Fields) -> bytes:
    """The bytes of `media`; none where there is no such field."""
    sent = fields.found.get("media")
    if sent is None:
        return b""
    try:
        content = base64.b64decode(sent, validate=True) if isinstance(sent, str) else b""
    except (binascii.Error, ValueError):
        content = b""
    if not content:
        raise wrong("media", "must be a file in base64")
    if len(content) > LARGEST:
        raise Refused("too_large", f"media may have at most {LARGEST:,} bytes.", limit=LARGEST, field="media")
    return content


def _evidence(content: bytes, organisation_id: str, session_id: str, now: int) -> Evidence | None:
    if not content:
        return None
    kind = content_type(content)
    if kind is None:
        detail = "media is neither an image (JPEG, PNG, WebP) nor audio (WebM, Ogg, WAV, MP3, M4A) by its content."
        raise Refused("media_type_not_allowed", detail, field="media")
    id, sha256 = new_id("med", now), hashlib.sha256(content).hexdigest()
    return Evidence(id, kind, sha256, len(content), evidence_path(organisation_id, session_id, id, sha256))


routes = [Route("/v1/flags", create, methods=["POST"])]
