"""Sessions, flags and credits by day: the same before and after the hours are counted."""

import pytest

from eye.clock import DAY, HOUR, lowest_id, made_at, new_id
from eye.reports.hours import Day, by_day, count_hours
from tests.world import NINE_O_CLOCK, Organisation


def exam(acme: Organisation, candidate: str) -> None:
    world = acme.world
    token = acme.started(candidateId=candidate)["token"]
    world.send(token, world.event(1, "STARTED"), world.event(2, "TAB_NOT_FOCUS"))


@pytest.fixture
def busy(acme: Organisation, stranger: Organisation) -> Organisation:
    """Exams of three days, and one of somebody else."""
    for candidates, hours in (("a", 5), ("b", 19), ("c", 24), ("d", 0)):
        exam(acme, candidates)
        exam(stranger, candidates)
        acme.world.clock.move(hours=hours)
    exam(acme, "e")
    return acme


def days_of(acme: Organisation, days: int = 4) -> list[tuple[int, int, int]]:
    found: list[Day] = acme.world.read(by_day, acme.id, days, acme.world.clock.at)
    return [(day.sessions, day.flags, day.credits) for day in found]


def test_counting_changes_no_number(busy: Organisation) -> None:
    world = busy.world
    before = days_of(busy)
    assert before == [(0, 0, 0), (2, 2, 2), (1, 1, 1), (2, 2, 2)]
    while world.write(count_hours, world.clock.at, 1):
        assert days_of(busy) == before
    assert days_of(busy) == before
    assert world.write(count_hours, world.clock.at) is False
    world.clock.move(hours=2)
    world.write(count_hours, world.clock.at)
    assert days_of(busy) == before
    assert len(world.rows("select hour from hours where organisation_id = :id", id=busy.id)) == 4


def test_an_hour_is_counted_when_it_is_surely_over(acme: Organisation) -> None:
    world = acme.world
    exam(acme, "a")
    hour = world.clock.at // HOUR
    world.clock.at = (hour + 1) * HOUR + 60_000
    world.write(count_hours, world.clock.at)
    assert world.rows("select until from hours_counted") == [{"until": hour}]
    world.clock.move(minutes=5)
    world.write(count_hours, world.clock.at)
    assert world.rows("select until from hours_counted") == [{"until": hour + 1}]


def test_numbers_outlive_what_was_counted(busy: Organisation) -> None:
    world = busy.world
    world.clock.move(hours=2)
    before = days_of(busy)
    world.write(count_hours, world.clock.at)
    world.execute("delete from flags")
    assert days_of(busy) == before


def test_what_is_older_than_asked_for_is_left_out(busy: Organisation) -> None:
    assert days_of(busy, 1) == [(2, 2, 2)]
    busy.world.write(count_hours, busy.world.clock.at + DAY)
    assert days_of(busy, 1) == [(2, 2, 2)]


def test_an_id_tells_when_it_was_made() -> None:
    id = new_id("ses", NINE_O_CLOCK)
    assert made_at(id) == NINE_O_CLOCK
    assert lowest_id("ses", NINE_O_CLOCK) <= id < lowest_id("ses", NINE_O_CLOCK + 1)
