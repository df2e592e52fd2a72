"""The mails about credits: when they run low and when they are gone, to whom, and once."""

import pytest

from eye.billing.credits import grant
from eye.billing.warn import warn_all
from tests.dashboard.people import Person, colleague_of
from tests.keys.test_alerts import Postbox
from tests.world import Organisation, World

URL = "https://eye.example.com"


def warn(world: World, postbox: Postbox) -> int:
    async def run() -> int:
        return await warn_all(world.parts.db, postbox, URL)

    result: int = world._call(run)
    return result


def used(acme: Organisation, sessions: int, first: int = 0) -> None:
    for number in range(first, first + sessions):
        token = acme.started(candidateId=f"used-{number}")["token"]
        acme.world.send(token, acme.world.event(1, "STARTED"))


@pytest.fixture
def treasurer(acme: Organisation) -> Person:
    return colleague_of(acme, "Billing").follow_new_link()


@pytest.fixture
def low(acme: Organisation, treasurer: Person) -> Organisation:
    """Eight credits of ten are left, and eight is where it wants to know."""
    colleague_of(acme, "Viewer").follow_new_link()
    assert acme.call("PATCH", "/v1/organisation", {"lowCredits": 8}).status_code == 200
    used(acme, 2)
    return acme


def test_who_can_top_up_hears_once_that_credits_run_low(low: Organisation, treasurer: Person, world: World) -> None:
    postbox = Postbox()
    assert (warn(world, postbox), warn(world, postbox)) == (1, 0)
    ((to, subject, text),) = postbox.mails
    assert (to, subject) == (treasurer.email, "Credits of Acme run low")
    assert "Acme has 8 credits left on Eye and wants to know at 8." in text
    assert f"{URL}/dashboard/billing" in text
    used(low, 1, first=2)
    assert warn(world, postbox) == 0


def test_it_is_told_again_after_credits_came_in(low: Organisation, world: World) -> None:
    postbox = Postbox()
    warn(world, postbox)
    world.clock.at += 1
    world.write(grant, low.id, 1, "one more", world.clock.at)
    assert warn(world, postbox) == 0
    used(low, 1, first=2)
    assert warn(world, postbox) == 1
    assert len(postbox.mails) == 2


def test_that_they_are_gone_is_one_mail_and_no_second_one_about_low(low: Organisation, world: World) -> None:
    used(low, 8, first=2)
    postbox = Postbox()
    assert (warn(world, postbox), warn(world, postbox)) == (1, 0)
    ((_, subject, text),) = postbox.mails
    assert subject == "No credits of Acme are left"
    assert "the credits of Acme on Eye are used up. New exams do not start; those that run go on." in text


def test_a_start_that_was_refused_because_all_are_kept_says_so(low: Organisation, world: World) -> None:
    for number in range(8):
        low.started(candidateId=f"kept-{number}")
    assert low.start(candidateId="one-too-many").status_code == 402
    postbox = Postbox()
    assert warn(world, postbox) == 1
    assert "are kept for exams that have begun: of the 8 left none is free." in postbox.mails[0][2]


def test_what_no_mail_server_takes_is_tried_again(low: Organisation, world: World) -> None:
    assert warn(world, Postbox(takes=False)) == 0
    postbox = Postbox()
    assert warn(world, postbox) == 1
    assert len(postbox.mails) == 1


def test_where_nobody_can_top_up_it_waits_for_somebody(acme: Organisation, world: World) -> None:
    assert acme.call("PATCH", "/v1/organisation", {"lowCredits": 8}).status_code == 200
    used(acme, 2)
    postbox = Postbox()
    assert warn(world, postbox) == 0
    colleague_of(acme, "Billing").follow_new_link()
    assert warn(world, postbox) == 1


def test_no_other_organisation_is_mailed(
    low: Organisation, treasurer: Person, stranger: Organisation, world: World
) -> None:
    colleague_of(stranger, "Billing").follow_new_link()
    postbox = Postbox()
    assert warn(world, postbox) == 1
    assert [to for to, _, _ in postbox.mails] == [treasurer.email]


def test_the_name_of_an_organisation_writes_no_line_of_its_own(low: Organisation, world: World) -> None:
    world.write(lambda tx: tx.run("update organisations set name = :name", name="Acme\n\nPay here: https://evil"))
    postbox = Postbox()
    warn(world, postbox)
    assert all(not line.startswith("Pay here") for line in postbox.mails[0][2].splitlines())
    assert "\n" not in postbox.mails[0][1]
