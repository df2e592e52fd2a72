"""Tells what a file is by its first bytes. Only what is named here is evidence; an SVG or a page never is."""

_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\x1aE\xdf\xa3", "audio/webm"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}


def content_type(content: bytes) -> str | None:
    """The media type to store and to serve; None when the content is neither image nor audio."""
    for beginning, found in _BEGINNINGS:
        if content.startswith(beginning):
            return found
    if content[:4] == b"RIFF":
        return _RIFF.get(content[8:12])
    return "audio/mp4" if content[4:11] == b"ftypM4A" else None
