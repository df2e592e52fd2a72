"""Charged by the minute, by the assessment, and under the price that a session was begun with."""

import pytest

from tests.billing.metered import begun, charge_unheard, charges, minutes, set_price
from tests.sessions.outcome import refusal
from tests.world import NINE_O_CLOCK, Organisation, World


@pytest.fixture
def acme(world: World) -> Organisation:
    """It pays by the minute."""
    acme = world.organisation("Acme", credits=500)
    set_price(acme, "minute", 2)
    return acme


def beat(world: World, token: str, seq: int) -> None:
    assert world.send(token, world.event(seq, "HEARTBEAT", data={})).status_code == 202


def test_each_started_minute_is_charged_as_the_stream_sees_it(acme: Organisation, world: World) -> None:
    token = begun(acme)
    assert charges(world) == [("minute", 1, 2)]
    for seq in range(2, 9):
        world.clock.move(seconds=10)
        beat(world, token, seq)
    assert charges(world) == [("minute", 1, 2), ("minute", 1, 2)]
    world.clock.move(seconds=50)
    world.end(token)
    assert minutes(world) == 2
    assert acme.wallet == {"balance": 496, "held": 0}


def test_a_start_holds_what_its_duration_may_cost(acme: Organisation, world: World) -> None:
    token = begun(acme, examDuration=90.5 * 60)
    assert acme.wallet == {"balance": 498, "held": 180}
    world.clock.move(minutes=10)
    beat(world, token, 2)
    assert acme.wallet == {"balance": 480, "held": 162}
    begun(acme, candidateId="bob")
    assert acme.wallet["held"] == 162 + 118
    world.clock.move(minutes=90)
    world.sweep()
    assert minutes(world) == 70 + 60  # both were silent for an hour, which ended them
    assert acme.wallet["held"] == 0


def test_a_start_that_cannot_be_paid_is_refused(acme: Organisation) -> None:
    assert acme.start(examDuration=250 * 60).status_code == 201
    assert refusal(acme.start(candidateId="bob", examDuration=60)) == (402, "credits_exhausted")


def test_a_running_exam_goes_on_beyond_what_was_left(world: World) -> None:
    acme = world.organisation("Poor", credits=60)
    set_price(acme, "minute")
    token = begun(acme)
    for seq in (2, 3, 4):
        world.clock.move(minutes=40)
        beat(world, token, seq)
    assert acme.wallet == {"balance": -60, "held": 0}
    assert minutes(world) == 120


def test_paused_time_is_not_charged(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.send(started["token"], world.event(1, "STARTED"))
    world.clock.move(seconds=90)
    assert acme.call("POST", f"/v1/sessions/{started['sessionId']}/pause").status_code == 200
    world.clock.move(hours=3)
    charge_unheard(world)
    assert minutes(world) == 2
    assert acme.call("POST", f"/v1/sessions/{started['sessionId']}/resume").status_code == 200
    world.clock.move(seconds=29)
    beat(world, started["token"], 2)
    assert minutes(world) == 2
    world.clock.move(seconds=2)
    acme.call("POST", f"/v1/sessions/{started['sessionId']}/end", {"reason": "The room has to be left."})
    assert minutes(world) == 3


def test_silent_pages_are_charged_by_the_sweeper(acme: Organisation, world: World) -> None:
    begun(acme)
    world.clock.move(minutes=20)
    charge_unheard(world)
    assert minutes(world) == 20
    charge_unheard(world)
    assert minutes(world) == 20
    world.clock.move(hours=2)
    charge_unheard(world)
    assert world.rows("select end_reason from sessions") == [{"end_reason": "abandoned"}]
    assert minutes(world) == 60


def test_an_earlier_page_is_charged_no_second_time(acme: Organisation, world: World) -> None:
    token = begun(acme)
    world.clock.move(minutes=5)
    again = acme.started(sessionToken=token)["token"]
    beat(world, again, 1)
    beat(world, token, 2)
    assert minutes(world) == 5


def test_a_clock_that_goes_back_takes_nothing_and_gives_nothing(acme: Organisation, world: World) -> None:
    started = acme.started()
    token = started["token"]
    world.send(token, world.event(1, "STARTED"))
    world.clock.move(minutes=10)
    beat(world, token, 2)
    acme.call("POST", f"/v1/sessions/{started['sessionId']}/pause")
    world.clock.move(minutes=-9)
    acme.call("POST", f"/v1/sessions/{started['sessionId']}/resume")
    beat(world, token, 3)
    assert minutes(world) == 10
    world.clock.move(minutes=11)
    beat(world, token, 4)
    assert minutes(world) == 12


def test_an_assessment_is_charged_once_over_all_attempts(world: World) -> None:
    acme = world.organisation("Schools", credits=9)
    set_price(acme, "assessment", 4)
    acme.add_assessment("other")
    for _ in range(3):
        world.end(begun(acme))
    assert acme.wallet == {"balance": 5, "held": 0}
    begun(acme, assessmentId="other")
    assert charges(world) == [("assessment", 1, 4)] * 2
    assert acme.start().status_code == 201  # it is paid, though nobody else can start any more
    assert refusal(acme.start(candidateId="bob")) == (402, "credits_exhausted")


def test_ids_with_colons_are_not_taken_for_each_other(world: World) -> None:
    acme = world.organisation("Schools")
    set_price(acme, "assessment")
    for assessment, candidate in (("a", "b:c"), ("a:b", "c")):
        acme.add_assessment(assessment)
        world.end(begun(acme, assessmentId=assessment, candidateId=candidate))
    assert len(charges(world)) == 2


def test_a_new_price_counts_for_sessions_that_begin_later(world: World) -> None:
    acme = world.organisation("Acme")
    token = acme.started()["token"]
    set_price(acme, "session", 3)
    begun(acme, candidateId="bob")
    world.clock.move(seconds=1)
    world.send(token, world.event(1, "STARTED"))
    rows = world.rows("select price_version, price, credits from usage order by id")
    assert [tuple(row.values()) for row in rows] == [(2, 3, 3), (1, 1, 1)]
    assert acme.wallet == {"balance": 6, "held": 0}
    versions = world.rows("select version, meter, price, since from prices")
    assert versions == [{"version": 2, "meter": "session", "price": 3, "since": NINE_O_CLOCK}]


def test_what_costs_nothing_needs_no_credit_and_is_counted(world: World) -> None:
    acme = world.organisation("Free", credits=0)
    set_price(acme, "session", 0)
    world.end(begun(acme))
    assert charges(world) == [("session", 1, 0)]
    assert acme.wallet == {"balance": 0, "held": 0}


def test_a_session_says_what_it_was_charged(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.send(started["token"], world.event(1, "STARTED"))
    world.clock.move(minutes=5)
    beat(world, started["token"], 2)
    assert acme.get(f"/v1/sessions/{started['sessionId']}").json()["charge"]["credits"] == 10
    assert [item["charge"]["credits"] for item in acme.get("/v1/sessions").json()["items"]] == [10]


def test_a_test_session_is_charged_by_no_meter(acme: Organisation, world: World) -> None:
    token = begun(acme, apiKey=acme.new_key(mode="test"))
    world.clock.move(minutes=20)
    beat(world, token, 2)
    charge_unheard(world)
    world.end(token)
    assert charges(world) == []
