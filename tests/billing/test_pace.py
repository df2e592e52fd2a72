"""How fast credits are spent, and until when they last."""

from eye.billing.pace import Pace, pace
from eye.clock import DAY

NOW = 1_790_000_000_000


def test_without_usage_there_is_no_pace() -> None:
    assert pace(100, [], NOW) is None
    assert pace(100, [0] * 14, NOW) is None


def test_it_is_the_average_of_the_last_fourteen_days() -> None:
    assert pace(30, [1000, *[0] * 7, *[6] * 7], NOW) == Pace(3.0, 14, NOW + 10 * DAY)


def test_a_young_organisation_gives_the_days_it_has() -> None:
    assert pace(10, [0, 4], NOW) == Pace(2.0, 2, NOW + 5 * DAY)
    assert pace(8, [4], NOW) == Pace(4.0, 1, NOW + 2 * DAY)


def test_a_part_of_a_day_counts() -> None:
    assert pace(3, [2], NOW) == Pace(2.0, 1, NOW + 3 * DAY // 2)


def test_without_credits_it_ends_now() -> None:
    assert pace(0, [5], NOW) == Pace(5.0, 1, NOW)
    assert pace(-3, [5], NOW) == Pace(5.0, 1, NOW)


def test_beyond_ten_years_no_day_is_named() -> None:
    assert pace(10**9, [1], NOW) == Pace(1.0, 1, None)
