"""`kill -9` at any moment, while pages send: nothing that was acknowledged is lost, nothing counts twice."""

import random
import sys
from pathlib import Path

from tests.cli.program import free_port
from tests.faults.promises import broken, exams_of
from tests.faults.school import ROUNDS, School, advance, serving, sitting


def test_the_server_killed_at_random_moments(empty_url: str, tmp_path: Path) -> None:
    school, port, chance = School(empty_url, tmp_path), free_port(), random.Random(7)  # noqa: S311
    with sitting(school, port) as candidates:
        for round in range(ROUNDS):
            with serving(school, port, workers=1 + round % 2):
                advance(candidates, answers=chance.randint(1, 60))
    exams = exams_of(candidates)
    events, files = sum(exam.acked for exam in exams), sum(len(exam.media) for exam in exams)
    sys.stdout.write(f"{ROUNDS} rounds, {len(exams)} sessions, {events} events, {files} files\n")
    assert broken(school, exams) == []
    assert sum(exam.acked for exam in exams) > ROUNDS * len(candidates)
    assert any(exam.media for exam in exams)
