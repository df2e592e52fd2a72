"""The evidence is what it says, and no two files are the same."""

import io

import pytest
from PIL import Image

from eye.clock import seeded
from eye.media.content import content_type
from eye.simulate.exam import Exam
from eye.simulate.measure import Measures, percentile, table
from eye.simulate.wire import read_place

EXAM = Exam(read_place("http://localhost:8000"), "", "", ("one",), "run", 1)


@pytest.mark.parametrize("people", [0, 1, 2])
def test_a_picture_shows_so_many_people(people: int) -> None:
    content = EXAM.evidence(people, 3, seeded("3"), "a")
    assert content_type(content) == "image/jpeg"
    with Image.open(io.BytesIO(content)) as image:
        assert image.size == (320, 240)
        row = [image.convert("RGB").getpixel((x, 236)) for x in range(4, 320, 8)]
    wall = row[0]
    assert isinstance(wall, tuple)
    clothed = [isinstance(one, tuple) and sum(abs(a - b) for a, b in zip(one, wall, strict=True)) > 90 for one in row]
    assert sum(now and not before for before, now in zip([False, *clothed], clothed, strict=False)) in (
        [people] if people < 2 else [1, 2]
    )


def test_a_sound_is_audio() -> None:
    assert content_type(EXAM.evidence("sound", 3, seeded("3"), "a")) == "audio/wav"


def test_no_two_files_are_the_same() -> None:
    for shows in (0, 1, 2, "sound"):
        assert len({EXAM.evidence(shows, 3, seeded("3"), str(tag)) for tag in range(40)}) == 40


def test_a_candidate_looks_the_same_in_every_picture() -> None:
    def seen(whose: int, tag: str) -> bytes:
        with Image.open(io.BytesIO(EXAM.evidence(1, whose, seeded(tag), tag))) as image:
            return image.tobytes()

    assert seen(5, "a") == seen(5, "b")
    assert len({seen(whose, "a") for whose in range(12)}) == 12


def test_percentiles_are_values_that_were_measured() -> None:
    measures = Measures()
    for number in range(1, 101):
        measures.took("/v1/events", number / 1000)
    assert [percentile([1.0, 2.0, 3.0], percent) for percent in (1, 50, 99)] == [1, 2, 3]
    assert percentile([], 50) == 0
    assert table(measures)[1] == ("/v1/events", "100", "50.0", "95.0", "99.0", "100.0")
