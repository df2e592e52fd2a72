"""Merged intervals: exact in every order, never more than was watched, and never without end."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from eye.sessions.watched import MOST_SPANS, Span, cover, length, within, without


def test_intervals_that_touch_or_overlap_are_one() -> None:
    spans: list[Span] = []
    for start, end in ((0, 10), (20, 30), (10, 20), (5, 25), (40, 50)):
        cover(spans, start, end)
    assert spans == [(0, 30), (40, 50)]


def test_an_interval_without_a_length_is_none() -> None:
    spans: list[Span] = []
    cover(spans, 5, 5)
    cover(spans, 9, 5)
    assert spans == []


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(1, 9)), max_size=20), st.randoms(use_true_random=False))
def test_every_order_comes_to_the_same_and_to_what_was_covered(wanted: list[Span], chance: Random) -> None:
    covered = {second for start, lasts in wanted for second in range(start, start + lasts)}
    found = []
    for _ in range(2):
        chance.shuffle(wanted)
        spans: list[Span] = []
        for start, lasts in wanted:
            cover(spans, start, start + lasts)
        found.append(spans)
    assert found[0] == found[1] == sorted(found[0])
    assert length(found[0]) == len(covered)


def test_too_many_intervals_lose_the_shortest() -> None:
    spans: list[Span] = []
    for n in range(MOST_SPANS + 50):
        cover(spans, 100 * n, 100 * n + (5 if n % 5 == 0 else 50))
    assert len(spans) == MOST_SPANS
    assert min(end - start for start, end in spans) == 50


def test_what_is_taken_away_leaves_the_rest() -> None:
    assert without([(0, 100)], [(10, 20), (50, 60)]) == [(0, 10), (20, 50), (60, 100)]
    assert without([(0, 10), (20, 30)], [(5, 25)]) == [(0, 5), (25, 30)]
    assert without([(0, 10)], [(0, 10)]) == []
    assert within([(0, 10), (20, 30)], 5, 22) == [(5, 10), (20, 22)]
