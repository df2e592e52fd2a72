"""/v1/media: a page's evidence."""

import hashlib
from typing import Any

from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from eye.clock import iso
from eye.errors import Refusal, Refused
from eye.http.bodies import answer, check_charset, read_body
from eye.http.context import Eye, context, refuse
from eye.http.fields import wrong
from eye.media.content import content_type
from eye.media.files import put_file
from eye.media.receive import MEDIA_ID, Upload, find_place, keep
from eye.sessions.token import SessionToken, read_token

LARGEST = 2 * 1024 * 1024
ENVELOPE = 16 * 1024  # what the other parts and the boundaries may add


async def receive(request: Request) -> Response:
    eye, now = context(request), context(request).clock.now()
    token, upload = await _read(request, eye, now)
    origin = request.headers.getlist("origin")
    place = await eye.db.write(find_place, token, origin, upload, now)
    if isinstance(place, Refusal):
        return refuse(request, place)
    if not place.known:
        await put_file(eye.objects, place.path, upload.content)
        conflict = await eye.db.write(keep, place, upload, now)
        if conflict is not None:
            await eye.objects.delete_async(place.path)
            return refuse(request, conflict)
    ended = place.session["ended_at"] is not None
    body = {"mediaId": upload.id, "serverTime": iso(now), **({"ended": True} if ended else {})}
    return answer(body, 202 if ended else 201)


async def _read(request: Request, eye: Eye, now: int) -> tuple[SessionToken, Upload]:
    form = await _form(request)
    try:
        return read_token(eye.secrets.signing, _text(form, "token"), now), await _upload(form)
    finally:
        await form.close()


async def _form(request: Request) -> FormData:
    body = await read_body(request, LARGEST + ENVELOPE)

    async def replay() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    if not _is_whole(request, body):
        raise _not_multipart()
    check_charset(request)
    try:
        return await Request(request.scope, replay).form(max_files=1, max_fields=8, max_part_size=ENVELOPE)
    except (MultiPartException, HTTPException, ValueError):
        raise _not_multipart() from None


def _is_whole(request: Request, body: bytes) -> bool:
    """Whether the body is such a form up to its last boundary; of one that was cut off the parser would say nothing."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    return kind == b"multipart/form-data" and body.rstrip(b"\r\n").endswith(b"--%b--" % boundary)


def _not_multipart() -> Refused:
    return Refused(
        "request_malformed", "The body is not multipart/form-data with token, mediaId, sha256 and file, or was cut off."
    )


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    if value is None or value == "":
        raise Refused("param_missing", f"{name} is missing; it is required.", field=name)
    if not isinstance(value, str):
        raise wrong(name, "must be a text, not a file")
    return value


async def _upload(form: FormData) -> Upload:
    media_id, sha256, file = _text(form, "mediaId"), _text(form, "sha256"), form.get("file")
    if not MEDIA_ID.match(media_id):
        raise wrong("mediaId", "must have 1 to 64 characters of A-Z, a-z, 0-9, _ and -")
    if not isinstance(file, UploadFile):
        raise Refused("param_missing", "file is missing; send it as a file part.", field="file")
    content = await file.read()
    if len(content) > LARGEST:
        raise Refused("too_large", f"A file may have at most {LARGEST:,} bytes.", limit=LARGEST)
    checksum = hashlib.sha256(content).hexdigest()
    if checksum != sha256.lower():
        raise wrong("sha256", "is not the checksum of the file that arrived; send it again")
    found = content_type(content)
    if found is None:
        detail = "The file is neither an image (JPEG, PNG, WebP) nor audio (WebM, Ogg, WAV, MP3, M4A) by its content."
        raise Refused("media_type_not_allowed", detail, field="file")
    return Upload(media_id, content, found, checksum)


browser_routes = [Route("/v1/media", receive, methods=["POST"])]
