"""Tells what a file is by its first bytes. Only what is named here is evidence; an SVG or a page never is."""

from eye.media.mp4 import is_mp4, is_sound

_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\x1aE\xdf\xa3", "audio/webm"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
)
_MAY_MOVE = ("audio/webm", "audio/ogg")
# WebM and Ogg hold sound or moving pictures; which, their head says. Eye keeps no video.
_VIDEO = (b"V_VP8", b"V_VP9", b"V_AV1", b"V_MPEG", b"\x80theora")
_HEAD = 4096
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}


def content_type(content: bytes) -> str | None:
    """The media type to store and to serve; None when the content is neither image nor audio."""
    for beginning, found in _BEGINNINGS:
        if content.startswith(beginning):
            return None if found in _MAY_MOVE and _moves(content) else found
    if content[:4] == b"RIFF":
        return _RIFF.get(content[8:12])
    return "audio/mp4" if is_mp4(content) and is_sound(content) else None


def _moves(content: bytes) -> bool:
    return any(codec in content[:_HEAD] for codec in _VIDEO)
