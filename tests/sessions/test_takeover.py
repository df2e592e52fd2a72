"""A page without the token of the one before: it waits for silence, and then takes over with a flag."""

import pytest

from tests.sessions.outcome import refusal, session
from tests.world import Organisation, World


def began(acme: Organisation, world: World) -> str:
    """The token of a page whose exam has begun."""
    token: str = acme.started()["token"]
    assert world.send(token, world.event(1, "STARTED")).status_code == 202
    return token


def test_a_second_page_is_told_to_wait(acme: Organisation, world: World) -> None:
    began(acme, world)
    world.clock.move(seconds=20)
    answer = acme.start()
    assert refusal(answer) == (409, "session_active_elsewhere")
    assert answer.json()["retryAfter"] == 40
    assert answer.headers["retry-after"] == "40"


@pytest.mark.parametrize(("active", "silence"), [(True, 60), (False, 10)])
def test_it_takes_over_after_the_silence(acme: Organisation, world: World, active: bool, silence: int) -> None:
    first = acme.started()
    if active:
        world.send(first["token"], world.event(1, "STARTED"))
    world.clock.move(seconds=silence - 0.001)
    assert acme.start().json()["retryAfter"] == 1
    world.clock.move(seconds=0.001)
    answer = acme.start()
    assert answer.status_code == 200
    assert (answer.json()["sessionId"], answer.json()["resumed"]) == (first["sessionId"], True)
    assert session(acme, first["sessionId"])["gen"] == 2


def test_every_sign_of_life_begins_the_silence_anew(acme: Organisation, world: World) -> None:
    token = began(acme, world)
    world.clock.move(seconds=59)
    world.send(token, world.event(2, "HEARTBEAT"))
    world.clock.move(seconds=59)
    assert refusal(acme.start()) == (409, "session_active_elsewhere")


def test_a_takeover_is_flagged_and_told_once(acme: Organisation, world: World) -> None:
    token = began(acme, world)
    world.clock.move(minutes=1)
    taken = acme.started()
    flags = acme.get(f"/v1/sessions/{taken['sessionId']}/flags").json()["items"]
    assert [(flag["type"], flag["gen"]) for flag in flags] == [("SESSION_TAKEOVER", 2)]
    assert session(acme, taken["sessionId"])["flagCount"] == 1
    assert len(world.rows("select id from outbox where type like 'flag%'")) == 1
    assert token != taken["token"]


def test_a_takeover_costs_nothing_more(acme: Organisation, world: World) -> None:
    began(acme, world)
    world.clock.move(minutes=1)
    world.send(acme.started()["token"], world.event(1, "STARTED"))
    assert acme.wallet == {"balance": 9, "held": 0}


def test_the_older_page_is_superseded_for_what_happened_afterwards(acme: Organisation, world: World) -> None:
    old = began(acme, world)
    world.clock.move(minutes=1)
    acme.started()
    world.clock.move(seconds=5)
    assert refusal(world.send(old, world.event(2, "HEARTBEAT"))) == (409, "session_superseded")


def test_what_the_older_page_had_queued_is_still_taken(acme: Organisation, world: World) -> None:
    old = began(acme, world)
    world.clock.move(seconds=30)
    queued = world.event(2, "TAB_NOT_FOCUS")
    world.clock.move(seconds=60)
    new = acme.started()
    answer = world.send(old, queued)
    assert (answer.status_code, answer.json()["superseded"]) == (202, True)
    events = acme.get(f"/v1/sessions/{new['sessionId']}/events").json()["items"]
    assert [(event["gen"], event["seq"], event["type"]) for event in events] == [
        (1, 1, "STARTED"),
        (1, 2, "TAB_NOT_FOCUS"),
    ]


def test_the_older_page_cannot_end_the_session(acme: Organisation, world: World) -> None:
    old = began(acme, world)
    world.clock.move(minutes=1)
    new = acme.started()
    assert refusal(world.end(old)) == (409, "session_superseded")
    assert session(acme, new["sessionId"])["status"] == "active"


def test_the_queue_of_an_older_page_is_no_sign_of_life_of_the_new_one(acme: Organisation, world: World) -> None:
    old = began(acme, world)
    queued = world.event(2, "TAB_NOT_FOCUS")
    world.clock.move(minutes=1)
    acme.started()
    world.clock.move(seconds=59)
    world.send(old, queued)
    world.clock.move(seconds=1)
    assert acme.start().status_code == 200


def test_nobody_takes_over_where_identity_is_required(acme: Organisation, world: World) -> None:
    began(acme, world)
    world.execute("update organisations set identity = 'required' where id = :id", id=acme.id)
    world.clock.move(minutes=30)
    assert refusal(acme.start()) == (401, "candidate_token_required")
    assert world.rows("select gen from sessions") == [{"gen": 1}]


def test_a_test_page_and_a_live_page_are_apart(acme: Organisation) -> None:
    live = acme.started()
    trial = acme.started(apiKey=acme.new_key(mode="test"))
    assert trial["sessionId"] != live["sessionId"]
