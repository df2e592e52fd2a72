"""Evidence made in code: a person before a wall as a small JPEG, a noise as a WAV. No candidate's likeness.

The JPEG is baseline with nothing but the mean of each block of 8 × 8 (ISO/IEC 10918-1, the DC codes of its table K.3).
"""

import struct

from eye.clock import Chance

WIDTH, HEIGHT = 40, 30  # blocks
RGB = tuple[float, float, float]
_SIZES = bytes([0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0])
_CODES = ("00", "010", "011", "100", "101", "110", "1110", "11110", "111110", "1111110", "11111110", "111111110")
_END_OF_BLOCK = "0"
_SKIN = ((236, 200, 172), (205, 158, 124), (150, 104, 74), (98, 66, 48))
_WALLS = ((196, 204, 212), (222, 214, 198), (176, 190, 176), (120, 128, 142))
_CLOTHES = ((54, 74, 110), (120, 52, 60), (60, 96, 70), (90, 90, 96))


def picture(chance: Chance, people: int) -> bytes:
    """A JPEG of 320 × 240 with so many people in it."""
    wall, light = chance.choice(_WALLS), chance.uniform(0.7, 1.1)
    drawn = [(column, *_looks(chance)) for column in _columns(chance, people)]
    blocks = [
        _block(x, y, wall, drawn, light * chance.uniform(0.97, 1.03)) for y in range(HEIGHT) for x in range(WIDTH)
    ]
    return _jpeg(blocks)


def tagged(image: bytes, tag: bytes) -> bytes:
    """The same JPEG with a comment, so that no two have the same checksum."""
    return image[:2] + b"\xff\xfe" + struct.pack(">H", len(tag) + 2) + tag + image[2:]


def sound(chance: Chance, tag: bytes) -> bytes:
    """A WAV of a quarter of a second."""
    samples = bytes(128 + round(chance.uniform(-60, 60) * (1 - at / 2000)) for at in range(2000)) + tag
    form = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
    data = b"data" + struct.pack("<I", len(samples)) + samples + b"\0" * (len(samples) % 2)
    return b"RIFF" + struct.pack("<I", len(form) + len(data)) + form + data


def _columns(chance: Chance, people: int) -> list[float]:
    middle = WIDTH / 2 + chance.uniform(-3, 3)
    return [middle + 14 * (number - (people - 1) / 2) for number in range(people)]


def _looks(chance: Chance) -> tuple[RGB, RGB, RGB]:
    dark = chance.uniform(0.2, 0.7)
    skin = chance.choice(_SKIN)
    return skin, (skin[0] * dark * 0.6, skin[1] * dark * 0.5, skin[2] * dark * 0.45), chance.choice(_CLOTHES)


def _block(x: int, y: int, wall: RGB, people: list[tuple[float, RGB, RGB, RGB]], light: float) -> RGB:
    found: RGB = wall
    for column, skin, hair, clothes in people:
        across, down = (x - column) / 5, (y - 12) / 7
        if (across / 1.9) ** 2 + ((y - 31) / 11) ** 2 < 1:
            found = clothes
        if across**2 + down**2 < 1:
            eyes = y == 11 and abs(abs(x - column) - 2) < 0.6
            found = hair if down < -0.45 or eyes else skin
    return found[0] * light, found[1] * light, found[2] * light


def _jpeg(blocks: list[RGB]) -> bytes:
    tables = b"\x00" + _SIZES + bytes(range(12)) + b"\x10" + bytes([1]) + bytes(15) + b"\x00"
    components = b"".join(bytes([number, 0x11, 0]) for number in (1, 2, 3))
    scan = bytes([3, 1, 0, 2, 0, 3, 0, 0, 63, 0])
    return b"".join(
        [
            b"\xff\xd8",
            _part(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
            _part(0xDB, b"\0" + bytes([8]) * 64),
            _part(0xC0, struct.pack(">BHHB", 8, HEIGHT * 8, WIDTH * 8, 3) + components),
            _part(0xC4, tables),
            _part(0xDA, scan) + _packed(_bits(blocks)),
            b"\xff\xd9",
        ]
    )


def _part(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def _bits(blocks: list[RGB]) -> str:
    before, found = [0, 0, 0], []
    for block in blocks:
        for component, value in enumerate(_luma_chroma(block)):
            found.append(_difference(value - before[component]) + _END_OF_BLOCK)
            before[component] = value
    return "".join(found)


def _luma_chroma(block: RGB) -> tuple[int, int, int]:
    red, green, blue = (min(255.0, max(0.0, one)) for one in block)
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    return round(luma - 128), round((blue - luma) * 0.564), round((red - luma) * 0.713)


def _difference(value: int) -> str:
    size = abs(value).bit_length()
    if not size:
        return _CODES[0]
    return _CODES[size] + format(value if value > 0 else value + (1 << size) - 1, f"0{size}b")


def _packed(bits: str) -> bytes:
    bits += "1" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")
