"""Tells whether an MP4 file is sound alone: browsers that record no WebM record this."""

import re
from collections.abc import Iterator

# A track's handler: its box, version and flags, four bytes of the past, and then what the track is.
_HANDLER = re.compile(rb"hdlr.{8}(vide|soun)", re.S)
_SHORTEST = 8


def is_mp4(content: bytes) -> bool:
    return content[4:8] == b"ftyp"


def is_sound(content: bytes) -> bool:
    """Whether its tracks, as its `moov` box lists them, are sound and nothing else."""
    kinds = {kind for name, body in _boxes(content) if name == b"moov" for kind in _HANDLER.findall(body)}
    return kinds == {b"soun"}


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The outermost boxes with their names, as far as they are well-formed."""
    at = 0
    while at + _SHORTEST <= len(content):
        head = _SHORTEST
        size = int.from_bytes(content[at : at + 4], "big")
        if size == 1:
            head, size = 16, int.from_bytes(content[at + 8 : at + 16], "big")
        elif size == 0:
            size = len(content) - at
        if size < head:
            return
        yield content[at + 4 : at + 8], content[at + head : at + size]
        at += size
