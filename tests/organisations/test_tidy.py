"""What is over is forgotten, in small steps; what still counts stays."""

import pytest

from eye.clock import DAY
from eye.organisations.passkeys.ceremonies import ask_to_sign_in
from eye.organisations.sign_in import sign_in
from eye.organisations.sign_in.links import SET_PASSWORD, SIGN_IN, find_link, make_link
from eye.organisations.tidy import tidy, tidy_all
from tests.world import Organisation, World


@pytest.fixture
def things(acme: Organisation, world: World) -> World:
    """Three sign-ins, links and challenges that end at different times."""
    for number in range(3):
        world.write(sign_in.sign_in, acme.owner_id, sign_in.new_sign_in(), world.clock.at + number)
        world.write(make_link, acme.owner_id, SIGN_IN, f"link{number}" * 5, world.clock.at + number)
        world.write(ask_to_sign_in, f"challenge{number}", world.clock.at + number)
    return world


def _left(world: World) -> list[int]:
    tables = ("sign_ins", "sign_in_links", "passkey_challenges")
    return [world.rows(f"select count(*) as n from {table}")[0]["n"] for table in tables]  # noqa: S608 - three names


def test_nothing_is_forgotten_before_its_time(things: World) -> None:
    assert things.write(tidy, things.clock.at + 5 * 60_000 - 1) == 0
    assert _left(things) == [3, 3, 3]


def test_each_goes_when_its_time_is_over(things: World) -> None:
    assert things.write(tidy, things.clock.at + 5 * 60_000) == 1
    assert _left(things) == [3, 3, 2]
    assert things.write(tidy, things.clock.at + DAY + 1) == 4
    assert _left(things) == [3, 1, 0]
    assert things.write(tidy, things.clock.at + 15 * DAY) == 4
    assert _left(things) == [0, 0, 0]


def test_it_takes_a_few_at_a_time(things: World) -> None:
    assert things.write(tidy, things.clock.at + 15 * DAY, 2) == 6
    assert _left(things) == [1, 1, 1]


def test_one_round_takes_everything(things: World) -> None:
    portal = things.client.portal
    assert portal is not None
    portal.call(tidy_all, things.parts.db, things.clock.at + 15 * DAY)
    assert _left(things) == [0, 0, 0]


def test_a_link_that_still_works_goes_on_working(acme: Organisation, world: World) -> None:
    world.write(make_link, acme.owner_id, SET_PASSWORD, "x" * 43, world.clock.at)
    world.clock.move(hours=7 * 24 - 1)
    world.write(tidy, world.clock.at)
    assert world.read(find_link, "x" * 43, world.clock.at) is not None
