"""Clips for Chromium's fake camera. An `.mjpeg` is JPEGs in a row; it plays at 30 a second and loops.

The face is `skimage.data.astronaut()`, a photograph in the public domain; another person's is the first of
`skimage.data.lfw_subset()`, 25 pixels wide, which is enough to be found and to be told apart. Each loop has a prime
number of pictures, so that looks at even distances never meet the same one twice, as with a real camera.
"""

import io
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image
from skimage import data

WIDTH, HEIGHT = 640, 480
RATE = 30  # pictures a second
LOOP = 31


@cache
def _astronaut() -> Image.Image:
    return Image.fromarray(data.astronaut())  # type: ignore[no-untyped-call]


def room(turn: int) -> Image.Image:
    """A wall in the light of a window, a shelf, and the noise of a sensor."""
    across, down = np.linspace(0, 90, WIDTH), np.linspace(0, 40, HEIGHT)
    wall = 90 + across[None, :] + down[:, None]
    wall[330:350] -= 60
    noise = np.random.default_rng(turn).normal(0, 3, (HEIGHT, WIDTH))
    grey = (wall + noise).clip(0, 255).astype(np.uint8)
    return Image.fromarray(np.repeat(grey[:, :, None], 3, axis=2))


def one(turn: int) -> Image.Image:
    """Somebody sits there and moves a little."""
    picture = room(turn)
    picture.paste(_astronaut().resize((480, 480)), (80 + round(4 * np.sin(turn)), 0))
    return picture


def two(turn: int) -> Image.Image:
    picture, half = room(turn), _astronaut().crop((100, 0, 356, 384)).resize((320, 480))
    shift = round(4 * np.sin(turn))
    picture.paste(half, (shift, 0))
    picture.paste(half.transpose(Image.Transpose.FLIP_LEFT_RIGHT), (320 - shift, 0))
    return picture


def other(turn: int) -> Image.Image:
    """Somebody else sits there."""
    picture = room(turn)
    face = Image.fromarray((data.lfw_subset()[0] * 255).astype(np.uint8))  # type: ignore[no-untyped-call]
    picture.paste(face.resize((300, 300), Image.Resampling.BICUBIC).convert("RGB"), (170 + round(4 * np.sin(turn)), 90))
    return picture


def portrait() -> bytes:
    """The candidate's picture as a platform keeps it: the face of `one`, as a JPEG."""
    return _jpeg(_astronaut())


def dark(turn: int) -> Image.Image:
    noise = np.random.default_rng(turn).integers(0, 12, (HEIGHT, WIDTH, 3))
    return Image.fromarray(noise.astype(np.uint8))


def _jpeg(picture: Image.Image) -> bytes:
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=80)
    return content.getvalue()


def _loop(draw: Callable[[int], Image.Image], count: int = LOOP) -> list[bytes]:
    return [_jpeg(draw(turn)) for turn in range(count)]


def _lasting(loop: list[bytes], seconds: int) -> Iterable[bytes]:
    return (loop[turn % len(loop)] for turn in range(seconds * RATE))


def draw_clip(name: str, folder: Path) -> Path:
    """`one`, `other`, `none`, `two`, `dark`, `frozen`; `timeline`: 3 s of a face, 4 s of nobody, and so on; `exchange`:
    9 s of another person, 9 s of the one; `all`: nobody, two, darkness and a picture that stands still, 4 to 9 s each
    with 4 s of the one between.
    """
    path = folder / f"{name}.mjpeg"
    with path.open("wb") as file:
        file.writelines(_pictures(name))
    return path


def _pictures(name: str) -> Iterable[bytes]:
    if name == "frozen":
        return _loop(one, 1)
    if name == "timeline":
        return [*_lasting(_loop(one), 3), *_lasting(_loop(room), 4)]
    if name == "all":
        odd = [(_loop(room), 4), (_loop(two), 4), (_loop(dark), 6), (_loop(one, 1), 9)]
        return [picture for loop, seconds in odd for picture in (*_lasting(loop, seconds), *_lasting(_loop(one), 4))]
    if name == "exchange":
        return [*_lasting(_loop(other), 9), *_lasting(_loop(one), 9)]
    return _loop({"one": one, "other": other, "none": room, "two": two, "dark": dark}[name])
