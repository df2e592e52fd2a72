"""Starts that meet: of one attempt there is one session, and a credit is held once, whoever asks, wherever."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from tests.sessions.neighbour import at_once, neighbour_of
from tests.sessions.outcome import refusal
from tests.world import ORIGIN, Organisation, World

START = "0123456789abcdefABCDEF"


@pytest.fixture
def neighbour(world: World) -> Iterator[World]:
    with neighbour_of(world) as other:
        yield other


def start(world: World, acme: Organisation, **fields: Any) -> Callable[[], Any]:
    """A start of `acme` at one of the two Eyes."""
    body = {"apiKey": acme.publishable, "assessmentId": "exam", "candidateId": "ada", **fields}
    return partial(world.client.post, "/v1/init", json=body, headers={"origin": ORIGIN})


def sessions(world: World) -> int:
    return int(world.rows("select count(*) as n from sessions")[0]["n"])


def test_two_pages_at_once_give_one_session(world: World, neighbour: World) -> None:
    acme = world.organisation(credits=100)
    for number in range(10):
        candidate = f"c{number}"
        answers = at_once(*[start(eye, acme, candidateId=candidate) for eye in (world, neighbour)])
        codes = sorted(answer.status_code for answer in answers)
        assert codes == [201, 409], [answer.text for answer in answers]
        lost = next(answer for answer in answers if answer.status_code == 409)
        assert refusal(lost) == (409, "session_active_elsewhere")
    assert sessions(world) == 10
    assert acme.wallet == {"balance": 100, "held": 10}


def test_the_same_start_twice_at_once_gives_both_the_one_session(world: World, neighbour: World) -> None:
    acme = world.organisation(credits=100)
    for number in range(10):
        asks = [start(eye, acme, candidateId=f"c{number}", startId=START) for eye in (world, neighbour)]
        answers = at_once(*asks, *asks)
        assert {answer.status_code for answer in answers} == {201}, [answer.text for answer in answers]
        assert len({answer.json()["sessionId"] for answer in answers}) == 1
    assert sessions(world) == 10
    assert acme.wallet == {"balance": 100, "held": 10}


def test_the_last_credit_is_enough_for_a_start_that_is_asked_twice_at_once(world: World, neighbour: World) -> None:
    for number in range(10):
        acme = world.organisation(f"Acme{number}", credits=1)
        asks = [start(eye, acme, startId=START) for eye in (world, neighbour)]
        answers = at_once(*asks, *asks)
        assert {answer.status_code for answer in answers} == {201}, [answer.text for answer in answers]
        assert acme.wallet == {"balance": 1, "held": 1}


def test_fifty_candidates_at_once_share_no_credit(world: World, neighbour: World) -> None:
    acme = world.organisation(credits=5)
    asks = [start((world, neighbour)[number % 2], acme, candidateId=f"c{number}") for number in range(50)]
    answers = at_once(*asks)
    assert sorted(answer.status_code for answer in answers) == [201] * 5 + [402] * 45
    assert sessions(world) == 5
    assert acme.wallet == {"balance": 5, "held": 5}


def test_two_takeovers_at_once_leave_one_page(world: World, neighbour: World) -> None:
    acme = world.organisation()
    acme.started()
    world.clock.move(minutes=5)
    answers = at_once(*[start(eye, acme) for eye in (world, neighbour)])
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert world.rows("select gen from sessions") == [{"gen": 2}]


def test_two_resumes_at_once_are_two_pages_in_order(world: World, neighbour: World) -> None:
    acme = world.organisation()
    token = acme.started()["token"]
    answers = at_once(*[start(eye, acme, sessionToken=token) for eye in (world, neighbour)])
    assert [answer.status_code for answer in answers] == [200, 200]
    assert world.rows("select gen from sessions") == [{"gen": 3}]


def test_starts_of_a_candidate_at_several_assessments_meet_without_harm(world: World, neighbour: World) -> None:
    """Each ends an expired session on the way, so that they lock the candidate and the wallet in different order."""
    acme = world.organisation(credits=100)
    names = [f"exam-{number}" for number in range(8)]
    for name in names:
        acme.add_assessment(name)
        acme.started(assessmentId=name)
    world.execute("update sessions set created_at = created_at - 3600000")
    eyes = (world, neighbour)
    answers = at_once(*[start(eyes[n % 2], acme, assessmentId=name) for n, name in enumerate(names)])
    assert [answer.status_code for answer in answers] == [201] * 8, [answer.text for answer in answers]
    assert acme.wallet == {"balance": 100, "held": 8}
